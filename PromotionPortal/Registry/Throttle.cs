using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>Lets at most so many bytes a second pass, over everything that shares it.</summary>
public sealed class Throttle(long bytesPerSecond, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private long _freeAt = clock.GetTimestamp();

    /// <summary>Comes back when these bytes have had their time.</summary>
    public Task TakeAsync(int bytes, CancellationToken stop)
    {
        var wait = Book(bytes);
        return wait > TimeSpan.Zero ? Task.Delay(wait, clock, stop) : Task.CompletedTask;
    }

    // Each taker books the next stretch of the line, in the order they come.
    private TimeSpan Book(int bytes)
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            if (_freeAt < now) _freeAt = now;
            _freeAt += (long)((double)bytes / bytesPerSecond * clock.TimestampFrequency);
            return clock.GetElapsedTime(now, _freeAt);
        }
    }
}

/// <summary>A registry behind a throttle: the bytes of blobs, in and out together, keep to its rate.</summary>
internal sealed class ThrottledRegistry(IRegistry inner, Throttle throttle) : IRegistry, IDisposable
{
    public string Name => inner.Name;

    public string Place => inner.Place;

    public bool ListsReferrers => inner.ListsReferrers;

    public Task<Digest?> ResolveAsync(string repository, string reference, CancellationToken stop) => inner.ResolveAsync(repository, reference, stop);

    public Task<IReadOnlyList<string>> ListTagsAsync(string repository, string? after, int count, CancellationToken stop) => inner.ListTagsAsync(repository, after, count, stop);

    public Task<Manifest?> GetManifestAsync(string repository, Digest digest, CancellationToken stop) => inner.GetManifestAsync(repository, digest, stop);

    public Task PutManifestAsync(string repository, string reference, Manifest manifest, CancellationToken stop) => inner.PutManifestAsync(repository, reference, manifest, stop);

    public Task<IReadOnlyList<Descriptor>> ListReferrersAsync(string repository, Digest subject, CancellationToken stop) => inner.ListReferrersAsync(repository, subject, stop);

    public Task<long?> HeadBlobAsync(string repository, Digest digest, CancellationToken stop) => inner.HeadBlobAsync(repository, digest, stop);

    public async Task<Stream> OpenBlobAsync(string repository, Digest digest, long offset, CancellationToken stop) =>
        new PassingStream(await inner.OpenBlobAsync(repository, digest, offset, stop), PassAsync);

    public Task<bool> MountBlobAsync(string repository, Digest digest, string from, CancellationToken stop) => inner.MountBlobAsync(repository, digest, from, stop);

    public Task UploadBlobAsync(string repository, Digest digest, long size, BlobSource source, CancellationToken stop) =>
        inner.UploadBlobAsync(repository, digest, size, async (offset, inside) => new PassingStream(await source(offset, inside), PassAsync), stop);

    public void Dispose() => (inner as IDisposable)?.Dispose();

    private async ValueTask PassAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop) => await throttle.TakeAsync(bytes.Length, stop);
}
