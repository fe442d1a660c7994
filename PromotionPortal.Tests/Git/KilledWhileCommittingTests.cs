using PromotionPortal.Git;

namespace PromotionPortal.Tests.Git;

public sealed class KilledWhileCommittingTests : IDisposable
{
    private static readonly CommitAuthor s_ada = new("Ada", "ada@example.org");

    private readonly Scratch _scratch = new();

    private static int Rounds => Environment.GetEnvironmentVariable("PORTAL_LONG") == "1" ? 200 : 20;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task No_kill_loses_a_commit_or_leaves_a_lock_that_blocks()
    {
        var folder = _scratch.At("definitions.git");
        (await BareRepository.OpenAsync(folder, StandingClock.AtNoon, s_ada)).Dispose();
        var random = new Random(20261120);
        for (var round = 0; round < Rounds; round++)
        {
            var told = await CommitsUntilKilled(folder, random.Next(1, 12), TimeSpan.FromMilliseconds(random.Next(0, 12)));

            using var repository = await BareRepository.OpenAsync(folder, StandingClock.AtNoon, s_ada);
            using var reader = repository.Read();
            Assert.DoesNotContain(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories), IsLeftover);
            Assert.IsType<GitOutcome.Committed>(await repository.CommitAsync([new("after.yaml", $"{round}")], reader.Tip!, s_ada, "After"));
            Assert.Equal("", Scratch.Git(folder, "rev-list", "--no-walk", told[^1], "--not", "main"));
        }
        Assert.Equal("", Scratch.Git(folder, "fsck", "--full", "--strict", "--no-dangling"));
    }

    private static bool IsLeftover(string path) =>
        (path.EndsWith(".lock", StringComparison.Ordinal) && Path.GetFileName(path) != "portal.lock") || Path.GetFileName(path).StartsWith("tmp_obj", StringComparison.Ordinal);

    // Kill is -9: nothing in the process can tidy up.
    private static async Task<List<string>> CommitsUntilKilled(string folder, int commits, TimeSpan more)
    {
        using var process = CommitterProcess.Start(folder);
        var told = new List<string>();
        while (told.Count < commits && await process.StandardOutput.ReadLineAsync() is { } commit) told.Add(commit);
        await Task.Delay(more);
        process.Kill();
        await process.WaitForExitAsync();
        // What it said in between counts too; the last line may be cut off.
        while (await process.StandardOutput.ReadLineAsync() is { } commit)
            if (commit.Length == 40) told.Add(commit);
        Assert.NotEmpty(told);
        return told;
    }
}
