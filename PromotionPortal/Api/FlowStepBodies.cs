using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Flows;
using PromotionPortal.Engine;

namespace PromotionPortal.Api;

/// <summary>Base: the commit that the sender began from, or nothing. Product: whose policies the answer shows.</summary>
public sealed record FlowStepsBody(string Base, IReadOnlyList<FlowStepBody> Steps, string? Product = null, string? From = null)
{
    private const int LongestFrom = 64;

    /// <summary>A list may hold null whatever its record says, and a step may be several things at once.</summary>
    internal string? Unfit => Steps.Any(step => step is null || !step.IsOne) ? "A step is one of: ops with a label, undo, redo." : From?.Length > LongestFrom ? $"'from' has at most {LongestFrom} letters." : null;

    internal TakeFlowSteps Command => new(Base, [.. Steps.Select(step => step.Step)], Product) { From = From };
}

/// <summary>Operations that are done, and undone, at once; or one step back or forth.</summary>
public sealed record FlowStepBody(string Id, string? Label = null, IReadOnlyList<FlowOpBody>? Ops = null, bool Undo = false, bool Redo = false)
{
    internal bool IsOne => (Ops is null ? 0 : 1) + (Undo ? 1 : 0) + (Redo ? 1 : 0) == 1 && Ops?.Any(op => op is null || !op.IsWhole) != true;

    internal FlowStep Step => Undo ? new FlowStep.Undo(Id) : Redo ? new FlowStep.Redo(Id) : new FlowStep.Edit(Id, Label ?? "", [.. Ops!.Select(op => op.Op)]);
}

/// <summary>One thing done to a flow.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "op")]
[JsonDerivedType(typeof(AddNode), "add")]
[JsonDerivedType(typeof(RemoveNode), "remove")]
[JsonDerivedType(typeof(RenameNode), "rename")]
[JsonDerivedType(typeof(ConnectNodes), "connect")]
[JsonDerivedType(typeof(DisconnectNodes), "disconnect")]
[JsonDerivedType(typeof(SetField), "set")]
[JsonDerivedType(typeof(SetFlowField), "setFlow")]
[JsonDerivedType(typeof(MoveNodes), "move")]
[JsonDerivedType(typeof(WriteText), "text")]
public abstract record FlowOpBody
{
    [JsonIgnore]
    internal abstract FlowOp Op { get; }

    [JsonIgnore]
    internal virtual bool IsWhole => true;

    public sealed record AddNode(JsonElement Node, IReadOnlyList<double>? At = null, string? After = null) : FlowOpBody
    {
        internal override FlowOp Op => new FlowOp.Add((JsonObject)NodeOf(Node)!, At is null ? null : PointOf(At), After);

        internal override bool IsWhole => (At is null || At.Count == 2) && Node.ValueKind == JsonValueKind.Object;
    }

    public sealed record RemoveNode(string Id) : FlowOpBody
    {
        internal override FlowOp Op => new FlowOp.Remove(Id);
    }

    public sealed record RenameNode(string Id, string To) : FlowOpBody
    {
        internal override FlowOp Op => new FlowOp.Rename(Id, To);
    }

    public sealed record ConnectNodes(string From, string To) : FlowOpBody
    {
        internal override FlowOp Op => new FlowOp.Connect(From, To);
    }

    public sealed record DisconnectNodes(string From, string To) : FlowOpBody
    {
        internal override FlowOp Op => new FlowOp.Disconnect(From, To);
    }

    public sealed record SetField(string Id, IReadOnlyList<string> Path, JsonElement? Value = null) : FlowOpBody
    {
        internal override FlowOp Op => new FlowOp.Set(Id, [.. Path], NodeOf(Value));

        internal override bool IsWhole => Path.All(step => step is not null);
    }

    public sealed record SetFlowField(IReadOnlyList<string> Path, JsonElement? Value = null) : FlowOpBody
    {
        internal override FlowOp Op => new FlowOp.SetFlow([.. Path], NodeOf(Value));

        internal override bool IsWhole => Path.All(step => step is not null);
    }

    public sealed record MoveNodes(IReadOnlyDictionary<string, IReadOnlyList<double>> To) : FlowOpBody
    {
        internal override FlowOp Op => new FlowOp.Move(To.ToImmutableSortedDictionary(pair => pair.Key, pair => PointOf(pair.Value), StringComparer.Ordinal));

        internal override bool IsWhole => To.Values.All(point => point is { Count: 2 });
    }

    public sealed record WriteText(string Text) : FlowOpBody
    {
        internal override FlowOp Op => new FlowOp.Text(Text);
    }

    // Taken as elements, for of nodes the framework answers a key that stands twice with an exception of its own.
    private static JsonNode? NodeOf(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Object } fields => JsonObject.Create(fields),
        { ValueKind: JsonValueKind.Array } items => JsonArray.Create(items),
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        { } single => JsonValue.Create(single),
    };

    private static CanvasPoint PointOf(IReadOnlyList<double> pair) => new(pair[0], pair[1]);
}
