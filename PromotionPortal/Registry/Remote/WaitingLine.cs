namespace PromotionPortal.Registry.Remote;

/// <summary>
/// The waiting line of one host, over everything that uses it: whoever comes first is served first. A copy waits with a few blobs at a
/// time, so a large one does not keep a small one waiting until its end.
/// </summary>
public sealed class WaitingLine(RemoteLimits limits) : IDisposable
{
    private long _pausedUntil;

    public SemaphoreSlim Requests { get; } = new(limits.Requests);

    public SemaphoreSlim Transfers { get; } = new(limits.Transfers);

    /// <summary>What one request was told to wait holds for all others too.</summary>
    public void PauseUntil(DateTimeOffset time) => Interlocked.Exchange(ref _pausedUntil, time.UtcTicks);

    public TimeSpan PauseLeft(DateTimeOffset now) => new DateTimeOffset(Interlocked.Read(ref _pausedUntil), TimeSpan.Zero) - now;

    public void Dispose()
    {
        Requests.Dispose();
        Transfers.Dispose();
    }
}
