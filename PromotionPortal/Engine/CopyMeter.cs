using System.Collections.Concurrent;
using PromotionPortal.Registry;

namespace PromotionPortal.Engine;

/// <summary>How far a copy is at this moment. The rate is that of the last seconds; the time left is null until there is one.</summary>
public sealed record CopyReading(CopyProgress Progress, double BytesPerSecond)
{
    public long DoneBytes => Progress.DoneBytes;

    public long TotalBytes => Progress.TotalBytes;

    public TimeSpan? Left => BytesPerSecond > 0 ? TimeSpan.FromSeconds((TotalBytes - DoneBytes) / BytesPerSecond) : null;
}

/// <summary>Progress of the copies under way, kept in memory alone: after a restart a copy says anew how far it is.</summary>
public sealed class CopyMeter(TimeProvider time, Changes changes)
{
    private static readonly TimeSpan s_announceEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_rateOver = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<(long Promotion, string Application), Track> _tracks = new();
    private long _announced;

    public CopyReading? Read(long promotion, string application) => _tracks.TryGetValue((promotion, application), out var track) ? track.Reading : null;

    public void Report(long promotion, string application, CopyProgress progress)
    {
        var now = time.GetTimestamp();
        _tracks.GetOrAdd((promotion, application), _ => new Track()).Take(progress, now, time);
        var last = Interlocked.Read(ref _announced);
        if (last != 0 && time.GetElapsedTime(last, now) < s_announceEvery) return;
        if (Interlocked.CompareExchange(ref _announced, now, last) == last) changes.Announce();
    }

    public void Forget(long promotion, string application) => _tracks.TryRemove((promotion, application), out _);

    private sealed class Track
    {
        private readonly Lock _gate = new();
        private readonly Queue<(long At, long Bytes)> _recent = new();

        public CopyReading Reading { get; private set; } = new(new(0, 0, 0, 0, 0), 0);

        public void Take(CopyProgress progress, long now, TimeProvider time)
        {
            lock (_gate)
            {
                _recent.Enqueue((now, progress.DoneBytes));
                while (_recent.Count > 2 && time.GetElapsedTime(_recent.Peek().At, now) > s_rateOver) _recent.Dequeue();
                var (since, bytes) = _recent.Peek();
                var seconds = time.GetElapsedTime(since, now).TotalSeconds;
                Reading = new(progress, seconds > 0 ? (progress.DoneBytes - bytes) / seconds : 0);
            }
        }
    }
}
