using System.Security.Cryptography;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry.Embedded;

/// <summary>All content of a registry, each once under its hash, whichever repositories have it.</summary>
internal sealed class BlobPool(string root)
{
    private const int BufferSize = 128 * 1024;
    private static readonly TimeSpan s_abandoned = TimeSpan.FromHours(1);

    private readonly string _blobs = Path.Combine(root, "blobs");
    private readonly string _partial = Path.Combine(root, "partial");

    /// <summary>Where unfinished files lie; nothing in it counts.</summary>
    public string Temporary { get; } = Path.Combine(root, "temporary");

    public void Open(DateTimeOffset now)
    {
        Directory.CreateDirectory(_blobs);
        Directory.CreateDirectory(_partial);
        Directory.CreateDirectory(Temporary);
        Sweep(Temporary, now - s_abandoned);
    }

    public IEnumerable<FileInfo> Files() => new DirectoryInfo(_blobs).EnumerateFiles("*", SearchOption.AllDirectories);

    /// <summary>Makes content young again, so that the garbage collection leaves it for whoever is about to refer to it.</summary>
    public void Renew(Digest digest, DateTimeOffset now) => File.SetLastWriteTimeUtc(PathOf(digest), now.UtcDateTime);

    public string PathOf(Digest digest) => Path.Combine(_blobs, digest.Hex[..2], digest.Hex);

    public long? SizeOf(Digest digest) => new FileInfo(PathOf(digest)) is { Exists: true } file ? file.Length : null;

    /// <summary>What a manifest refers to; null when it is not there or cannot be read.</summary>
    public ManifestContents? ContentsOf(Digest digest, string? mediaType)
    {
        if (mediaType is null || SizeOf(digest) is null) return null;
        try
        {
            return ManifestContents.Read(new(digest, mediaType, File.ReadAllBytes(PathOf(digest))));
        }
        catch (RegistryException)
        {
            return null;
        }
    }

    public FileStream Read(Digest digest) =>
        new(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.Asynchronous | FileOptions.SequentialScan);

    public void Write(Digest digest, ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        if (SizeOf(digest) != bytes.Length) DurableFile.Write(Temporary, PathOf(digest), bytes);
        Renew(digest, now);
    }

    /// <summary>Stores what the source gives, going on where an earlier try of the same blob stopped.</summary>
    public async Task FillAsync(Digest digest, long size, BlobSource source, CancellationToken stop)
    {
        if (SizeOf(digest) == size) return;
        await using var file = OpenPartial(digest);
        if (file.Length > size) file.SetLength(0);
        file.Position = file.Length;
        if (file.Length < size) await AppendAsync(file, size, source, stop);
        await CheckAsync(file, digest, stop);
        Take(file, digest);
    }

    /// <summary>Looks whether the content of a finished file has this digest. One that has not is gone.</summary>
    public static async Task CheckAsync(FileStream file, Digest digest, CancellationToken stop)
    {
        file.Position = 0;
        var actual = Digest.Parse("sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(file, stop)));
        if (actual != digest)
        {
            File.Delete(file.Name);
            throw new RegistryException(RegistryFault.Corrupt, $"The bytes received have the digest {actual}, not {digest}. They were thrown away.") { Code = OciError.DigestInvalid };
        }
        file.Flush(flushToDisk: true);
    }

    /// <summary>Takes a file over that was checked; it is gone from where it was.</summary>
    public void Take(FileStream file, Digest digest)
    {
        if (SizeOf(digest) is null) DurableFile.MoveInto(file.Name, PathOf(digest));
        else File.Delete(file.Name);
    }

    /// <summary>Deletes files that nobody has touched since.</summary>
    public static void Sweep(string folder, DateTimeOffset before)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(file => file.LastWriteTimeUtc < before.UtcDateTime)) file.Delete();
    }

    // Another copy may be filling the same blob at this moment: then this one writes a file of its own.
    private FileStream OpenPartial(Digest digest)
    {
        var path = Path.Combine(_partial, digest.Hex);
        try
        {
            return OpenAlone(path, FileMode.OpenOrCreate);
        }
        catch (IOException) when (File.Exists(path))
        {
            return OpenAlone(Path.Combine(Temporary, Path.GetRandomFileName()), FileMode.CreateNew);
        }
    }

    public static FileStream OpenAlone(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.Asynchronous);

    private static async Task AppendAsync(FileStream file, long size, BlobSource source, CancellationToken stop)
    {
        await using var content = await source(file.Position, stop);
        await content.CopyToAsync(file, BufferSize, stop);
        if (file.Length != size)
            throw new RegistryException(RegistryFault.Corrupt, $"The blob should have {size} bytes and has {file.Length}.") { Code = OciError.SizeInvalid };
    }
}
