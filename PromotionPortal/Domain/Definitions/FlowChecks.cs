using PromotionPortal.Cel;
using PromotionPortal.Domain.Policies;

namespace PromotionPortal.Domain.Definitions;

/// <summary>What is wrong with the graph of a flow; the node by its place in the list, null for the flow as a whole. Field: the one of the node that it speaks of.</summary>
public sealed record FlowFlaw(int? Node, string What, string Help, string? Field = null);

/// <summary>Whether a flow can be run at all. The editor asks while somebody draws, the reader when a file arrives.</summary>
public static class FlowChecks
{
    public static IReadOnlyList<FlowFlaw> Of(FlowDefinition flow) =>
    [
        .. Start(flow),
        .. flow.Triggers.SelectMany(Trigger),
        .. flow.Nodes.SelectMany((node, at) => Node(flow, node, at)),
        .. flow.Nodes.SelectMany((node, at) => When(flow, node, at)),
        .. Cycles(flow),
        .. Unreached(flow),
        .. Layout(flow),
    ];

    private static IEnumerable<FlowFlaw> Start(FlowDefinition flow)
    {
        if (flow.Start.Images == flow.Start.Environment is not null) yield return new(null, "A flow starts either with images or with an environment.", "Write start: { images: true } or start: { environment: … }.");
        if (!flow.Nodes.Any(node => node.Stage is not null)) yield return new(null, "The flow has no stage.", "Add a node with stage: and an environment.");
    }

    private static IEnumerable<FlowFlaw> Trigger(FlowTrigger trigger)
    {
        var isSchedule = trigger.Kind == FlowTriggerKind.Schedule;
        if (isSchedule && trigger.Cron is null) yield return new(null, "A trigger of kind schedule has no cron.", "Add 'cron:'.");
        if (isSchedule && trigger.Tags is not null) yield return new(null, "A trigger of kind schedule has tags.", "Remove them.");
        if (!isSchedule && (trigger.Cron ?? trigger.Zone) is not null) yield return new(null, "A trigger of kind image has a cron or a zone.", "Remove it, or write kind: schedule.");
    }

    private static IEnumerable<FlowFlaw> Node(FlowDefinition flow, FlowNode node, int at)
    {
        if (flow.Nodes.Take(at).Any(other => other.Id == node.Id)) yield return new(at, $"The id '{node.Id}' stands on a node before.", "Give each node an id of its own.");
        var kinds = new object?[] { node.Stage, node.Soak, node.Judgement }.Count(part => part is not null);
        if (kinds != 1) yield return new(at, $"The node '{node.Id}' is {(kinds == 0 ? "nothing" : "several things at once")}.", "Give it exactly one of stage, soak and judgement.");
        foreach (var missing in node.DependsOn.Where(id => flow.Nodes.All(other => other.Id != id)))
            yield return new(at, $"The node '{node.Id}' depends on '{missing}', which is not there.", "Name the id of another node.");
        if (node.DependsOn.Distinct().Count() < node.DependsOn.Length) yield return new(at, $"The node '{node.Id}' names one dependency twice.", "Name each once.");
        if (node.Stage is not null && node.Stage == flow.Start.Environment) yield return new(at, $"The node '{node.Id}' promotes into the environment that the flow starts from.", "Name another environment.");
        if (node.Soak is not null && !FollowsOneStage(flow, node)) yield return new(at, $"The soak '{node.Id}' does not depend on exactly one stage.", "A soak watches one environment: let it depend on its stage alone.");
        if (node.Judgement is { } judgement && judgement.Choices.Distinct().Count() < judgement.Choices.Length) yield return new(at, $"The judgement '{node.Id}' offers one choice twice.", "Name each once.");
    }

    private static IEnumerable<FlowFlaw> When(FlowDefinition flow, FlowNode node, int at) =>
        from named in node.When is null ? [] : CelKeys.Of(node.When, FlowFacts.Nodes).Select(use => use.Key).Distinct(StringComparer.Ordinal)
        where flow.Nodes.All(other => other.Id != named)
        select new FlowFlaw(at, $"The condition of '{node.Id}' names the node '{named}', which is not there.", "Name the id of another node.", "when");

    private static bool FollowsOneStage(FlowDefinition flow, FlowNode soak) =>
        soak.DependsOn.Length == 1 && flow.Nodes.Any(node => node.Id == soak.DependsOn[0] && node.Stage is not null);

    // What waits for a node that is not there is told there; a circle is told where it is closed; this is what lies behind.
    private static IEnumerable<FlowFlaw> Unreached(FlowDefinition flow)
    {
        var ids = flow.Nodes.Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        var circle = OnCircles(flow);
        var never = flow.Nodes.Where(node => circle.Contains(node.Id) || node.DependsOn.Any(id => !ids.Contains(id))).Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        var told = never.ToHashSet(StringComparer.Ordinal);
        while (flow.Nodes.FirstOrDefault(node => !never.Contains(node.Id) && node.DependsOn.Any(never.Contains)) is { } next) never.Add(next.Id);
        return
            from pair in flow.Nodes.Select((node, at) => (Node: node, At: at))
            where never.Contains(pair.Node.Id) && !told.Contains(pair.Node.Id)
            select new FlowFlaw(pair.At, $"The node '{pair.Node.Id}' is never reached: it waits for '{pair.Node.DependsOn.First(never.Contains)}', which never begins.", "Mend that one first, or let it depend on another.");
    }

    // Without what comes before the circles, and without what comes behind them.
    private static HashSet<string> OnCircles(FlowDefinition flow)
    {
        var left = flow.Nodes.DistinctBy(node => node.Id).ToDictionary(node => node.Id);
        while (left.Values.FirstOrDefault(node => !node.DependsOn.Any(left.ContainsKey)) is { } free) left.Remove(free.Id);
        while (left.Values.FirstOrDefault(node => !left.Values.Any(other => other.DependsOn.Contains(node.Id))) is { } last) left.Remove(last.Id);
        return [.. left.Keys];
    }

    // What remains when every node whose dependencies are gone is taken away is on a cycle or behind one.
    private static IEnumerable<FlowFlaw> Cycles(FlowDefinition flow)
    {
        var left = flow.Nodes.DistinctBy(node => node.Id).ToDictionary(node => node.Id);
        while (left.Values.FirstOrDefault(node => !node.DependsOn.Any(left.ContainsKey)) is { } free) left.Remove(free.Id);
        if (left.Count == 0) yield break;
        var cycle = CycleFrom(left, left.Values.First());
        yield return new(flow.Nodes.IndexOf(left[cycle[0]]), $"The nodes wait for one another in a circle: {string.Join(" → ", cycle)} → {cycle[0]}.", "Remove one of these dependencies.");
    }

    // Every node that is left has a dependency that is left, so going back always comes round.
    private static List<string> CycleFrom(Dictionary<string, FlowNode> left, FlowNode start)
    {
        var path = new List<string>();
        for (var node = start; ; node = left[node.DependsOn.First(left.ContainsKey)])
        {
            var seen = path.IndexOf(node.Id);
            if (seen >= 0) return [.. path.Skip(seen).Reverse()];
            path.Add(node.Id);
        }
    }

    private static IEnumerable<FlowFlaw> Layout(FlowDefinition flow) =>
        flow.Layout.Keys.Where(id => flow.Nodes.All(node => node.Id != id)).Select(id => new FlowFlaw(null, $"The layout places '{id}', which is no node.", "Remove it."));
}
