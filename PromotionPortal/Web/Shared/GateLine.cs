namespace PromotionPortal.Web.Shared;

/// <summary>One reason why something may or may not go on, as a row of a GateList.</summary>
/// <param name="Kind">Good: open. Bad: closed, and stays so. Waiting: opens by itself or by a person. Quiet: not asked.</param>
/// <param name="What">The gate: "Approval of two release managers".</param>
/// <param name="Verdict">In a word or two: "Open", "1 of 2", "Refused".</param>
/// <param name="Words">Why, for a person.</param>
public sealed record GateLine(StatusKind Kind, string What, string Verdict, string Words = "")
{
    /// <summary>The values that the gate saw.</summary>
    public IReadOnlyList<GateValue> Values { get; init; } = [];

    /// <summary>Who can open it, and where.</summary>
    public GateHelp? Help { get; init; }

    /// <summary>When it opens at the earliest.</summary>
    public DateTimeOffset? Earliest { get; init; }
}

public sealed record GateValue(string Name, string Value);

public sealed record GateHelp(string Who, string? Address);
