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

    public bool Exists => Directory.Exists(_root);

    public bool HasBlob(Digest digest) => File.Exists(BlobMark(digest));

    public void AddBlob(Digest digest)
    {
        if (!HasBlob(digest)) DurableFile.Write(_temporary, BlobMark(digest), []);
    }

    public void RemoveBlob(Digest digest) => File.Delete(BlobMark(digest));

    /// <summary>The media type under which a manifest was pushed, or null when it is not in this repository.</summary>
    public string? ManifestType(Digest digest) => ReadOrNull(ManifestMark(digest));

    public void AddManifest(Digest digest, string mediaType) => DurableFile.Write(_temporary, ManifestMark(digest), Encoding.ASCII.GetBytes(mediaType));

    public void RemoveManifest(Digest digest) => File.Delete(ManifestMark(digest));

    public IEnumerable<Digest> Manifests => NamesIn("_manifests").Select(hex => Digest.Parse("sha256:" + hex));

    public IEnumerable<Digest> Blobs => NamesIn("_blobs").Select(hex => Digest.Parse("sha256:" + hex));

    public Digest? Tag(string tag) => ReadOrNull(TagMark(tag)) is { } text ? Digest.Parse(text) : null;

    public void SetTag(string tag, Digest digest) => DurableFile.Write(_temporary, TagMark(tag), Encoding.ASCII.GetBytes(digest.Text));

    public void RemoveTag(string tag) => File.Delete(TagMark(tag));

    public IEnumerable<string> Tags => NamesIn("_tags").Order(StringComparer.Ordinal);

    public void AddReferrer(Digest subject, Digest referrer) => DurableFile.Write(_temporary, Path.Combine(Referrers(subject), referrer.Hex), []);

    public void RemoveReferrer(Digest subject, Digest referrer) => File.Delete(Path.Combine(Referrers(subject), referrer.Hex));

    public IEnumerable<Digest> ReferrersOf(Digest subject) =>
        NamesIn(Path.Combine("_referrers", subject.Hex)).Order(StringComparer.Ordinal).Select(hex => Digest.Parse("sha256:" + hex));

    private string BlobMark(Digest digest) => Path.Combine(_root, "_blobs", digest.Hex);

    private string ManifestMark(Digest digest) => Path.Combine(_root, "_manifests", digest.Hex);

    private string TagMark(string tag) => Path.Combine(_root, "_tags", tag);

    private string Referrers(Digest subject) => Path.Combine(_root, "_referrers", subject.Hex);

    private IEnumerable<string> NamesIn(string folder) =>
        Directory.Exists(Path.Combine(_root, folder)) ? Directory.EnumerateFiles(Path.Combine(_root, folder)).Select(path => Path.GetFileName(path)) : [];

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
