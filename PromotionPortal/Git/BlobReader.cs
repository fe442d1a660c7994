using System.Runtime.InteropServices;

namespace PromotionPortal.Git;

/// <summary>
/// Reads the content of files. LibGit2Sharp looks an object up anew for each property of it, which for ten thousand small
/// files takes longer than parsing them; these calls of libgit2 read it once.
/// </summary>
internal sealed class BlobReader : IDisposable
{
    private const string Library = NativeRepository.Library;
    private const int Blob = 3;

    private readonly NativeRepository _repository;
    private nint _objects;

    public BlobReader(string folder)
    {
        _repository = new(folder);
        NativeRepository.Check(OpenObjects(out _objects, _repository.Handle), "open the objects");
    }

    /// <summary>Null where there is none, or a larger one. The size is asked for first: what is larger is not even unpacked.</summary>
    public byte[]? Read(byte[] id, int mostBytes)
    {
        if (ReadHeader(out var size, out var type, _objects, id) < 0 || type != Blob || size > (nuint)mostBytes) return null;
        NativeRepository.Check(ReadObject(out var found, _objects, id), "read an object");
        try
        {
            var content = new byte[(int)SizeOf(found)];
            Marshal.Copy(DataOf(found), content, 0, content.Length);
            return content;
        }
        finally
        {
            FreeObject(found);
        }
    }

    public void Dispose()
    {
        if (_objects != 0) FreeObjects(_objects);
        _objects = 0;
        _repository.Dispose();
    }

    [DllImport(Library, EntryPoint = "git_repository_odb", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenObjects(out nint objects, nint repository);

    [DllImport(Library, EntryPoint = "git_odb_free", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void FreeObjects(nint objects);

    [DllImport(Library, EntryPoint = "git_odb_read_header", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadHeader(out nuint size, out int type, nint objects, byte[] id);

    [DllImport(Library, EntryPoint = "git_odb_read", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadObject(out nint found, nint objects, byte[] id);

    [DllImport(Library, EntryPoint = "git_odb_object_size", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nuint SizeOf(nint found);

    [DllImport(Library, EntryPoint = "git_odb_object_data", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint DataOf(nint found);

    [DllImport(Library, EntryPoint = "git_odb_object_free", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void FreeObject(nint found);
}
