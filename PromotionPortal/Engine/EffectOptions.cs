namespace PromotionPortal.Engine;

/// <summary>How steps are tried and tried again: the one table.</summary>
public sealed record EffectOptions
{
    /// <summary>How many steps are under way at once.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>How long a worker may be silent before another takes its step over.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After so many tries a step that may be tried again has failed.</summary>
    public int MostTries { get; init; } = 10;

    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan PauseAfter(int attempt) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(attempt - 1, 20)));

    /// <summary>All that is wrong with the settings, in words.</summary>
    public IEnumerable<string> Problems()
    {
        if (AtOnce is < 1 or > 64) yield return $"Effects:AtOnce is {AtOnce}; it must be from 1 to 64.";
        if (Lease < TimeSpan.FromSeconds(1)) yield return $"Effects:Lease is {Lease}; it must be at least one second.";
        if (MostTries is < 1 or > 100) yield return $"Effects:MostTries is {MostTries}; it must be from 1 to 100.";
        if (FirstPause <= TimeSpan.Zero || LongestPause < FirstPause) yield return $"Effects:FirstPause is {FirstPause} and Effects:LongestPause {LongestPause}; the first must be positive and not longer than the longest.";
    }
}
