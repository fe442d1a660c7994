namespace PromotionPortal.Tests.Web;

/// <summary>A clock that the test moves; its timers fire while it is moved.</summary>
public sealed class SetTime(DateTimeOffset now) : TimeProvider
{
    private readonly List<SetTimer> _timers = [];
    private DateTimeOffset _now = now;

    public int Timers => _timers.Count;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Move(TimeSpan by)
    {
        _now += by;
        foreach (var timer in _timers.ToArray()) timer.FireIfDue(_now);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SetTimer(this, callback, state, _now + dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    private sealed class SetTimer(SetTime time, TimerCallback callback, object? state, DateTimeOffset due, TimeSpan period) : ITimer
    {
        private DateTimeOffset _due = due;

        public void FireIfDue(DateTimeOffset now)
        {
            if (now < _due) return;
            _due = period > TimeSpan.Zero ? now + period : DateTimeOffset.MaxValue;
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod) => throw new NotSupportedException("No timer of these tests is changed.");

        public void Dispose() => time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
