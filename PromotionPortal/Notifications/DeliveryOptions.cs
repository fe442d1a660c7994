namespace PromotionPortal.Notifications;

/// <summary>How messages are tried and tried again: the one table.</summary>
public sealed record DeliveryOptions
{
    /// <summary>How many are under way at once.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>How long one try may take from the connection to the answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longer than a try can take, so that only a message whose sender died is taken over.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);

    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The last one is some three hours after the first.</summary>
    public int MostTries { get; init; } = 14;

    /// <summary>A receiver may ask for patience, but not for ever.</summary>
    public TimeSpan MostPatience { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan PauseAfter(int attempt, TimeSpan? retryAfter)
    {
        var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(attempt - 1, 20)));
        var asked = retryAfter > MostPatience ? MostPatience : retryAfter ?? TimeSpan.Zero;
        return asked > pause ? asked : pause;
    }
}
