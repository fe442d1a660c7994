using System.Collections.Concurrent;
using PromotionPortal.Git;

namespace PromotionPortal.Tests.Git;

public sealed class BareRepositoryTests : IDisposable
{
    private static readonly CommitAuthor s_ada = new("Ada", "ada@example.org");

    private readonly Scratch _scratch = new();

    private string Folder => _scratch.At("definitions.git");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_new_repository_has_one_empty_commit_and_passes_the_check_of_git()
    {
        using var repository = await Open();
        Assert.Equal("1", Scratch.Git(Folder, "rev-list", "--count", "main"));
        Assert.Equal("", Scratch.Git(Folder, "ls-tree", "main"));
        Assert.Equal("true", Scratch.Git(Folder, "config", "core.fsyncObjectFiles"));
        Scratch.Git(Folder, "fsck", "--strict");
    }

    [Fact]
    public async Task What_is_committed_is_what_git_reads()
    {
        using var repository = await Open();
        var outcome = await repository.CommitAsync([new("environments/prod.yaml", "kind: Environment # größe\n")], TipOf(repository), s_ada, "Add prod\n");

        var commit = Assert.IsType<GitOutcome.Committed>(outcome).Commit;
        Assert.Equal(commit, Scratch.Git(Folder, "rev-parse", "main"));
        Assert.Equal("kind: Environment # größe", Scratch.Git(Folder, "show", "main:environments/prod.yaml"));
        Assert.Equal(BlobId.Of("kind: Environment # größe\n"u8), Scratch.Git(Folder, "rev-parse", "main:environments/prod.yaml"));
        Assert.Equal("Ada ada@example.org 2026-11-20T12:00:00+00:00 Add prod", Scratch.Git(Folder, "log", "-1", "--format=%an %ae %aI %s"));
        Scratch.Git(Folder, "fsck", "--strict");
    }

    [Fact]
    public async Task A_commit_from_an_older_state_is_a_conflict_and_changes_nothing()
    {
        using var repository = await Open();
        var old = TipOf(repository);
        var first = Assert.IsType<GitOutcome.Committed>(await repository.CommitAsync([new("a/one.yaml", "1")], old, s_ada, "One"));

        var second = await repository.CommitAsync([new("a/two.yaml", "2")], old, s_ada, "Two");

        Assert.Equal(new GitOutcome.Conflict(first.Commit), second);
        Assert.Equal("a/one.yaml", Scratch.Git(Folder, "ls-tree", "-r", "--name-only", "main"));
    }

    [Fact]
    public async Task A_file_can_be_deleted_and_no_change_makes_no_commit()
    {
        using var repository = await Open();
        var one = Assert.IsType<GitOutcome.Committed>(await repository.CommitAsync([new("a/one.yaml", "1"), new("a/two.yaml", "2")], TipOf(repository), s_ada, "Add")).Commit;
        Assert.Equal(new GitOutcome.Committed(one), await repository.CommitAsync([new("a/one.yaml", "1")], one, s_ada, "Nothing"));
        var two = Assert.IsType<GitOutcome.Committed>(await repository.CommitAsync([new("a/one.yaml", null)], one, s_ada, "Delete")).Commit;
        Assert.Equal("a/two.yaml", Scratch.Git(Folder, "ls-tree", "-r", "--name-only", two));
    }

    [Fact]
    public async Task Files_come_and_go_in_folders_that_come_and_go()
    {
        using var repository = await Open();
        await repository.CommitAsync([new("a/b/one.yaml", "1"), new("a.yaml", "2"), new("a-b/two.yaml", "3"), new("a/b.yaml", "first"), new("a/b.yaml", "last")], TipOf(repository), s_ada, "Add");
        Assert.Equal("a-b/two.yaml\na.yaml\na/b.yaml\na/b/one.yaml", Scratch.Git(Folder, "ls-tree", "-r", "--name-only", "main"));
        Assert.Equal("last", Scratch.Git(Folder, "show", "main:a/b.yaml"));
        await repository.CommitAsync([new("a/b/one.yaml", null), new("a-b/two.yaml", null), new("never.yaml", null)], TipOf(repository), s_ada, "Delete");
        Assert.Equal("a.yaml\na/b.yaml", Scratch.Git(Folder, "ls-tree", "-r", "-t", "--name-only", "main").Replace("a\n", "", StringComparison.Ordinal));
        Scratch.Git(Folder, "fsck", "--strict");
    }

    // The guard is the compare-and-set in git itself: two handles know nothing of each other's queue.
    [Fact]
    public async Task Of_many_writers_at_once_on_two_handles_no_commit_is_lost()
    {
        const int writers = 8, each = 10;
        using var left = await Open();
        using var right = await Open();
        var made = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            var repository = writer % 2 == 0 ? left : right;
            for (var number = 0; number < each;)
            {
                var outcome = await repository.CommitAsync([new($"w{writer}/{number}.yaml", "x")], TipOf(repository), s_ada, "Add");
                if (outcome is not GitOutcome.Committed committed) continue;
                made.Add(committed.Commit);
                number++;
            }
        }));
        Assert.Equal(writers * each, made.Distinct().Count());
        Assert.Equal($"{(writers * each) + 1}", Scratch.Git(Folder, "rev-list", "--count", "main"));
        Assert.Equal(writers * each, Scratch.Git(Folder, "ls-tree", "-r", "--name-only", "main").Split('\n').Length);
    }

    [Fact]
    public async Task What_a_killed_process_left_behind_blocks_nobody()
    {
        (await Open()).Dispose();
        File.WriteAllText(Path.Combine(Folder, "refs/heads/main.lock"), "");
        Directory.CreateDirectory(Path.Combine(Folder, "objects/ab"));
        File.WriteAllText(Path.Combine(Folder, "objects/ab/tmp_obj_x1"), "");

        using var repository = await Open();

        Assert.IsType<GitOutcome.Committed>(await repository.CommitAsync([new("a.yaml", "1")], TipOf(repository), s_ada, "Add"));
        Assert.Empty(Directory.EnumerateFiles(Folder, "tmp_obj*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_half_made_repository_is_made_anew()
    {
        Directory.CreateDirectory(Folder + ".new/objects");
        using var repository = await Open();
        Assert.Equal("1", Scratch.Git(Folder, "rev-list", "--count", "main"));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("a/.git/config")]
    [InlineData("a/\nb")]
    public async Task A_path_that_leads_elsewhere_is_not_written(string path)
    {
        using var repository = await Open();
        await Assert.ThrowsAsync<ArgumentException>(() => repository.CommitAsync([new(path, "x")], TipOf(repository), s_ada, "Add"));
    }

    [Fact]
    public async Task An_author_cannot_break_out_of_the_header()
    {
        using var repository = await Open();
        await repository.CommitAsync([new("a.yaml", "1")], TipOf(repository), new("Ada <x>\ncommitter Eve", "<>"), "Add");
        Assert.Equal("Ada xcommitter Eve <unknown>", Scratch.Git(Folder, "log", "-1", "--format=%an <%ae>"));
        Scratch.Git(Folder, "fsck", "--strict");
    }

    private Task<BareRepository> Open() => BareRepository.OpenAsync(Folder, StandingClock.AtNoon, s_ada);

    private static string TipOf(BareRepository repository)
    {
        using var reader = repository.Read();
        return reader.Tip!;
    }
}
