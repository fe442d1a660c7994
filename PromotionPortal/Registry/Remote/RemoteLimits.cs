namespace PromotionPortal.Registry.Remote;

/// <summary>How patient we are with a registry, and how much we ask of it at once.</summary>
public sealed record RemoteLimits
{
    public static RemoteLimits Usual { get; } = new();

    /// <summary>So long may nothing move.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>So long may a registry think after it has all bytes of a blob; some copy it to a store of their own first.</summary>
    public TimeSpan Commit { get; init; } = TimeSpan.FromMinutes(10);

    public int Tries { get; init; } = 5;

    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A registry that asks for a longer pause gets it from whoever called us.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Small requests in flight, over everything that uses the registry.</summary>
    public int Requests { get; init; } = 24;

    /// <summary>Blobs in flight, over everything that uses the registry.</summary>
    public int Transfers { get; init; } = 4;
}
