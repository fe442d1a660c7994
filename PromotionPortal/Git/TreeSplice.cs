using System.Runtime.InteropServices;

namespace PromotionPortal.Git;

/// <summary>
/// Makes a tree out of another and a few changes. LibGit2Sharp's TreeDefinition makes an object of each entry, which in a
/// folder of ten thousand takes ten times as long as the commit; this call of libgit2 touches only the folders concerned.
/// </summary>
internal static class TreeSplice
{
    private const string Library = "git2-a2bde63";
    private const int IdLength = 20;
    private const int Upsert = 0;
    private const int Remove = 1;
    private const int PlainFile = 0x81A4; // octal 100644

    /// <summary>The id of the new tree. A change without a blob removes the file, which has to be there.</summary>
    public static byte[] Apply(string repository, byte[] tree, IReadOnlyList<(string Path, byte[]? Blob)> changes)
    {
        Check(OpenBare(out var handle, repository));
        try
        {
            Check(LookUp(out var baseline, handle, tree));
            try
            {
                var updates = changes.Select(change => new Update { Action = change.Blob is null ? Remove : Upsert, Id = change.Blob ?? new byte[IdLength], Mode = PlainFile, Path = change.Path }).ToArray();
                var id = new byte[IdLength];
                Check(CreateUpdated(id, handle, baseline, (nuint)updates.Length, updates));
                return id;
            }
            finally
            {
                FreeTree(baseline);
            }
        }
        finally
        {
            FreeRepository(handle);
        }
    }

    private static void Check(int code)
    {
        if (code < 0) throw new IOException($"git refused to make the tree (code {code}).");
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Update
    {
        public int Action;

        [MarshalAs(UnmanagedType.ByValArray, SizeConst = IdLength)]
        public byte[] Id;

        public int Mode;

        [MarshalAs(UnmanagedType.LPUTF8Str)]
        public string Path;
    }

    [DllImport(Library, EntryPoint = "git_repository_open_bare", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenBare(out nint repository, [MarshalAs(UnmanagedType.LPUTF8Str)] string path);

    [DllImport(Library, EntryPoint = "git_repository_free", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void FreeRepository(nint repository);

    [DllImport(Library, EntryPoint = "git_tree_lookup", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LookUp(out nint tree, nint repository, byte[] id);

    [DllImport(Library, EntryPoint = "git_tree_free", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void FreeTree(nint tree);

    [DllImport(Library, EntryPoint = "git_tree_create_updated", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CreateUpdated([Out] byte[] id, nint repository, nint baseline, nuint count, [In] Update[] updates);
}
