namespace PromotionPortal.Registry.Remote;

/// <summary>Gives up when nothing moves for a while; a transfer that moves may last as long as it likes.</summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _both;

    public IdleWatch(TimeSpan idle, TimeProvider clock, CancellationToken stop)
    {
        _timer = new(idle, clock);
        _both = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, stop);
    }

    public CancellationToken Token => _both.Token;

    public bool RanOut => _timer.IsCancellationRequested;

    public void Moved(TimeSpan idle) => _timer.CancelAfter(idle);

    public void Dispose()
    {
        _both.Dispose();
        _timer.Dispose();
    }
}
