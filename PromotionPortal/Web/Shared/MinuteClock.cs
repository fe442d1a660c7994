namespace PromotionPortal.Web.Shared;

/// <summary>One tick a minute for all the moments on a person's page; it stands still when there are none.</summary>
public sealed class MinuteClock(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private Action? _ticked;
    private ITimer? _timer;

    public DateTimeOffset Now => time.GetUtcNow();

    public void Start(Action onTick)
    {
        lock (_gate)
        {
            _ticked += onTick;
            _timer ??= time.CreateTimer(_ => _ticked?.Invoke(), null, s_minute, s_minute);
        }
    }

    public void Stop(Action onTick)
    {
        lock (_gate)
        {
            _ticked -= onTick;
            if (_ticked is null) StopTimer();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ticked = null;
            StopTimer();
        }
    }

    private void StopTimer()
    {
        _timer?.Dispose();
        _timer = null;
    }
}
