namespace PromotionPortal.Notifications;

public enum SendOutcome
{
    Sent,

    /// <summary>Another try may succeed.</summary>
    Later,

    /// <summary>No other try changes it.</summary>
    Never,
}

/// <summary>What came of sending. The problem is in words that repeat no address and no secret, nor anything that the other side wrote.</summary>
public sealed record SendResult(SendOutcome Outcome, string Problem = "")
{
    public static SendResult Sent { get; } = new(SendOutcome.Sent);

    /// <summary>When the other side wants to be asked again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static SendResult Later(string problem) => new(SendOutcome.Later, problem);

    public static SendResult Never(string problem) => new(SendOutcome.Never, problem);
}
