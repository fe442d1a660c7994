using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Domain.Flows;

/// <summary>One thing done to a flow, whichever view it was done in.</summary>
public abstract record FlowOp
{
    private FlowOp()
    {
    }

    /// <summary>A new node, as its file would say it. After: its place in the list, behind that one; else the end.</summary>
    public sealed record Add(JsonObject Node, CanvasPoint? At = null, string? After = null) : FlowOp
    {
        public string? Id => Node["id"] is JsonValue value && value.TryGetValue<string>(out var id) ? id : null;
    }

    /// <summary>Goes from what others depend on and from the layout too.</summary>
    public sealed record Remove(string Id) : FlowOp;

    /// <summary>Under its new id wherever it is named: in what others depend on, in the layout, in conditions.</summary>
    public sealed record Rename(string Id, string To) : FlowOp;

    /// <summary>The second depends on the first from now on.</summary>
    public sealed record Connect(string From, string To) : FlowOp;

    public sealed record Disconnect(string From, string To) : FlowOp;

    /// <summary>A field of a node; null takes it out.</summary>
    public sealed record Set(string Id, ImmutableArray<string> Path, JsonNode? Value) : FlowOp;

    /// <summary>A field of the flow itself; null takes it out.</summary>
    public sealed record SetFlow(ImmutableArray<string> Path, JsonNode? Value) : FlowOp;

    /// <summary>Where nodes stand on the canvas.</summary>
    public sealed record Move(ImmutableSortedDictionary<string, CanvasPoint> To) : FlowOp;

    /// <summary>The whole text, typed.</summary>
    public sealed record Text(string Whole) : FlowOp;
}

/// <summary>What a person did at once, under an id of the browser's making: sent twice it is done once.</summary>
public abstract record FlowStep(string Id)
{
    /// <summary>All of it or nothing; undone at once.</summary>
    public sealed record Edit(string Id, string Label, ImmutableArray<FlowOp> Ops) : FlowStep(Id)
    {
        /// <summary>It moved boxes and did nothing else.</summary>
        public bool IsLayout => Ops.All(op => op is FlowOp.Move);
    }

    public sealed record Undo(string Id) : FlowStep(Id);

    public sealed record Redo(string Id) : FlowStep(Id);
}

/// <summary>What steps must keep to before anybody looks at the flow.</summary>
public static class FlowBounds
{
    public const int MostSteps = 100;
    public const int MostOps = 2_000;
    public const int MostLabelLetters = 200;
    public const int MostStepIdLetters = 64;
    public const int MostMoved = 2_000;
    private const int MostPathSteps = 12;
    private const int MostPathLetters = 200;
    private const double Farthest = 1_000_000;

    public static bool IsNodeId(string? id) => id is { Length: > 0 and <= Metadata.LongestName } && id.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    /// <summary>Why so many cannot be taken at once; null where they can.</summary>
    public static string? Unfit(IReadOnlyList<FlowStep> steps) => steps.Count is 0 or > MostSteps ? $"1 to {MostSteps} steps are taken at once." : null;

    /// <summary>Why this is no step; null where it is one.</summary>
    public static string? Unfit(FlowStep step)
    {
        if (step.Id is not { Length: > 0 and <= MostStepIdLetters } || !step.Id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')) return $"The id of a step has 1 to {MostStepIdLetters} letters, digits and hyphens.";
        if (step is not FlowStep.Edit edit) return null;
        if (edit.Label.Length is 0 or > MostLabelLetters) return $"The label of a step has 1 to {MostLabelLetters} letters.";
        if (edit.Ops.Length is 0 or > MostOps) return $"A step holds 1 to {MostOps} operations.";
        return edit.Ops.Select(Unfit).FirstOrDefault(why => why is not null);
    }

    private static string? Unfit(FlowOp op) => op switch
    {
        FlowOp.Add add => IsNodeId(add.Id) && IsPoint(add.At) ? null : $"{IdWords(add.Id)} {PointWords}",
        FlowOp.Rename rename => IsNodeId(rename.To) ? null : IdWords(rename.To),
        FlowOp.Connect connect => connect.From == connect.To ? "A node cannot wait for itself." : null,
        FlowOp.Set { Path: ["id", ..] } => "An id is changed by renaming.",
        FlowOp.Set set => PathWords(set.Path),
        FlowOp.SetFlow { Path: not (["spec", "start" or "triggers" or "limit" or "hooks", ..] or ["metadata", "title" or "description" or "labels", ..]) } => "That is no field of a flow which is set so.",
        FlowOp.SetFlow set => PathWords(set.Path),
        FlowOp.Move move => move.To.Count is > 0 and <= MostMoved && move.To.Values.All(point => IsPoint(point)) ? null : $"1 to {MostMoved} nodes are moved at once. {PointWords}",
        _ => null,
    };

    private const string PointWords = "A point is two whole numbers up to 1,000,000.";

    private static string IdWords(string? id) => $"'{(id is { Length: > Metadata.LongestName } ? id[..Metadata.LongestName] : id)}' is no id: 1 to {Metadata.LongestName} small letters, digits and hyphens.";

    private static string? PathWords(ImmutableArray<string> path) =>
        path.Length is > 0 and <= MostPathSteps && path.All(step => step is { Length: > 0 and <= MostPathLetters }) ? null : $"A field is named by 1 to {MostPathSteps} steps.";

    private static bool IsPoint(CanvasPoint? point) => point is not { } at || (IsWhole(at.X) && IsWhole(at.Y));

    private static bool IsWhole(double number) => Math.Abs(number) <= Farthest && Math.Floor(number) == number;
}
