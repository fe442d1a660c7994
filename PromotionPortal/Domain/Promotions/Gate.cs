using System.Collections.Immutable;

namespace PromotionPortal.Domain.Promotions;

/// <summary>What an image has to pass on its way into an environment, in this order.</summary>
public enum GateKind
{
    /// <summary>Everything that is named is defined, and it is clear what governs.</summary>
    Definition,
    Requester,

    /// <summary>A policy opens the direct path.</summary>
    Path,
    Source,

    /// <summary>The image is neither there nor on its way.</summary>
    Target,
    Conditions,
    Signature,
    Reason,
    Approvals,
}

public enum GateVerdict
{
    Open,

    /// <summary>It opens by what people do, or by itself.</summary>
    Waits,
    Closed,
}

/// <summary>A value that a gate saw, for whoever asks why.</summary>
public sealed record GateValue(string Name, string Value);

/// <summary>One gate: whether it is open, why, and what would open it. Screen, API and enforcement read the same.</summary>
public sealed record Gate(GateKind Kind, GateVerdict Verdict, string What)
{
    /// <summary>What would help, and who can do it.</summary>
    public string Help { get; init; } = "";

    public ImmutableArray<GateValue> Values { get; init; } = [];

    /// <summary>When it can open at the earliest, where that is known.</summary>
    public DateTimeOffset? Earliest { get; init; }

    /// <summary>Of a closed gate: the kind of refusal that it means.</summary>
    public RefusalKind? Refusal { get; init; }

    /// <summary>The promotion that already does it.</summary>
    public long? Existing { get; init; }

    public static Gate Open(GateKind kind, string what) => new(kind, GateVerdict.Open, what);

    public static Gate Closed(GateKind kind, RefusalKind refusal, string what, string help) => new(kind, GateVerdict.Closed, what) { Refusal = refusal, Help = help };

    public Refusal ToRefusal() => new(Refusal!.Value, What, Help) { Existing = Existing, Values = Values };
}
