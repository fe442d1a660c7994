using System.Security.Cryptography;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>One registry, remote (over HTTP) or the one the portal carries (files). Everything throws <see cref="RegistryException"/> when it cannot answer.</summary>
public interface IRegistry
{
    /// <summary>The name of its definition.</summary>
    string Name { get; }

    /// <summary>Where its bytes lie: two definitions of one registry have the same place, and blobs can be mounted between them.</summary>
    string Place { get; }

    /// <summary>False: it is known to keep no lists of what is attached to a manifest; such a list then stands under a tag.</summary>
    bool ListsReferrers { get; }

    /// <summary>The digest that a tag or digest names, or null when there is none.</summary>
    Task<Digest?> ResolveAsync(string repository, string reference, CancellationToken stop);

    /// <summary>At most <paramref name="count"/> tags after <paramref name="after"/>, in the registry's order. An unknown repository has none.</summary>
    Task<IReadOnlyList<string>> ListTagsAsync(string repository, string? after, int count, CancellationToken stop);

    /// <summary>The bytes of a manifest and its media type, checked against the digest; null when it is not there.</summary>
    Task<Manifest?> GetManifestAsync(string repository, Digest digest, CancellationToken stop);

    /// <summary>Stores a manifest byte for byte under its digest or under a tag. What is attached to another manifest will be listed with it.</summary>
    Task PutManifestAsync(string repository, string reference, Manifest manifest, CancellationToken stop);

    /// <summary>What is attached to a manifest: signatures, attestations, SBOMs.</summary>
    Task<IReadOnlyList<Descriptor>> ListReferrersAsync(string repository, Digest subject, CancellationToken stop);

    /// <summary>The size of a blob, or null when it is not there.</summary>
    Task<long?> HeadBlobAsync(string repository, Digest digest, CancellationToken stop);

    /// <summary>The bytes of a blob from an offset on. Whoever reads them checks the digest.</summary>
    Task<Stream> OpenBlobAsync(string repository, Digest digest, long offset, CancellationToken stop);

    /// <summary>Takes a blob over from another repository of the same registry. False: it has to be uploaded.</summary>
    Task<bool> MountBlobAsync(string repository, Digest digest, string from, CancellationToken stop);

    /// <summary>Stores a blob of exactly this size; bytes that do not fit the digest are refused. After an interruption it asks the source only for the rest.</summary>
    Task UploadBlobAsync(string repository, Digest digest, long size, BlobSource source, CancellationToken stop);
}

/// <summary>Opens the bytes of a blob from an offset on; asked again when a transfer broke.</summary>
public delegate Task<Stream> BlobSource(long offset, CancellationToken stop);

public sealed record Manifest(Digest Digest, string MediaType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>A manifest of these bytes, whose digest is what they hash to.</summary>
    public static Manifest Of(string mediaType, ReadOnlyMemory<byte> bytes) => new(HashOf(bytes.Span), mediaType, bytes);

    public static Digest HashOf(ReadOnlySpan<byte> bytes) => Digest.Parse("sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)));
}
