using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace PromotionPortal.Domain.Flows;

/// <summary>A flow as it is drawn: as far as its text says it, sound or not.</summary>
public sealed record FlowGraph(FlowGraphStart Start, ImmutableArray<FlowGraphTrigger> Triggers, string? Limit, ImmutableArray<FlowNodeView> Nodes);

public sealed record FlowGraphStart(bool Images, string? Environment);

/// <summary>Words: "tags >=2.0.0", or the schedule and its zone.</summary>
public sealed record FlowGraphTrigger(string Kind, string Words, bool Enabled);

/// <summary>A node as it is drawn. Words: what it asks for, in one line. Spec: as its file says it.</summary>
public sealed record FlowNodeView(string Id, string Kind, string? Environment, string Words, ImmutableArray<string> DependsOn, string? When, string IfFails, double[]? At, JsonObject Spec)
{
    public const string Stage = "stage", Soak = "soak", Judgement = "judgement", Unknown = "unknown";
}

/// <summary>How one flow differs from another in what it does; where boxes stand is nothing of that. Changed: by id, in words.</summary>
public sealed record FlowDiff(
    ImmutableArray<string> Added, ImmutableArray<FlowNodeView> Removed, ImmutableSortedDictionary<string, ImmutableArray<string>> Changed,
    ImmutableArray<string[]> EdgesAdded, ImmutableArray<string[]> EdgesRemoved, ImmutableArray<string> Flow)
{
    public bool IsEmpty => Added.IsEmpty && Removed.IsEmpty && Changed.IsEmpty && EdgesAdded.IsEmpty && EdgesRemoved.IsEmpty && Flow.IsEmpty;
}

/// <summary>Something to mend in a flow, with its place on the canvas and in the text. A note keeps nobody from saving.</summary>
public sealed record FlowProblem(string? Node, string? Field, int Line, int Column, string What, string Help, bool Note = false);
