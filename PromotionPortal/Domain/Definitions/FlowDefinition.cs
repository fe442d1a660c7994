using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PromotionPortal.Domain.Definitions;

/// <summary>The way of a release: a graph of stages, soaks and judgements.</summary>
public sealed record FlowDefinition(Metadata Metadata) : Definition(Metadata)
{
    public override DefinitionKind Kind => DefinitionKind.Flow;

    public required FlowStart Start { get; init; }

    public ImmutableArray<FlowTrigger> Triggers { get; init; } = [];

    /// <summary>How long a run may take; it stands still while people are awaited.</summary>
    public TimeSpan? Limit { get; init; }

    public ImmutableArray<FlowNode> Nodes { get; init; } = [];

    /// <summary>Where each node stands on the canvas. Without meaning for a run.</summary>
    public ImmutableSortedDictionary<string, CanvasPoint> Layout { get; init; } = ImmutableSortedDictionary<string, CanvasPoint>.Empty;
}

/// <summary>Where a run begins: with the images that CI pushes, or with a change in an environment.</summary>
public sealed record FlowStart
{
    public bool Images { get; init; }

    public string? Environment { get; init; }
}

/// <summary>By what a run is started, beside people.</summary>
public sealed record FlowTrigger
{
    public FlowTriggerKind Kind { get; init; }

    /// <summary>For images: which tags count, as version ranges and expressions, joined by "||". Null: all.</summary>
    public string? Tags { get; init; }

    /// <summary>For schedules: a Quartz expression, in the zone.</summary>
    public string? Cron { get; init; }

    public string? Zone { get; init; }

    public bool Enabled { get; init; } = true;
}

public enum FlowTriggerKind
{
    Image,
    Schedule,
}

/// <summary>A point of the canvas.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CanvasPoint(double X, double Y);

/// <summary>One step of a flow: exactly one of stage, soak and judgement is set.</summary>
public sealed record FlowNode(string Id)
{
    /// <summary>The environment that is promoted to and deployed.</summary>
    public string? Stage { get; init; }

    public SoakStep? Soak { get; init; }

    public JudgementStep? Judgement { get; init; }

    /// <summary>All of these must have succeeded.</summary>
    public ImmutableArray<string> DependsOn { get; init; } = [];

    /// <summary>An expression; false skips the node.</summary>
    public string? When { get; init; }

    public FailureEffect IfFails { get; init; }
}

/// <summary>What the failure of a node does.</summary>
public enum FailureEffect
{
    Halt,
    HaltBranch,
    HaltBranchThenFail,
    Ignore,
}

/// <summary>A time in an environment throughout which the probes are well.</summary>
public sealed record SoakStep
{
    public static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(30);

    public TimeSpan For { get; init; }

    public TimeSpan Every { get; init; } = UsualInterval;

    public ImmutableArray<SoakProbe> Probes { get; init; } = [];

    /// <summary>So many failures in a row are not yet unhealthy.</summary>
    public int AllowedFailures { get; init; }

    public NewerImage Newer { get; init; }
}

/// <summary>What a soak does when a newer image wants the environment.</summary>
public enum NewerImage
{
    Wait,
    NewestWins,
}

/// <summary>A question asked throughout a soak: a Prometheus query with bounds, or an address with the status it answers.</summary>
public sealed record SoakProbe
{
    public string? Prometheus { get; init; }

    public double? AtMost { get; init; }

    public double? AtLeast { get; init; }

    public Uri? Http { get; init; }

    public int? Status { get; init; }
}

/// <summary>A decision by people.</summary>
public sealed record JudgementStep
{
    public string? Instructions { get; init; }

    public ImmutableArray<string> Choices { get; init; } = [];

    public Quorum? Judges { get; init; }

    public TimeSpan? ExpireAfter { get; init; }
}

/// <summary>So many people, and so many of certain groups among them.</summary>
public sealed record Quorum
{
    public int? Count { get; init; }

    public ImmutableArray<GroupQuorum> Groups { get; init; } = [];
}
