using System.Text;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry.Embedded;

/// <summary>
/// One repository on disk: which content of the pool it has, and what its tags point at. The names of its own folders start with an
/// underscore, which no part of a repository's name can, so that "a" and "a/b" never meet.
/// </summary>
internal sealed class RepositoryFolder
{
    private readonly string _root;
    private readonly string _temporary;

    private RepositoryFolder(string root, string temporary) => (_root, _temporary) = (root, temporary);

    /// <summary>Refuses every name that is not in the grammar, hence every one that leads out of the folder.</summary>
    public static RepositoryFolder Of(string registryRoot, string repository, string temporary) =>
        ImageReference.IsRepository(repository)
            ? new(Path.Combine(registryRoot, "repositories", repository), temporary)
            : throw new RegistryException(RegistryFault.NotFound, $"'{repository}' is not the name of a repository.") { Code = OciError.NameInvalid };

    /// <summary>Every repository of a registry.</summary>
    public static IEnumerable<RepositoryFolder> All(string registryRoot, string temporary)
    {
        var root = Path.Combine(registryRoot, "repositories");
        return !Directory.Exists(root) ? [] : Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories)
            .Where(folder => !Path.GetRelativePath(root, folder).Split('/').Any(part => part.StartsWith('_')))
            .Select(folder => new RepositoryFolder(folder, temporary));
    }

    public bool Exists => Directory.Exists(_root);

    public bool HasBlob(Digest digest) => File.Exists(BlobMark(digest));

    public void AddBlob(Digest digest, DateTimeOffset now)
    {
        // Written anew each time: its age tells the garbage collection that somebody is about to use it.
        DurableFile.Write(_temporary, BlobMark(digest), []);
        File.SetLastWriteTimeUtc(BlobMark(digest), now.UtcDateTime);
    }

    public DateTimeOffset BlobAddedAt(Digest digest) => new(File.GetLastWriteTimeUtc(BlobMark(digest)));

    public void RemoveBlob(Digest digest) => Remove(BlobMark(digest));

    /// <summary>The media type under which a manifest was pushed, or null when it is not in this repository.</summary>
    public string? ManifestType(Digest digest) => ReadOrNull(ManifestMark(digest));

    public void AddManifest(Digest digest, string mediaType) => DurableFile.Write(_temporary, ManifestMark(digest), Encoding.ASCII.GetBytes(mediaType));

    /// <summary>Takes a manifest out, with the tags that point at it and its place among what is attached to others.</summary>
    public void Delete(Digest digest, ManifestContents? contents, Func<Digest, ManifestContents?> read)
    {
        if (Manifests.FirstOrDefault(other => read(other)?.Children.Any(child => child.Digest == digest) == true) is { Text: not null } index)
            throw new RegistryException(RegistryFault.NotWritable, $"{digest.Abbreviated} is a part of the index {index.Abbreviated} and goes with it.") { Code = OciError.Denied };
        foreach (var tag in Tags.Where(tag => Tag(tag) == digest).ToList()) RemoveTag(tag);
        if (contents?.Subject is { } subject) Remove(Path.Combine(Referrers(subject.Digest), digest.Hex));
        Remove(ManifestMark(digest));
    }

    public IEnumerable<Digest> Manifests => NamesIn("_manifests").Select(hex => Digest.Parse("sha256:" + hex));

    public IEnumerable<Digest> Blobs => NamesIn("_blobs").Select(hex => Digest.Parse("sha256:" + hex));

    public Digest? Tag(string tag) => ReadOrNull(TagMark(tag)) is { } text ? Digest.Parse(text) : null;

    public void SetTag(string tag, Digest digest) => DurableFile.Write(_temporary, TagMark(tag), Encoding.ASCII.GetBytes(digest.Text));

    public void RemoveTag(string tag) => Remove(TagMark(tag));

    public IEnumerable<string> Tags => NamesIn("_tags").Order(StringComparer.Ordinal);

    public void AddReferrer(Digest subject, Digest referrer) => DurableFile.Write(_temporary, Path.Combine(Referrers(subject), referrer.Hex), []);

    public IEnumerable<Digest> ReferrersOf(Digest subject) =>
        NamesIn(Path.Combine("_referrers", subject.Hex)).Order(StringComparer.Ordinal).Select(hex => Digest.Parse("sha256:" + hex));

    private string BlobMark(Digest digest) => Path.Combine(_root, "_blobs", digest.Hex);

    private string ManifestMark(Digest digest) => Path.Combine(_root, "_manifests", digest.Hex);

    private string TagMark(string tag) => Path.Combine(_root, "_tags", tag);

    private string Referrers(Digest subject) => Path.Combine(_root, "_referrers", subject.Hex);

    private IEnumerable<string> NamesIn(string folder) =>
        Directory.Exists(Path.Combine(_root, folder)) ? Directory.EnumerateFiles(Path.Combine(_root, folder)).Select(path => Path.GetFileName(path)) : [];

    private static void Remove(string path)
    {
        if (File.Exists(path)) File.Delete(path);
    }

    // A file that goes away between the look and the read was never there.
    private static string? ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
