using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Definitions.Import;

/// <summary>Reads products, promotion flows and promotion policies of Codefresh.</summary>
public static class CodefreshImport
{
    public static Imported Read(IEnumerable<ForeignFile> files, DefinitionsSnapshot current)
    {
        var draft = new ImportDraft(current);
        // Flows before the products that name them, products before the policies that select them.
        foreach (var foreign in ForeignObject.All(files, draft).ToList().OrderBy(foreign => Array.IndexOf(s_order, foreign.Text("kind")))) One(foreign.Without("apiVersion", "status"), draft);
        return draft.Done();
    }

    private static readonly string[] s_order = ["PromotionFlow", "Product", "PromotionPolicy"];

    // Of the cluster, not of the definition.
    private static readonly string[] s_ofCluster = ["namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "ownerReferences", "finalizers"];

    private static void One(ForeignObject foreign, ImportDraft draft)
    {
        var metadata = foreign.Object("metadata");
        var name = metadata.Text("name") ?? "unnamed";
        var spec = foreign.Object("spec");
        switch (foreign.Text("kind"))
        {
            case "Product":
                Product(name, foreign, spec, draft);
                break;
            case "PromotionFlow":
                Flow(name, foreign, spec, draft);
                break;
            case "PromotionPolicy":
                Policy(name, foreign, spec, draft);
                break;
            case var kind:
                draft.NotCarried.Add(foreign.At("kind", $"'{kind}' {name} has no counterpart here yet and was not carried over."));
                return;
        }
        draft.NotCarried.AddRange(metadata.Without(s_ofCluster).Without("annotations").Rest().Concat(metadata.Object("annotations").Without("description").Rest()).Concat(spec.Rest()).Concat(foreign.Rest()));
    }

    private static void Product(string name, ForeignObject foreign, ForeignObject spec, ImportDraft draft)
    {
        var flows = spec.Objects("promotionFlows").Select(flow => ProductFlow(flow, draft)).ToImmutableArray();
        var stated = spec.Text("concurrency");
        if (stated is not (null or "queue" or "terminate")) draft.NotCarried.Add(spec.At("concurrency", $"The concurrency '{stated}' is not known; releases queue."));
        var concurrency = stated == "terminate" ? ReleaseConcurrency.Replace : ReleaseConcurrency.Queue;
        draft.Add(DefinitionKind.Product, name, foreign, metadata => new ProductDefinition(metadata) { Flows = flows, Concurrency = concurrency });
    }

    private static ProductFlow ProductFlow(ForeignObject flow, ImportDraft draft)
    {
        var when = flow.Objects("gitTriggerSelectors").Select(selector => Condition(selector, draft)).ToImmutableArray();
        var name = draft.NameFor(DefinitionKind.Flow, flow.Text("name") ?? "unnamed");
        if (!draft.IsKnown(DefinitionKind.Flow, name)) draft.NotCarried.Add(flow.At("name", $"The flow '{name}' is neither in these files nor here; the product needs it.", "Import it too, or take it out."));
        draft.NotCarried.AddRange(flow.Rest());
        return new(name) { When = when };
    }

    // A condition that is not understood would let a flow run where it must not.
    private static FlowCondition Condition(ForeignObject selector, ImportDraft draft)
    {
        var (key, stated) = (selector.Text("key"), selector.Text("operator"));
        if (key is not ("commitMessage" or "gitRevision")) draft.Errors.Add(selector.At("key", $"The key '{key}' is not known.", "Known: commitMessage, gitRevision."));
        if (stated is not ("In" or "NotIn")) draft.Errors.Add(selector.At("operator", $"The operator '{stated}' is not known.", "Known: In, NotIn."));
        var condition = new FlowCondition(key == "commitMessage" ? EventProperty.CommitMessage : EventProperty.Branch, stated == "NotIn" ? ConditionOperator.NotIn : ConditionOperator.In, [.. selector.Texts("values")]);
        draft.NotCarried.AddRange(selector.Rest());
        return condition;
    }

    private static void Flow(string name, ForeignObject foreign, ForeignObject spec, ImportDraft draft)
    {
        var description = foreign.Object("metadata").Object("annotations").Text("description");
        var start = spec.Text("triggerEnvironment") is { } trigger ? new FlowStart { Environment = draft.Environment(trigger) } : new FlowStart { Images = true };
        var limit = spec.Number("promotionTimeoutLimit") is { } minutes and > 0 ? TimeSpan.FromMinutes(minutes) : (TimeSpan?)null;
        var nodes = spec.Objects("steps").Select(step => Step(step, draft)).ToImmutableArray();
        draft.Add(DefinitionKind.Flow, name, foreign, metadata => new FlowDefinition(metadata with { Description = description }) { Start = start, Limit = limit, Nodes = nodes });
    }

    private static FlowNode Step(ForeignObject step, ImportDraft draft)
    {
        var environment = draft.Environment(step.Text("environment") ?? "unnamed");
        var node = new FlowNode(environment) { Stage = environment, DependsOn = [.. step.Texts("dependsOn").Select(ImportDraft.NameOf)] };
        draft.NotCarried.AddRange(step.Rest());
        return node;
    }

    private static void Policy(string name, ForeignObject foreign, ForeignObject spec, ImportDraft draft)
    {
        var selector = spec.Object("selector");
        var products = selector.Object("product");
        var environments = selector.Object("targetEnvironment");
        var priority = (int)(spec.Number("priority") ?? 0);
        if (spec.Has("priority")) draft.NotCarried.Add(spec.At("priority", $"The priority {priority} was carried over as it is: here the higher one wins.", "Check it: the source's documents disagree on which one does."));
        var productNames = products.Texts("names").Select(product => draft.NameFor(DefinitionKind.Product, product)).ToImmutableArray();
        var environmentNames = environments.Texts("names").Select(draft.Environment).ToImmutableArray();
        var lost = products.Rest().Concat(environments.Rest()).Concat(selector.Rest()).ToList();
        if (lost.Count > 0)
        {
            // Without a part of its selector it would govern more than it did.
            draft.NotCarried.AddRange(lost.Append(spec.At("selector", $"The policy {name} was not carried over, since a part of its selector has no counterpart.")));
            _ = spec.Object("policy");
            return;
        }
        draft.NotCarried.AddRange(spec.Object("policy").Rest());
        draft.Add(DefinitionKind.Policy, name, foreign, metadata => new PolicyDefinition(metadata) { Priority = priority, Selector = Selector(productNames, environmentNames) });
    }

    private static PolicySelector Selector(ImmutableArray<string> products, ImmutableArray<string> environments) => new()
    {
        Products = products.IsEmpty ? null : new() { Names = products },
        Environments = environments.IsEmpty ? null : new() { Names = environments },
    };
}
