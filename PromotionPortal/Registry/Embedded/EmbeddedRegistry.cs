using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry.Embedded;

/// <summary>The registry that the portal carries: plain files, each complete or absent. Serves the demo, tests and small teams.</summary>
public sealed class EmbeddedRegistry : IRegistry
{
    private static readonly TimeSpan s_young = TimeSpan.FromHours(1);

    // Between the look whether all parts are there and the mark that they are needed, nothing may be collected.
    private readonly Lock _writing = new();
    private readonly Lock _collecting = new();
    private readonly string _root;
    private readonly BlobPool _pool;
    private readonly TimeProvider _clock;

    private EmbeddedRegistry(string name, string root, TimeProvider clock)
    {
        Name = name;
        _root = root;
        _clock = clock;
        _pool = new(root);
        Uploads = new(root, clock);
    }

    public string Name { get; }

    public string Place => "embedded:" + _root;

    public bool ListsReferrers => true;

    /// <summary>The uploads in several steps that arrive over HTTP.</summary>
    internal UploadSessions Uploads { get; }

    /// <summary>Opens or creates the registry in a folder, and clears away what a killed process left unfinished.</summary>
    public static EmbeddedRegistry Open(string name, string folder, TimeProvider clock)
    {
        var registry = new EmbeddedRegistry(name, Path.GetFullPath(folder), clock);
        registry._pool.Open(clock.GetUtcNow());
        registry.Uploads.Open();
        return registry;
    }

    public Task<Digest?> ResolveAsync(string repository, string reference, CancellationToken stop) => Task.FromResult(Resolve(repository, reference));

