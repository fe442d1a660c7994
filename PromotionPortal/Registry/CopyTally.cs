namespace PromotionPortal.Registry;

/// <summary>Counts what a copy has done, from many transfers at once.</summary>
internal sealed class CopyTally(IProgress<CopyProgress> progress)
{
    private readonly Lock _lock = new();
    private CopyProgress _now = new(0, 0, 0, 0, 0);

    /// <summary>More to bring: what is attached to an image is known only after its first blobs are on their way.</summary>
    public void Expect(IReadOnlyCollection<Descriptor> blobs) => Change(now => now with { TotalBytes = now.TotalBytes + blobs.Sum(blob => blob.Size), TotalBlobs = now.TotalBlobs + blobs.Count });

    public void Mounted(long size) => Change(now => now with { DoneBytes = now.DoneBytes + size, DoneBlobs = now.DoneBlobs + 1, MountedBytes = now.MountedBytes + size });

    public void Found(long size) => Change(now => now with { DoneBytes = now.DoneBytes + size, DoneBlobs = now.DoneBlobs + 1, FoundBytes = now.FoundBytes + size });

    public void SetsOut(Descriptor blob) => Change(now => now with { Travelling = now.Travelling.Add(new(blob.Digest, 0, blob.Size)) });

    /// <summary>Bytes that travelled, or, negative, that have to travel again.</summary>
    public void Travelled(Descriptor blob, long bytes) => Change(now => now with
    {
        DoneBytes = now.DoneBytes + bytes,
        Travelling = [.. now.Travelling.Select(one => one.Digest == blob.Digest ? one with { DoneBytes = one.DoneBytes + bytes } : one)],
    });

    public void Arrived(Descriptor blob) => Change(now => now with { DoneBlobs = now.DoneBlobs + 1, Travelling = now.Travelling.RemoveAll(one => one.Digest == blob.Digest) });

    private void Change(Func<CopyProgress, CopyProgress> change)
    {
        // Reported inside the lock, so that a listener never sees the count go backwards by a race.
        lock (_lock)
        {
            _now = change(_now);
            progress.Report(_now);
        }
    }
}
