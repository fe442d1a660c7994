using System.Runtime.InteropServices;

namespace PromotionPortal.Registry.Embedded;

/// <summary>Files that are there whole or not at all, even when the power fails.</summary>
internal static class DurableFile
{
    private const int OpenReadOnly = 0;

    /// <summary>Writes beside the place and renames: a reader sees the old or the new bytes, never a part.</summary>
    public static void Write(string temporaryFolder, string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = Path.Combine(temporaryFolder, Path.GetRandomFileName());
        using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        MoveInto(temporary, path);
    }

    /// <summary>Puts a file that was flushed to the disk in its place.</summary>
    public static void MoveInto(string temporary, string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        File.Move(temporary, path, overwrite: true);
        FlushFolder(folder);
    }

    // A rename is durable only when its folder is; .NET opens no folders.
    private static void FlushFolder(string folder)
    {
        var handle = Open(folder, OpenReadOnly);
        if (handle < 0) return;
        _ = Flush(handle);
        _ = Close(handle);
    }

    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Open(string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Flush(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Close(int handle);
}
