namespace PromotionPortal.Web.Shared;

/// <summary>A few words about what just happened.</summary>
public sealed record Notice(int Number, StatusKind Kind, string Words, string? LinkText, string? LinkAddress);

/// <summary>The notices on one person's page. Good news goes by itself; what failed stays until it is read.</summary>
public sealed class Notices(TimeProvider time) : IDisposable
{
    public static readonly TimeSpan ShownFor = TimeSpan.FromSeconds(6);
    private const int Most = 4;

    private readonly Lock _gate = new();
    private readonly List<Notice> _shown = [];
    private readonly Dictionary<int, ITimer> _timers = [];
    private int _last;

    public event EventHandler? Changed;

    public IReadOnlyList<Notice> Shown
    {
        get { lock (_gate) return [.. _shown]; }
    }

    public void Show(StatusKind kind, string words, string? linkText = null, string? linkAddress = null)
    {
        lock (_gate)
        {
            var notice = new Notice(++_last, kind, words, linkText, linkAddress);
            _shown.Add(notice);
            if (_shown.Count > Most) Drop(_shown[0].Number);
            if (kind != StatusKind.Bad) _timers[notice.Number] = time.CreateTimer(_ => Dismiss(notice.Number), null, ShownFor, Timeout.InfiniteTimeSpan);
        }
        Changed?.Invoke(this, EventArgs.Empty);
    }

    public void Dismiss(int number)
    {
        lock (_gate) Drop(number);
        Changed?.Invoke(this, EventArgs.Empty);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var timer in _timers.Values) timer.Dispose();
            _timers.Clear();
        }
    }

    private void Drop(int number)
    {
        _shown.RemoveAll(notice => notice.Number == number);
        if (_timers.Remove(number, out var timer)) timer.Dispose();
    }
}
