using PromotionPortal.Definitions;
using PromotionPortal.Git;
using PromotionPortal.Tests.Git;

namespace PromotionPortal.Tests.Definitions;

public sealed class RemoteTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public RemoteTests() => Scratch.Git(_scratch.Folder, "init", "-q", "--bare", "-b", "main", RemoteFolder);

    private string RemoteFolder => _scratch.At("remote.git");

    private RemoteAddress Remote => new("file://" + RemoteFolder, "main");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task An_empty_remote_gets_what_is_here()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        Assert.Equal(new SyncOutcome.InStep(under.Store.Current.Commit) { Pushed = true }, await under.Store.SyncAsync(Remote));
        Assert.Equal(under.Store.Current.Commit, RemoteTip());
        Assert.Equal(new SyncOutcome.InStep(under.Store.Current.Commit), await under.Store.SyncAsync(Remote));
    }

    [Fact]
    public async Task A_remote_with_a_history_of_its_own_is_taken_over_and_followed()
    {
        PushToRemote(("registries/main.yaml", Sample.Main));
        using var under = await StoreUnderTest.OpenAsync();
        await under.Store.SyncAsync(Remote);
        Assert.Equal(RemoteTip(), under.Store.Current.Commit);
        var changed = false;
        under.Store.Changed += () => changed = true;

        PushToRemote(("environments/prod.yaml", Sample.Environment("prod", "position: 7")));
        await under.Store.SyncAsync(Remote);

        Assert.Equal((RemoteTip(), 7, true), (under.Store.Current.Commit, under.Store.Current.Environments["prod"].Position, changed));
    }

    [Fact]
    public async Task Our_commits_are_set_on_top_of_what_others_pushed()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        await under.Store.SyncAsync(Remote);
        PushToRemote(("environments/test.yaml", Sample.Environment("test", "position: 1")));
        await under.Commit(("environments/prod.yaml", Sample.Environment("prod", "position: 41")));
        await under.Commit(("products/shop.yaml", Sample.Shop.Replace("Web shop", "Shop", StringComparison.Ordinal)));

        Assert.IsType<SyncOutcome.InStep>(await under.Store.SyncAsync(Remote));

        Assert.Equal(RemoteTip(), under.Store.Current.Commit);
        Assert.Equal("Change\nChange\nFrom outside\nChange\nBegin", Scratch.Git(RemoteFolder, "log", "--format=%s", "main"));
        Assert.Equal("u-1", Scratch.Git(RemoteFolder, "log", "-1", "--format=%(trailers:key=Portal-Actor,valueonly)", "main"));
        Assert.Equal((41, 1), (under.Store.Current.Environments["prod"].Position, under.Store.Current.Environments["test"].Position));
        Scratch.Git(RemoteFolder, "fsck", "--strict");
    }

    [Fact]
    public async Task The_same_line_changed_on_both_sides_is_a_conflict_and_moves_nothing()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        await under.Store.SyncAsync(Remote);
        PushToRemote(("environments/prod.yaml", Sample.Environment("prod", "position: 50")));
        await under.Commit(("environments/prod.yaml", Sample.Environment("prod", "position: 41")));
        var (here, there) = (under.Store.Current.Commit, RemoteTip());

        var conflict = Assert.IsType<SyncOutcome.Conflict>(await under.Store.SyncAsync(Remote));

        Assert.Equal((there, "environments/prod.yaml"), (conflict.RemoteTip, Assert.Single(conflict.Files)));
        Assert.Equal((here, there, 41), (under.Store.Current.Commit, RemoteTip(), under.Store.Current.Environments["prod"].Position));
    }

    [Fact]
    public async Task A_remote_that_was_rewritten_is_not_followed_and_not_overwritten()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        await under.Store.SyncAsync(Remote);
        var here = under.Store.Current.Commit;
        Scratch.Git(RemoteFolder, "update-ref", "refs/heads/main", "main^");
        var there = RemoteTip();
        Assert.Equal(new SyncOutcome.Rewritten(there), await under.Store.SyncAsync(Remote));
        Assert.Equal((here, there), (under.Store.Current.Commit, RemoteTip()));
    }

    [Fact]
    public async Task Two_portals_that_share_a_remote_lose_nothing()
    {
        const int each = 6;
        using var left = await StoreUnderTest.OpenAsync();
        using var right = await StoreUnderTest.OpenAsync();
        await left.Store.SyncAsync(Remote);
        async Task Work(StoreUnderTest under, string side)
        {
            for (var number = 0; number < each; number++)
            {
                Assert.IsType<CommitOutcome.Committed>(await under.Commit(($"environments/{side}-{number}.yaml", Sample.Environment($"{side}-{number}", "position: 1"))));
                await under.Store.SyncAsync(Remote);
            }
        }
        await Task.WhenAll(Task.Run(() => Work(left, "left")), Task.Run(() => Work(right, "right")));
        foreach (var under in new[] { left, right, left }) Assert.IsType<SyncOutcome.InStep>(await under.Store.SyncAsync(Remote));

        Assert.Equal(2 * each, left.Store.Current.Environments.Count);
        Assert.Equal(RemoteTip(), left.Store.Current.Commit);
        Assert.Equal(RemoteTip(), right.Store.Current.Commit);
    }

    [Fact]
    public async Task A_remote_that_is_not_there_is_said_and_what_is_here_stays()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        var failed = Assert.IsType<SyncOutcome.Failed>(await under.Store.SyncAsync(new("file://" + _scratch.At("nowhere.git"), "main")));
        Assert.NotEmpty(failed.Why);
        Assert.Single(under.Store.Current.Environments);
    }

    [Fact]
    public async Task A_bad_file_from_outside_is_a_problem_and_the_rest_goes_live()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        await under.Store.SyncAsync(Remote);
        PushToRemote(("environments/prod.yaml", "nonsense: ["), ("environments/test.yaml", Sample.Environment("test", "position: 1")));
        await under.Store.SyncAsync(Remote);
        Assert.Equal((40, 1), (under.Store.Current.Environments["prod"].Position, under.Store.Current.Environments["test"].Position));
        Assert.Equal("environments/prod.yaml", Assert.Single(under.Store.Current.Problems).File);
    }

    [Theory]
    [InlineData("ext::sh -c id", "main")]
    [InlineData("file:///x", "--force")]
    [InlineData("file:///x", "+main")]
    public async Task What_is_no_address_or_branch_is_not_handed_to_git(string url, string branch)
    {
        using var under = await StoreUnderTest.OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => under.Store.SyncAsync(new(url, branch)));
    }

    [Fact]
    public void A_password_is_not_printed() => Assert.DoesNotContain("hunter2", $"{new RemoteAddress("https://a.example/x.git", "main", new("ada", "hunter2"))}", StringComparison.Ordinal);

    private string RemoteTip() => Scratch.Git(RemoteFolder, "rev-parse", "main");

    private void PushToRemote(params (string Path, string Text)[] files)
    {
        var clone = _scratch.At("clone");
        if (Directory.Exists(clone)) Directory.Delete(clone, recursive: true);
        Scratch.Git(_scratch.Folder, "clone", "-q", RemoteFolder, clone);
        foreach (var (path, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(clone, path))!);
            File.WriteAllText(Path.Combine(clone, path), text);
        }
        Scratch.Git(clone, "add", "-A");
        Scratch.Git(clone, "commit", "-qm", "From outside");
        Scratch.Git(clone, "push", "-q", "origin", "HEAD:main");
    }
}
