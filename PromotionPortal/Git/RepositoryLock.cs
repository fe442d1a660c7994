namespace PromotionPortal.Git;

/// <summary>One program at a time writes to a repository; what a killed one left behind is removed.</summary>
internal static class RepositoryLock
{
    /// <summary>Held by whoever talks to the remote, for as long as that takes.</summary>
    public const string Exchange = "portal.exchange";

    private const string FileName = "portal.lock";
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    // A live git holds its locks for milliseconds.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    /// <summary>Held until it is disposed of; the system lets go of it when the process dies.</summary>
    public static async Task<IDisposable> TakeAsync(string repository, CancellationToken stop, string name = FileName)
    {
        var path = Path.Combine(repository, name);
        for (var waited = TimeSpan.Zero; ; waited += s_pause)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited < s_longestWait && Directory.Exists(repository))
            {
                await Task.Delay(s_pause, stop);
            }
        }
    }

    /// <summary>To be called while the lock is held: then what is there and stays there belongs to nobody alive.</summary>
    public static async Task RemoveLeftoversAsync(string repository, CancellationToken stop)
    {
        var found = Leftovers(repository).ToDictionary(path => path, File.GetLastWriteTimeUtc, StringComparer.Ordinal);
        if (found.Count == 0) return;
        await Task.Delay(s_grace, stop);
        foreach (var (path, written) in found)
            if (File.Exists(path) && File.GetLastWriteTimeUtc(path) == written) File.Delete(path);
    }

    private static IEnumerable<string> Leftovers(string repository) =>
    [
        .. Directory.EnumerateFiles(repository, "*.lock").Where(path => Path.GetFileName(path) != FileName),
        .. Directory.EnumerateFiles(Path.Combine(repository, "refs"), "*.lock", SearchOption.AllDirectories),
        .. Directory.EnumerateFiles(Path.Combine(repository, "objects"), "tmp_obj*", SearchOption.AllDirectories),
    ];
}
