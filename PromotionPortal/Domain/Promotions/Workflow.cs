using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Domain.Promotions;

/// <summary>
/// A way that an application's images go, in columns: what stands in a later column comes after something of an earlier one, and what shares a
/// column can run side by side.
/// </summary>
/// <param name="Flow">Null: no flow says the order; the environments' own positions do.</param>
public sealed record Workflow(FlowDefinition? Flow, ImmutableArray<ImmutableArray<WorkflowStep>> Columns)
{
    /// <summary>What tells it from the others of the application; no flow is called like the last one.</summary>
    public string Key => Flow?.Name ?? "-";

    public IEnumerable<string> Environments => Columns.SelectMany(column => column).OfType<WorkflowStep.Stage>().Select(stage => stage.Environment.Name).Distinct();

    /// <summary>The flows of the application's product, in its order; and last, without a flow, the environments that none of them holds.</summary>
    public static IReadOnlyList<Workflow> Of(DefinitionsSnapshot definitions, string application)
    {
        var flows = FlowsOf(definitions, application).Select(flow => Of(definitions, flow)).ToList();
        var held = flows.SelectMany(flow => flow.Environments).ToHashSet();
        var others = definitions.InOrder.Where(environment => !held.Contains(environment.Name)).Select(environment => ImmutableArray.Create<WorkflowStep>(new WorkflowStep.Stage(environment))).ToImmutableArray();
        return others.IsEmpty && flows.Count > 0 ? flows : [.. flows, new(null, others)];
    }

    private static IEnumerable<FlowDefinition> FlowsOf(DefinitionsSnapshot definitions, string application) =>
        definitions.Applications.GetValueOrDefault(application)?.Product is { } product && definitions.Products.TryGetValue(product, out var found)
            ? found.Flows.Select(flow => flow.Flow).Distinct().Select(name => definitions.Flows.GetValueOrDefault(name)).OfType<FlowDefinition>()
            : [];

    private static Workflow Of(DefinitionsSnapshot definitions, FlowDefinition flow)
    {
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        var steps = flow.Nodes.Select(node => (Depth: Depth(flow, node, depths), Step: Step(definitions, node))).Where(step => step.Step is not null);
        var start = flow.Start.Environment is { } environment && definitions.Environments.TryGetValue(environment, out var from) ? [(0, new WorkflowStep.Stage(from))] : Array.Empty<(int Depth, WorkflowStep? Step)>();
        return new(flow, [.. start.Concat(steps).GroupBy(step => step.Depth).OrderBy(column => column.Key).Select(column => column.Select(step => step.Step!).ToImmutableArray())]);
    }

    // The longest way from the start. A flow that was read has no cycle; one that has all the same ends here.
    private static int Depth(FlowDefinition flow, FlowNode node, Dictionary<string, int> known)
    {
        if (known.TryGetValue(node.Id, out var depth)) return depth;
        known[node.Id] = 1;
        return known[node.Id] = 1 + flow.Nodes.Where(other => node.DependsOn.Contains(other.Id)).Select(other => Depth(flow, other, known)).DefaultIfEmpty(0).Max();
    }

    private static WorkflowStep? Step(DefinitionsSnapshot definitions, FlowNode node) => node switch
    {
        { Stage: { } stage } => definitions.Environments.TryGetValue(stage, out var environment) ? new WorkflowStep.Stage(environment) : null,
        { Judgement: { } judgement } => new WorkflowStep.Judgement(node.Id, judgement.Instructions),
        { Soak: { } soak } => new WorkflowStep.Soak(node.Id, soak.For),
        _ => null,
    };
}

/// <summary>One step of a workflow.</summary>
public abstract record WorkflowStep
{
    private WorkflowStep()
    {
    }

    public sealed record Stage(EnvironmentDefinition Environment) : WorkflowStep;

    public sealed record Judgement(string Id, string? Instructions) : WorkflowStep;

    public sealed record Soak(string Id, TimeSpan For) : WorkflowStep;
}
