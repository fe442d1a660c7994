using System.Collections.Immutable;
using PromotionPortal.Cel;

namespace PromotionPortal.Domain.Policies;

/// <summary>Everything that the `when` of a flow's node can see of the run, as data, like <see cref="PolicyFacts"/>.</summary>
public static class FlowFacts
{
    public const string Nodes = "nodes";
    public const string Inputs = "inputs";
    public const string State = "state";
    public const string Choice = "choice";

    /// <summary>How a step of a run can stand.</summary>
    public static ImmutableArray<string> States { get; } = ["waiting", "running", "succeeded", "failed", "skipped", "cancelled", "superseded", "notReached"];

    /// <summary>How a node of the run stands.</summary>
    public static CelType Node { get; } = CelType.Object("node",
        new CelField(State, CelType.String, $"One of {string.Join(", ", States)}."),
        new CelField(Choice, CelType.String, "Of a judgement, the choice that was made; empty if none was made yet, and of every other node."));

    public static ImmutableArray<CelVariable> All { get; } =
    [
        new(Nodes, CelType.Map(CelType.String, Node), "The nodes of the flow, by id. From the run itself.", "nodes['look'].choice == 'go'"),
        new(Inputs, CelType.Map(CelType.String, CelType.String), "What was given when the run was started, by name. From the person or the webhook that started it.", "inputs[?'region'].orValue('eu') == 'eu'"),
    ];

    /// <summary>What a `when` is compiled against.</summary>
    public static CelDeclarations Declarations { get; } = new(All);
}
