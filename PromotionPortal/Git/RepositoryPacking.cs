using System.ComponentModel;
using System.Diagnostics;

namespace PromotionPortal.Git;

/// <summary>What became of packing.</summary>
public enum PackOutcome
{
    Packed,

    /// <summary>There was too little to be worth it.</summary>
    NotNeeded,

    /// <summary>The git program is not installed; the repository only grows.</summary>
    NoGit,

    Failed,
}

/// <summary>
/// Has the git program pack a repository, which libgit2 never does. Objects that nothing names yet are left alone for two weeks, so that
/// a commit which is just being written loses nothing; and git locks out another packing by itself.
/// </summary>
internal static class RepositoryPacking
{
    private const int WorthIt = 1000;
    private const int FoldersOfObjects = 256;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(30);

    // Nothing of this machine's or the repository's own making is to run.
    private static readonly string[] s_arguments = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "gc.pruneExpire=2.weeks.ago", "gc", "--quiet"];

    public static async Task<PackOutcome> RunAsync(string repository, CancellationToken stop)
    {
        if (LooseObjects(repository) < WorthIt) return PackOutcome.NotNeeded;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(s_longest);
        try
        {
            using var process = Process.Start(Start(repository))!;
            process.StandardInput.Close();
            return await EndAsync(process, late.Token);
        }
        catch (Win32Exception)
        {
            return PackOutcome.NoGit;
        }
    }

    private static async Task<PackOutcome> EndAsync(Process process, CancellationToken stop)
    {
        try
        {
            await Task.WhenAll(process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
            await process.WaitForExitAsync(stop);
            return process.ExitCode == 0 ? PackOutcome.Packed : PackOutcome.Failed;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return PackOutcome.Failed;
        }
    }

    private static ProcessStartInfo Start(string repository)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = repository, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["--git-dir", repository, .. s_arguments]) start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        (start.Environment["GIT_CONFIG_NOSYSTEM"], start.Environment["GIT_CONFIG_GLOBAL"], start.Environment["GIT_TERMINAL_PROMPT"]) = ("1", "/dev/null", "0");
        return start;
    }

    // The names of objects are spread evenly, so that a few folders tell of all.
    private static int LooseObjects(string repository)
    {
        var looked = Enumerable.Range(0, FoldersOfObjects / 16).Select(number => Path.Combine(repository, "objects", $"{number * 16:x2}"));
        return looked.Where(Directory.Exists).Sum(folder => Directory.EnumerateFiles(folder).Count()) * 16;
    }
}
