using System.Runtime.InteropServices;

namespace PromotionPortal.Git;

/// <summary>A handle of libgit2 on a bare repository, for the calls that LibGit2Sharp does not have.</summary>
internal sealed class NativeRepository : IDisposable
{
    public const string Library = "git2-a2bde63";

    private nint _handle;

    public NativeRepository(string folder) => Check(OpenBare(out _handle, folder), "open the repository");

    public nint Handle => _handle;

    public static void Check(int code, string act)
    {
        if (code < 0) throw new IOException($"git refused to {act} (code {code}).");
    }

    public void Dispose()
    {
        if (_handle != 0) FreeRepository(_handle);
        _handle = 0;
    }

    [DllImport(Library, EntryPoint = "git_repository_open_bare", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenBare(out nint repository, [MarshalAs(UnmanagedType.LPUTF8Str)] string path);

    [DllImport(Library, EntryPoint = "git_repository_free", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void FreeRepository(nint repository);
}
