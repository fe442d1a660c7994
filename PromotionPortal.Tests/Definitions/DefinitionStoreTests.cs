using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Tests.Git;

namespace PromotionPortal.Tests.Definitions;

public sealed class DefinitionStoreTests
{
    [Fact]
    public async Task A_new_store_is_empty_and_stands_at_a_commit()
    {
        using var under = await StoreUnderTest.OpenAsync();
        Assert.Equal(Scratch.Git(under.Folder, "rev-parse", "main"), under.Store.Current.Commit);
        Assert.Empty(under.Store.Current.Problems);
    }

    [Fact]
    public async Task What_is_committed_is_live_and_survives_a_restart()
    {
        using var under = await StoreUnderTest.OpenAsync();
        var changes = 0;
        under.Store.Changed += () => changes++;

        var committed = Assert.IsType<CommitOutcome.Committed>(await under.Commit(Sample.All));

        Assert.Equal(1, changes);
        Assert.Equal(committed.Commit, under.Store.Current.Commit);
        Assert.Equal("shop", under.Store.Current.Applications["checkout"].Product);
        await under.ReopenAsync();
        Assert.Equal(committed.Commit, under.Store.Current.Commit);
        Assert.Equal(40, under.Store.Current.Environments["prod"].Position);
    }

    [Fact]
    public async Task A_commit_says_who_and_which_change_in_its_last_paragraph()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Store.CommitAsync([new("registries/main.yaml", Sample.Main)], under.Store.Current.Commit, new("Ada", "ada@example.org", "u-1\nPortal-Actor: u-2", "c-1"), "Add main\n\nPortal-Actor: somebody-else");
        var trailers = Scratch.Git(under.Folder, "log", "-1", "--format=%(trailers:key=Portal-Actor,valueonly)%(trailers:key=Portal-Change,valueonly)").Split('\n');
        Assert.Equal("u-1Portal-Actor: u-2", trailers[0]);
        Assert.Equal("c-1", trailers[1]);
        Assert.Equal("Ada <ada@example.org>", Scratch.Git(under.Folder, "log", "-1", "--format=%an <%ae>"));
    }

    [Fact]
    public async Task Of_two_who_save_at_once_one_gets_a_conflict()
    {
        using var under = await StoreUnderTest.OpenAsync();
        var read = under.Store.Current.Commit;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 2).Select(number =>
            under.Store.CommitAsync([new("environments/prod.yaml", Sample.Environment("prod", $"position: {number}"))], read, StoreUnderTest.Ada, "Move")));
        var committed = Assert.Single(outcomes.OfType<CommitOutcome.Committed>());
        Assert.Equal(committed.Commit, Assert.Single(outcomes.OfType<CommitOutcome.Conflict>()).Tip);
    }

    [Fact]
    public async Task A_change_is_refused_for_what_it_brings_in_and_for_nothing_else()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        under.PushFromOutside(("environments/test.yaml", Sample.Environment("test", "positon: 1")));
        await under.Store.RefreshAsync();

        var refused = Assert.IsType<CommitOutcome.Refused>(await under.Commit(("environments/prod.yaml", Sample.Environment("prod", "images: { registry: nain, repository: a }"))));
        Assert.Equal("environments/prod.yaml:5:23: There is no Registry nain. Did you mean 'main'?", Assert.Single(refused.Problems).ToString());

        var deletion = Assert.IsType<CommitOutcome.Refused>(await under.Commit(("registries/main.yaml", null)));
        Assert.Equal("applications/checkout.yaml", Assert.Single(deletion.Problems).File);

        Assert.IsType<CommitOutcome.Committed>(await under.Commit(("environments/prod.yaml", Sample.Environment("prod", "position: 41"))));
        Assert.Single(under.Store.Current.Problems);
    }

    [Fact]
    public async Task A_file_with_a_problem_keeps_its_last_sound_version_and_the_rest_goes_live()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        under.PushFromOutside(("environments/prod.yaml", Sample.Environment("prod", "position: 41")));
        under.PushFromOutside(("environments/prod.yaml", Sample.Environment("prod", "position: far")), ("environments/test.yaml", Sample.Environment("test", "position: 5")));
        under.PushFromOutside(("environments/prod.yaml", "- nonsense"));

        await under.Store.RefreshAsync();
        AssertKept(under.Store.Current);
        await under.ReopenAsync();
        AssertKept(under.Store.Current);

        under.PushFromOutside(("environments/prod.yaml", Sample.Environment("prod", "position: 42")));
        await under.Store.RefreshAsync();
        Assert.Equal(42, under.Store.Current.Environments["prod"].Position);
        Assert.Empty(under.Store.Current.Problems);
    }

    [Fact]
    public async Task What_was_never_sound_is_not_there_and_what_was_deleted_is_gone()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        under.PushFromOutside(("environments/test.yaml", "x"), ("environments/prod.yaml", null), ("applications/basket.yaml", Sample.Checkout.Replace("checkout", "basket", StringComparison.Ordinal).Replace("product: shop", "product: toys", StringComparison.Ordinal)));
        await under.Store.RefreshAsync();
        Assert.Empty(under.Store.Current.Environments);
        Assert.Equal(["checkout"], under.Store.Current.Applications.Keys);
        Assert.Equal(["applications/basket.yaml", "environments/test.yaml"], under.Store.Current.Problems.Select(problem => problem.File));
    }

    [Fact]
    public async Task Who_names_what_was_deleted_stays_with_a_problem()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        under.PushFromOutside(("products/shop.yaml", null));
        await under.Store.RefreshAsync();
        Assert.Equal("shop", under.Store.Current.Applications["checkout"].Product);
        Assert.Equal("applications/checkout.yaml:5:12: There is no Product shop. Define it in products/shop.yaml, or name another.", Assert.Single(under.Store.Current.Problems).ToString());
    }

    // I7: whatever way the snapshot came about, it is that of the tip.
    [Fact]
    public async Task A_snapshot_that_was_followed_equals_one_that_was_read_anew()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        under.PushFromOutside(("environments/prod.yaml", "?"), ("environments/eu/x.yaml", ""), ("registries/other.yaml", Sample.Main.Replace("main", "other", StringComparison.Ordinal)));
        await under.Store.RefreshAsync();
        under.PushFromOutside(("registries/main.yaml", null), ("applications/checkout.yaml", Sample.Checkout + "  manifests: {}\n"));
        await under.Store.RefreshAsync();
        var followed = Print(under.Store.Current);
        await under.ReopenAsync();
        Assert.Equal(Print(under.Store.Current), followed);
    }

    [Fact]
    public async Task A_symbolic_link_is_not_followed()
    {
        using var under = await StoreUnderTest.OpenAsync();
        var blob = Scratch.Git(under.Folder, "hash-object", "-w", "--stdin");
        var link = Scratch.Git(under.Folder, "hash-object", "-w", "/etc/hostname");
        Assert.NotEqual(blob, link);
        var index = Path.Combine(under.Folder, "index");
        Scratch.Git(under.Folder, "update-index", "--add", "--cacheinfo", $"120000,{link},environments/prod.yaml");
        var tree = Scratch.Git(under.Folder, "write-tree");
        var commit = Scratch.Git(under.Folder, "commit-tree", tree, "-p", "main", "-m", "Link");
        Scratch.Git(under.Folder, "update-ref", "refs/heads/main", commit);
        File.Delete(index);
        await under.Store.RefreshAsync();
        Assert.Equal("environments/prod.yaml:1:1: This is no file but a link. Put the file itself here.", Assert.Single(under.Store.Current.Problems).ToString());
    }

    private static string Print(DefinitionsSnapshot snapshot) =>
        string.Join('\n', [snapshot.Commit, .. snapshot.Registries.Values, .. snapshot.Environments.Values, .. snapshot.Applications.Values.Select(application => application with { Metadata = new(application.Name) }), .. snapshot.Problems]);

    private static void AssertKept(DefinitionsSnapshot snapshot)
    {
        Assert.Equal(41, snapshot.Environments["prod"].Position);
        Assert.Equal(5, snapshot.Environments["test"].Position);
        Assert.Equal("environments/prod.yaml", Assert.Single(snapshot.Problems).File);
    }
}
