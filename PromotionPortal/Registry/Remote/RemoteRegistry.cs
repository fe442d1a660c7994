using System.Net;
using System.Net.Http.Headers;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry.Remote;

/// <summary>A registry that is reached over HTTP, by the OCI distribution specification.</summary>
public sealed class RemoteRegistry : IRegistry, IDisposable
{
    private const string DigestHeader = "Docker-Content-Digest";
    private const string SubjectHeader = "OCI-Subject";
    private const int TriesOfWrongBytes = 2;

    private readonly Wire _wire;
    private readonly TagLists _tags;
    private readonly Referrers _referrers;
    private readonly WaitingLine _line;
    private readonly bool _ownsLine;

    /// <param name="line">The host's waiting line, where several registries share one.</param>
    public RemoteRegistry(string name, Uri address, HttpMessageInvoker http, Func<RegistryCredentials?> credentials, IReadOnlySet<string> tokenHosts, RemoteLimits limits, TimeProvider clock, WaitingLine? line = null)
    {
        Name = name;
        var root = new Uri(address.GetLeftPart(UriPartial.Authority) + "/");
        (_line, _ownsLine) = (line ?? new(limits), line is null);
        _wire = new(root, http, new(root, http, credentials, tokenHosts, clock), limits, _line, clock);
        _tags = new(_wire);
        _referrers = new(this, _wire);
    }

    public string Name { get; }

    public string Place => _wire.Root.Authority;

    public bool ListsReferrers => _referrers.MayBeListed;

    /// <summary>Where uploads are noted, so that they go on after a restart. Null: they start anew.</summary>
    public UploadNotes? Notes { get; init; }

    /// <summary>Whether the registry is there and lets us in. Throws when not.</summary>
    public async Task PingAsync(CancellationToken stop)
    {
        using var response = await _wire.SendAsync(new(HttpMethod.Get, new(_wire.Root, "v2/"), ""), stop);
        await _wire.EnsureAsync(response, stop);
    }

    /// <summary>Whether we may push: begins an upload and cancels it. Throws when not. Nothing stays behind.</summary>
    public async Task TryUploadAsync(string repository, CancellationToken stop)
    {
        using var response = await _wire.SendAsync(new(HttpMethod.Post, new(_wire.Root, $"v2/{Checked(repository)}/blobs/uploads/"), Scopes.Push(repository)), stop);
        await _wire.EnsureAsync(response, stop);
        await CancelUploadAsync(repository, response, stop);
    }

    public async Task<Digest?> ResolveAsync(string repository, string reference, CancellationToken stop)
    {
        using var response = await _wire.SendAsync(ManifestAsk(HttpMethod.Head, repository, reference), stop);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        await _wire.EnsureAsync(response, stop);
        var said = Header(response, DigestHeader);
        if (Digest.TryParse(reference) is { } asked && (said is null || said == asked.Text)) return asked;
        if (said is null) return (await FetchAsync(repository, reference, stop))?.Digest;
        return Digest.TryParse(said) ?? throw _wire.Broken($"names {repository}:{reference} by a digest that we do not know how to check");
    }

    public Task<IReadOnlyList<string>> ListTagsAsync(string repository, string? after, int count, CancellationToken stop) => _tags.ReadAsync(repository, after, count, stop);

