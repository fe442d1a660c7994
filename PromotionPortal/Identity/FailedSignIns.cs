namespace PromotionPortal.Identity;

/// <summary>Keeps a flood of wrong passwords from becoming a flood of audit entries: so many a minute are written, the rest are counted.</summary>
public sealed class FailedSignIns
{
    public const int MostPerMinute = 20;

    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private DateTimeOffset _windowStart;
    private int _inWindow;
    private int _leftOut;

    /// <summary>Null: leave this one out. Else write it, and say how many were left out since the last one that was written.</summary>
    public int? LeftOutBefore(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (now - _windowStart >= s_window) (_windowStart, _inWindow) = (now, 0);
            if (_inWindow >= MostPerMinute)
            {
                _leftOut++;
                return null;
            }
            _inWindow++;
            (var leftOut, _leftOut) = (_leftOut, 0);
            return leftOut;
        }
    }
}
