namespace PromotionPortal.Storage;

public enum HookState
{
    Waiting,

    /// <summary>The image or tag that it speaks of was looked at.</summary>
    Handled,

    /// <summary>It starts nothing, for a reason that is written beside it.</summary>
    Ignored,

    /// <summary>The registry did not answer, again and again.</summary>
    GivenUp,
}

/// <summary>An event that a registry told of: kept with what it started, or why it started nothing.</summary>
public sealed class HookEventRow
{
    public long Id { get; set; }
    public required string Registry { get; set; }

    /// <summary>Its own id, else what its content hashes to; the same one is taken once.</summary>
    public required string Event { get; set; }

    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>The sender's word for what happened, such as "push".</summary>
    public required string Action { get; set; }

    public required string Repository { get; set; }
    public string? Tag { get; set; }
    public string? Digest { get; set; }
    public TagSource Source { get; set; }
    public HookState State { get; set; }
    public int Tries { get; set; }
    public DateTimeOffset? HandledAt { get; set; }

    /// <summary>One sentence: what it started, or why not.</summary>
    public string Outcome { get; set; } = "";
}
