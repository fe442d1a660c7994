using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;

namespace PromotionPortal.Tests.Registry;

/// <summary>A registry of which one folder is used: puts it before every repository that is in the grammar.</summary>
internal sealed class Below(string folder, IRegistry inner) : IRegistry
{
    public string Name => inner.Name;

    public string Place => inner.Place;

    public bool ListsReferrers => inner.ListsReferrers;

    public Task<Digest?> ResolveAsync(string repository, string reference, CancellationToken stop) => inner.ResolveAsync(In(repository), reference, stop);

    public Task<IReadOnlyList<string>> ListTagsAsync(string repository, string? after, int count, CancellationToken stop) => inner.ListTagsAsync(In(repository), after, count, stop);

    public Task<Manifest?> GetManifestAsync(string repository, Digest digest, CancellationToken stop) => inner.GetManifestAsync(In(repository), digest, stop);

    public Task PutManifestAsync(string repository, string reference, Manifest manifest, CancellationToken stop) => inner.PutManifestAsync(In(repository), reference, manifest, stop);

    public Task<IReadOnlyList<Descriptor>> ListReferrersAsync(string repository, Digest subject, CancellationToken stop) => inner.ListReferrersAsync(In(repository), subject, stop);

    public Task<long?> HeadBlobAsync(string repository, Digest digest, CancellationToken stop) => inner.HeadBlobAsync(In(repository), digest, stop);

    public Task<Stream> OpenBlobAsync(string repository, Digest digest, long offset, CancellationToken stop) => inner.OpenBlobAsync(In(repository), digest, offset, stop);

    public Task<bool> MountBlobAsync(string repository, Digest digest, string from, CancellationToken stop) => inner.MountBlobAsync(In(repository), digest, In(from), stop);

    public Task UploadBlobAsync(string repository, Digest digest, long size, BlobSource source, CancellationToken stop) => inner.UploadBlobAsync(In(repository), digest, size, source, stop);

    private string In(string repository) => $"{folder}/{repository}";
}
