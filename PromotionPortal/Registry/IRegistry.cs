using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>One registry, remote (over HTTP) or the one the portal carries (files). Everything throws <see cref="RegistryException"/> when it cannot answer.</summary>
public interface IRegistry
{
    /// <summary>The name of its definition.</summary>
    string Name { get; }

    /// <summary>The digest that a tag or digest names, or null when there is none.</summary>
    Task<Digest?> ResolveAsync(string repository, string reference, CancellationToken stop);

    /// <summary>At most <paramref name="count"/> tags after <paramref name="after"/>, in the registry's order. An unknown repository has none.</summary>
    Task<IReadOnlyList<string>> ListTagsAsync(string repository, string? after, int count, CancellationToken stop);

    /// <summary>The bytes of a manifest and its media type, checked against the digest; null when it is not there.</summary>
    Task<Manifest?> GetManifestAsync(string repository, Digest digest, CancellationToken stop);

    /// <summary>Stores a manifest byte for byte under its digest or under a tag.</summary>
    Task PutManifestAsync(string repository, string reference, Manifest manifest, CancellationToken stop);

    /// <summary>The size of a blob, or null when it is not there.</summary>
    Task<long?> HeadBlobAsync(string repository, Digest digest, CancellationToken stop);

    /// <summary>The bytes of a blob from an offset on. Whoever reads them checks the digest.</summary>
    Task<Stream> OpenBlobAsync(string repository, Digest digest, long offset, CancellationToken stop);

    /// <summary>Takes a blob over from another repository of the same registry. False: it has to be uploaded.</summary>
    Task<bool> MountBlobAsync(string repository, Digest digest, string from, CancellationToken stop);

    /// <summary>Stores a blob of exactly this size; a registry refuses bytes that do not fit the digest.</summary>
    Task UploadBlobAsync(string repository, Digest digest, long size, Stream content, CancellationToken stop);
}

public sealed record Manifest(Digest Digest, string MediaType, ReadOnlyMemory<byte> Bytes);
