using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Domain.Promotions;

/// <summary>Which environment comes before which, as the flows say.</summary>
public static class FlowPaths
{
    /// <summary>Whether some flow leads from the one to the other. Null: no flow holds both, so that nothing is said.</summary>
    public static bool? Leads(DefinitionsSnapshot definitions, string from, string to)
    {
        bool? leads = null;
        foreach (var flow in definitions.Flows.Values.Where(flow => Has(flow, from) && Has(flow, to))) leads = leads is true || Reaches(flow, from, to);
        return leads;
    }

    private static bool Has(FlowDefinition flow, string environment) => flow.Start.Environment == environment || flow.Nodes.Any(node => node.Stage == environment);

    // From the environment that starts the flow everything is reached.
    private static bool Reaches(FlowDefinition flow, string from, string to) =>
        flow.Start.Environment == from || flow.Nodes.Where(node => node.Stage == to).Any(node => IsBehind(flow, node, from, []));

    private static bool IsBehind(FlowDefinition flow, FlowNode node, string environment, HashSet<string> seen) =>
        node.DependsOn.Any(id => seen.Add(id) && flow.Nodes.FirstOrDefault(other => other.Id == id) is { } before && (before.Stage == environment || IsBehind(flow, before, environment, seen)));
}
