using System.Globalization;
using PromotionPortal.Registry;

namespace PromotionPortal.Cli;

/// <summary>Shows how far a copy is: one line that changes on a terminal, and now and then a plain line in a log.</summary>
public sealed class P2pProgress(TextWriter output, bool isTerminal, TimeProvider clock) : IProgress<CopyProgress>
{
    private const int BarWidth = 30;
    private static readonly TimeSpan s_betweenFrames = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_betweenLines = TimeSpan.FromSeconds(5);

    private readonly long _start = clock.GetTimestamp();
    private long _shown = clock.GetTimestamp();
    private bool _hasBar;

    public void Report(CopyProgress value)
    {
        var pause = isTerminal ? s_betweenFrames : s_betweenLines;
        if (value.TotalBytes == 0 || clock.GetElapsedTime(_shown) < pause) return;
        _shown = clock.GetTimestamp();
        _hasBar = isTerminal;
        if (isTerminal) output.Write($"\r{Bar(value)} {Words(value)}\u001b[K");
        else output.WriteLine(Words(value));
    }

    /// <summary>Takes the changing line away, for what comes after it.</summary>
    public void Clear()
    {
        if (_hasBar) output.Write("\r\u001b[K");
    }

    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.0} MB");

    private static string Bar(CopyProgress value)
    {
        var full = (int)(BarWidth * Math.Clamp((double)value.DoneBytes / value.TotalBytes, 0, 1));
        return $"[{new string('#', full)}{new string('.', BarWidth - full)}]";
    }

    // What was found or mounted took no time, so it says nothing about the rate.
    private string Words(CopyProgress value)
    {
        var seconds = clock.GetElapsedTime(_start).TotalSeconds;
        var rate = (value.DoneBytes - value.MountedBytes - value.FoundBytes) / Math.Max(seconds, 0.001);
        var left = rate > 0 ? string.Create(CultureInfo.InvariantCulture, $", {(value.TotalBytes - value.DoneBytes) / rate:0} s left") : "";
        return $"{Megabytes(value.DoneBytes)} of {Megabytes(value.TotalBytes)}, {value.DoneBlobs} of {value.TotalBlobs} blobs, {Megabytes((long)rate)}/s{left}";
    }
}
