using System.Runtime.InteropServices;

namespace PromotionPortal.Git;

/// <summary>
/// Makes a tree out of another and a few changes. LibGit2Sharp's TreeDefinition makes an object of each entry, which in a
/// folder of ten thousand takes ten times as long as the commit; this call of libgit2 touches only the folders concerned.
/// </summary>
internal static class TreeSplice
{
    private const string Library = NativeRepository.Library;
    private const int IdLength = 20;
    private const int Upsert = 0;
    private const int Remove = 1;
    private const int PlainFile = 0x81A4; // octal 100644

    /// <summary>The id of the new tree. A change without a blob removes the file, which has to be there.</summary>
    public static byte[] Apply(string repository, byte[] tree, IReadOnlyList<(string Path, byte[]? Blob)> changes)
    {
        using var opened = new NativeRepository(repository);
        NativeRepository.Check(LookUp(out var baseline, opened.Handle, tree), "read the tree");
        try
        {
            var updates = changes.Select(change => new Update { Action = change.Blob is null ? Remove : Upsert, Id = change.Blob ?? new byte[IdLength], Mode = PlainFile, Path = change.Path }).ToArray();
            var id = new byte[IdLength];
            NativeRepository.Check(CreateUpdated(id, opened.Handle, baseline, (nuint)updates.Length, updates), "make the tree");
            return id;
        }
        finally
        {
            FreeTree(baseline);
        }
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
