using System.Runtime.InteropServices;

namespace PromotionPortal.Git;

/// <summary>
/// Moves a branch only if it still stands where expected. LibGit2Sharp's own UpdateTarget takes no expectation into the lock,
/// so that of two writers at once one commit is lost; this is the call of libgit2 that does.
/// </summary>
internal static class BranchSwap
{
    private const string Library = NativeRepository.Library;
    private const int NotFound = -3;
    private const int Exists = -4;
    private const int Locked = -14;
    private const int Modified = -15;
    private const int MostTries = 40;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    /// <summary>False: it stands elsewhere. A null expectation means that it does not exist yet.</summary>
    public static bool TryMove(string repository, string branch, byte[] to, byte[]? expected)
    {
        using var opened = new NativeRepository(repository);
        for (var attempt = 1; ; attempt++)
        {
            var code = CreateMatching(out var reference, opened.Handle, "refs/heads/" + branch, to, expected is null ? 0 : 1, expected, logMessage: null);
            FreeReference(reference);
            if (code is NotFound or Exists or Modified) return false;
            if (code != Locked || attempt == MostTries)
            {
                NativeRepository.Check(code, "move the branch");
                return true;
            }
            Thread.Sleep(s_pause); // another program is moving it at this moment
        }
    }

    [DllImport(Library, EntryPoint = "git_reference_free", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void FreeReference(nint reference);

    [DllImport(Library, EntryPoint = "git_reference_create_matching", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CreateMatching(
        out nint reference,
        nint repository,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        byte[] id,
        int force,
        byte[]? currentId,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string? logMessage);
}