    public Task<IReadOnlyList<string>> ListTagsAsync(string repository, string? after, int count, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<string>>(
            [.. Folder(repository).Tags.SkipWhile(tag => after is not null && string.CompareOrdinal(tag, after) <= 0).Take(count)]);

    public async Task<Manifest?> GetManifestAsync(string repository, Digest digest, CancellationToken stop)
    {
        if (Folder(repository).ManifestType(digest) is not { } mediaType) return null;
        var manifest = Manifest.Of(mediaType, await File.ReadAllBytesAsync(_pool.PathOf(digest), stop));
        return manifest.Digest == digest ? manifest : throw Damaged(digest);
    }

    public Task PutManifestAsync(string repository, string reference, Manifest manifest, CancellationToken stop) => WritingAsync(() =>
    {
        PutManifest(repository, reference, manifest);
        return Task.CompletedTask;
    });

    public async Task<IReadOnlyList<Descriptor>> ListReferrersAsync(string repository, Digest subject, CancellationToken stop)
    {
        var found = new List<Descriptor>();
        foreach (var digest in Folder(repository).ReferrersOf(subject))
        {
            if (await GetManifestAsync(repository, digest, stop) is not { } manifest) continue;
            var contents = ManifestContents.Read(manifest);
            found.Add(new(manifest.MediaType, digest, manifest.Bytes.Length)
            {
                ArtifactType = contents.ArtifactType ?? contents.Config?.MediaType,
                Annotations = contents.Annotations,
            });
        }
        return found;
    }

    public Task<long?> HeadBlobAsync(string repository, Digest digest, CancellationToken stop) => Task.FromResult(Look(repository, digest));

    public Task<Stream> OpenBlobAsync(string repository, Digest digest, long offset, CancellationToken stop)
    {
        if (BlobSize(repository, digest) is null) throw BlobUnknown(repository, digest);
        var file = _pool.Read(digest);
        file.Position = offset;
        return Task.FromResult<Stream>(file);
    }

    public Task<bool> MountBlobAsync(string repository, Digest digest, string from, CancellationToken stop) => Task.FromResult(Mount(repository, digest, from));

    public async Task UploadBlobAsync(string repository, Digest digest, long size, BlobSource source, CancellationToken stop)
    {
        var folder = Folder(repository);
        await WritingAsync(async () =>
        {
            // What was there already may be collected before it is ours.
            do await _pool.FillAsync(digest, size, source, stop);
            while (!TryAdd(folder, digest));
        });
    }

    /// <summary>Removes a tag, or a manifest with all tags that point at it. False: it was not there.</summary>
    public bool DeleteManifest(string repository, string reference)
    {
        var folder = Folder(repository);
        lock (_writing)
        {
            if (Resolve(repository, reference) is not { } digest) return false;
            if (reference == digest.Text) folder.Delete(digest, Contents(folder, digest), other => Contents(folder, other));
            else folder.RemoveTag(reference);
            return true;
        }
    }

    /// <summary>Frees what nothing refers to and nobody has touched for an hour. Manifests stay, tagged or not: a digest is a name as good as any.</summary>
    public GarbageReport CollectGarbage(CancellationToken stop)
    {
        lock (_collecting) return new GarbageCollection(_root, _pool, _writing, _clock.GetUtcNow() - s_young).Run(stop);
    }

    /// <summary>How much lies in it. Looks at every file.</summary>
    public RegistrySize Measure() => new(RepositoryFolder.All(_root, _pool.Temporary).Count(folder => folder.Manifests.Any()), _pool.Files().Sum(file => file.Length));

    /// <summary>Whether something can be written, which a full or read-only disk prevents. Throws when not.</summary>
    public void TryWrite()
    {
        var path = Path.Combine(_pool.Temporary, Path.GetRandomFileName());
        DurableFile.Write(_pool.Temporary, path, "x"u8);
        File.Delete(path);
    }

    /// <summary>Adds bytes to an upload that arrives over HTTP.</summary>
    internal async Task<long> AppendToUploadAsync(string upload, long? from, Stream content, CancellationToken stop)
    {
        var length = 0L;
        await WritingAsync(async () => length = await Uploads.AppendAsync(upload, from, content, stop));
        return length;
    }

    /// <summary>Takes over a finished upload that arrived over HTTP.</summary>
    internal async Task FinishUploadAsync(string repository, string upload, Digest digest, CancellationToken stop)
    {
        var folder = Folder(repository);
        await using var file = Uploads.Hold(upload);
        await WritingAsync(async () =>
        {
            await BlobPool.CheckAsync(file, digest, stop);
            lock (_writing)
            {
                _pool.Take(file, digest);
                TryAdd(folder, digest);
            }
        });
    }

    /// <summary>The file of a blob or manifest that is in the repository; null when it is not.</summary>
    internal string? FileOf(string repository, Digest digest) =>
        Look(repository, digest) is not null || Folder(repository).ManifestType(digest) is not null ? _pool.PathOf(digest) : null;

    internal bool Knows(string repository) => Folder(repository).Exists;

    private RepositoryFolder Folder(string repository) => RepositoryFolder.Of(_root, repository, _pool.Temporary);

    private Digest? Resolve(string repository, string reference)
    {
        var folder = Folder(repository);
        if (Digest.TryParse(reference) is { } digest) return folder.ManifestType(digest) is null ? null : digest;
        return ImageReference.IsTag(reference) && folder.Tag(reference) is { } tagged && folder.ManifestType(tagged) is not null ? tagged : null;
    }

    private long? BlobSize(string repository, Digest digest) => Folder(repository).HasBlob(digest) ? _pool.SizeOf(digest) : null;

    private bool Mount(string repository, Digest digest, string from)
    {
        lock (_writing) return BlobSize(from, digest) is not null && TryAdd(Folder(repository), digest);
    }

    // Whoever is told that a blob is there is about to refer to it.
    private long? Look(string repository, Digest digest)
    {
        lock (_writing)
        {
            var size = BlobSize(repository, digest);
            if (size is not null && Folder(repository).BlobAddedAt(digest) < _clock.GetUtcNow() - (s_young / 2)) TryAdd(Folder(repository), digest);
            return size;
        }
    }

    private bool TryAdd(RepositoryFolder folder, Digest digest)
    {
        lock (_writing)
        {
            if (_pool.SizeOf(digest) is null) return false;
            var now = _clock.GetUtcNow();
            _pool.Renew(digest, now);
            folder.AddBlob(digest, now);
            return true;
        }
    }

    private ManifestContents? Contents(RepositoryFolder folder, Digest digest) => _pool.ContentsOf(digest, folder.ManifestType(digest));

    private void PutManifest(string repository, string reference, Manifest manifest)
    {
        if (manifest.Bytes.Length > ManifestContents.MostBytes)
            throw Refused(OciError.SizeInvalid, $"A manifest may have at most {ManifestContents.MostBytes} bytes.");
        if (Manifest.HashOf(manifest.Bytes.Span) != manifest.Digest || (Digest.TryParse(reference) is { } asked && asked != manifest.Digest))
            throw Refused(OciError.DigestInvalid, $"The manifest's bytes have the digest {manifest.Digest}, not {reference}.");
        if (Digest.TryParse(reference) is null && !ImageReference.IsTag(reference)) throw Refused(OciError.ManifestInvalid, $"'{reference}' is neither a tag nor a digest.");
        var contents = Understand(manifest);
        lock (_writing) Store(repository, reference, manifest, contents);
    }

    private void Store(string repository, string reference, Manifest manifest, ManifestContents contents)
    {
        var folder = Folder(repository);
        RefuseGaps(repository, contents);
        // A collection that began before does not know this manifest yet; what is young it leaves alone.
        foreach (var blob in contents.Blobs) Look(repository, blob.Digest);
        _pool.Write(manifest.Digest, manifest.Bytes.Span, _clock.GetUtcNow());
        folder.AddManifest(manifest.Digest, manifest.MediaType);
        if (contents.Subject is { } subject) folder.AddReferrer(subject.Digest, manifest.Digest);
        if (ImageReference.IsTag(reference)) folder.SetTag(reference, manifest.Digest);
    }

    private static ManifestContents Understand(Manifest manifest)
    {
        try
        {
            return ManifestContents.Read(manifest);
        }
        catch (RegistryException e)
        {
            throw Refused(OciError.ManifestInvalid, e.Message);
        }
    }

    // A manifest that is there promises that all it refers to is there. A subject may come later.
    private void RefuseGaps(string repository, ManifestContents contents)
    {
        var folder = Folder(repository);
        var missing = contents.Blobs.Where(blob => !blob.LiesElsewhere && BlobSize(repository, blob.Digest) != blob.Size)
            .Concat(contents.Children.Where(child => folder.ManifestType(child.Digest) is null))
            .FirstOrDefault();
        if (missing is not null) throw Refused(OciError.ManifestBlobUnknown, $"The manifest refers to {missing.Digest}, which is not in {repository} with {missing.Size} bytes.");
    }

    // A full disk is emptied some day; what was to be written then is still wanted.
    private async Task WritingAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(RegistryFault.Unreachable, $"The registry '{Name}' cannot write to its folder: {e.Message}", e);
        }
    }

    private static RegistryException Refused(string code, string message) => new(RegistryFault.NotWritable, message) { Code = code };

    private static RegistryException Damaged(Digest digest) => new(RegistryFault.Corrupt, $"The file of {digest} on disk does not have this digest.");

    private static RegistryException BlobUnknown(string repository, Digest digest) =>
        new(RegistryFault.NotFound, $"The blob {digest} is not in {repository}.") { Code = OciError.BlobUnknown };
}

/// <summary>How much lies in a registry.</summary>
public sealed record RegistrySize(int Repositories, long Bytes);