    public async Task<Manifest?> GetManifestAsync(string repository, Digest digest, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await FetchAsync(repository, digest.Text, stop) is not { } manifest) return null;
            if (manifest.Digest == digest) return manifest;
            if (attempt == TriesOfWrongBytes)
                throw new RegistryException(RegistryFault.Corrupt, $"{Place} gave a manifest with the digest {manifest.Digest} when asked for {digest}.");
        }
    }

    public async Task PutManifestAsync(string repository, string reference, Manifest manifest, CancellationToken stop)
    {
        var ask = ManifestAsk(HttpMethod.Put, repository, reference) with
        {
            Scopes = Scopes.Push(repository),
            Content = () => new ReadOnlyMemoryContent(manifest.Bytes) { Headers = { ContentType = new MediaTypeHeaderValue(manifest.MediaType) } },
        };
        using var response = await _wire.SendAsync(ask, stop);
        await _wire.EnsureAsync(response, stop);
        if (Header(response, DigestHeader) is { } stored && stored != manifest.Digest.Text)
            throw new RegistryException(RegistryFault.Corrupt, $"{Place} stored the manifest as {stored} and not as {manifest.Digest}.");
        if (Header(response, SubjectHeader) is null) await _referrers.AnnounceAsync(repository, manifest, stop);
    }

    public Task<IReadOnlyList<Descriptor>> ListReferrersAsync(string repository, Digest subject, CancellationToken stop) => _referrers.ListAsync(repository, subject, stop);

    public async Task<long?> HeadBlobAsync(string repository, Digest digest, CancellationToken stop)
    {
        using var response = await _wire.SendAsync(new(HttpMethod.Head, BlobAddress(repository, digest), Scopes.Pull(repository)), stop);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        await _wire.EnsureAsync(response, stop);
        return response.Content.Headers.ContentLength;
    }

    public async Task<Stream> OpenBlobAsync(string repository, Digest digest, long offset, CancellationToken stop) =>
        await BlobDownload.OpenAsync(_wire, new(HttpMethod.Get, BlobAddress(repository, digest), Scopes.Pull(repository)), digest, offset, stop);

    public async Task<bool> MountBlobAsync(string repository, Digest digest, string from, CancellationToken stop)
    {
        var address = new Uri(_wire.Root, $"v2/{Checked(repository)}/blobs/uploads/?mount={Uri.EscapeDataString(digest.Text)}&from={Uri.EscapeDataString(Checked(from))}");
        using var response = await _wire.SendAsync(new(HttpMethod.Post, address, Scopes.Mount(repository, from)), stop);
        if (response.StatusCode == HttpStatusCode.Created) return true;
        // 202 means: send the bytes. The upload it opened is not needed; every other answer means the same.
        if (response.StatusCode == HttpStatusCode.Accepted) await CancelUploadAsync(repository, response, stop);
        return false;
    }

    public async Task UploadBlobAsync(string repository, Digest digest, long size, BlobSource source, CancellationToken stop)
    {
        await _line.Transfers.WaitAsync(stop);
        try
        {
            await new BlobUpload(_wire, Notes, Checked(repository), digest, size).RunAsync(source, async () => await HeadBlobAsync(repository, digest, stop) == size, stop);
        }
        finally
        {
            _line.Transfers.Release();
        }
    }

    public void Dispose()
    {
        _wire.Dispose();
        _referrers.Dispose();
        if (_ownsLine) _line.Dispose();
    }

    /// <summary>A manifest under a tag or digest, whose digest is what its bytes hash to.</summary>
    internal async Task<Manifest?> FetchAsync(string repository, string reference, CancellationToken stop)
    {
        var answer = await _wire.FetchAsync(ManifestAsk(HttpMethod.Get, repository, reference), ManifestContents.MostBytes, stop);
        return answer.Status == HttpStatusCode.NotFound ? null : Manifest.Of(answer.MediaType, answer.Bytes);
    }

    private Ask ManifestAsk(HttpMethod method, string repository, string reference) =>
        new(method, new(_wire.Root, $"v2/{Checked(repository)}/manifests/{Uri.EscapeDataString(reference)}"), Scopes.Pull(repository))
        {
            Prepare = request => request.Headers.TryAddWithoutValidation("Accept", string.Join(", ", MediaTypes.Manifests)),
        };

    private Uri BlobAddress(string repository, Digest digest) => new(_wire.Root, $"v2/{Checked(repository)}/blobs/{digest}");

    // A name with ".." or "?" in it would ask for something else.
    private static string Checked(string repository) =>
        ImageReference.IsRepository(repository) ? repository : throw new RegistryException(RegistryFault.NotFound, $"'{repository}' is not the name of a repository.") { Code = OciError.NameInvalid };

    private async Task CancelUploadAsync(string repository, HttpResponseMessage response, CancellationToken stop)
    {
        try
        {
            using var cancelled = await _wire.SendAsync(new(HttpMethod.Delete, UploadAddress.Of(response, _wire), Scopes.Push(repository)), stop);
        }
        catch (RegistryException)
        {
            // Registries clear abandoned uploads away by themselves.
        }
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
