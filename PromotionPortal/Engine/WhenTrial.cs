using PromotionPortal.Cel;
using PromotionPortal.Domain.Policies;

namespace PromotionPortal.Engine;

/// <summary>How a step of a run stands, as a `when` sees it.</summary>
public sealed record NodeStanding(string State, string Choice = "");

/// <summary>A `when` tried on a run that is thought of.</summary>
public static class WhenTrial
{
    /// <summary>Null: it does not compile.</summary>
    public static ExplainedCondition? Run(string when, IEnumerable<KeyValuePair<string, NodeStanding>> nodes, IEnumerable<KeyValuePair<string, string>> inputs)
    {
        if (CelProgram.Compile(when, FlowFacts.Declarations, CelType.Bool).Program is not { } program) return null;
        var facts = new Dictionary<string, CelValue>(StringComparer.Ordinal)
        {
            [FlowFacts.Nodes] = CelMap.Of(nodes.Select(node => KeyValuePair.Create(node.Key, ValueOf(node.Value)))),
            [FlowFacts.Inputs] = CelValue.Map(inputs),
        };
        return ExplainedCondition.Of("when", when, program.Explain(facts));
    }

    private static CelValue ValueOf(NodeStanding standing) =>
        CelValue.Map([KeyValuePair.Create(FlowFacts.State, standing.State), KeyValuePair.Create(FlowFacts.Choice, standing.Choice)]);
}
