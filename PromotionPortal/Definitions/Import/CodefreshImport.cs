using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions.Import;

/// <summary>Reads products, promotion flows and promotion policies of Codefresh.</summary>
public static class CodefreshImport
{
    public static Imported Read(IEnumerable<ForeignFile> files, DefinitionsSnapshot current)
    {
        var draft = new ImportDraft(current);
        // Flows first: products name them.
        var documents = files.SelectMany(file => YamlReader.ReadAll(file.Text).Select(document => (file, document))).ToList();
        foreach (var (file, document) in documents)
            draft.Errors.AddRange(document.Problems.Select(problem => new DefinitionProblem(file.Path, problem.Line, problem.Column, problem.What, problem.Help)));
        foreach (var (file, document) in documents)
            if (document.Root is YamlMapping root) One(new ForeignObject(file.Path, root).Without("apiVersion"), draft);
        return draft.Done();
    }

    private static void One(ForeignObject foreign, ImportDraft draft)
    {
        var metadata = foreign.Object("metadata");
        var name = metadata.Text("name") ?? "unnamed";
        var spec = foreign.Object("spec");
        switch (foreign.Text("kind"))
        {
            case "Product":
                Product(name, spec, draft);
                break;
            case "PromotionFlow":
                Flow(name, metadata.Object("annotations").Text("description"), spec, draft);
                break;
            case "PromotionPolicy":
                Policy(name, spec, draft);
                break;
            case var kind:
                draft.NotCarried.Add(foreign.At("kind", $"'{kind}' {name} has no counterpart here yet and was not carried over."));
                return;
        }
        draft.NotCarried.AddRange(spec.Rest());
    }

    private static void Product(string name, ForeignObject spec, ImportDraft draft)
    {
        var flows = spec.Objects("promotionFlows").Select(flow => ProductFlow(flow, draft)).ToImmutableArray();
        var concurrency = spec.Text("concurrency") == "terminate" ? ReleaseConcurrency.Replace : ReleaseConcurrency.Queue;
        draft.Add(DefinitionKind.Product, name, metadata => new ProductDefinition(metadata) { Flows = flows, Concurrency = concurrency });
    }

    private static ProductFlow ProductFlow(ForeignObject flow, ImportDraft draft)
    {
        var when = flow.Objects("gitTriggerSelectors").Select(selector => Condition(selector, draft)).ToImmutableArray();
        var name = ImportDraft.NameOf(flow.Text("name") ?? "unnamed");
        draft.NotCarried.AddRange(flow.Rest());
        return new(name) { When = when };
    }

    private static FlowCondition Condition(ForeignObject selector, ImportDraft draft)
    {
        var property = selector.Text("key") == "commitMessage" ? EventProperty.CommitMessage : EventProperty.Branch;
        var how = selector.Text("operator") == "NotIn" ? ConditionOperator.NotIn : ConditionOperator.In;
        var condition = new FlowCondition(property, how, [.. selector.Texts("values")]);
        draft.NotCarried.AddRange(selector.Rest());
        return condition;
    }

    private static void Flow(string name, string? description, ForeignObject spec, ImportDraft draft)
    {
        var start = spec.Text("triggerEnvironment") is { } trigger ? new FlowStart { Environment = draft.Environment(trigger) } : new FlowStart { Images = true };
        var limit = spec.Number("promotionTimeoutLimit") is { } minutes and > 0 ? TimeSpan.FromMinutes(minutes) : (TimeSpan?)null;
        var nodes = spec.Objects("steps").Select(step => Step(step, draft)).ToImmutableArray();
        draft.Add(DefinitionKind.Flow, name, metadata => new FlowDefinition(metadata with { Description = description }) { Start = start, Limit = limit, Nodes = nodes });
    }

    private static FlowNode Step(ForeignObject step, ImportDraft draft)
    {
        var environment = draft.Environment(step.Text("environment") ?? "unnamed");
        var node = new FlowNode(environment) { Stage = environment, DependsOn = [.. step.Texts("dependsOn").Select(ImportDraft.NameOf)] };
        draft.NotCarried.AddRange(step.Rest());
        return node;
    }

    private static void Policy(string name, ForeignObject spec, ImportDraft draft)
    {
        var selector = spec.Object("selector");
        var products = selector.Object("product");
        var environments = selector.Object("targetEnvironment");
        var priority = (int)(spec.Number("priority") ?? 0);
        if (spec.Has("priority")) draft.NotCarried.Add(spec.At("priority", $"The priority {priority} was carried over as it is: here the higher one wins.", "Check it: the source's documents disagree on which one does."));
        var productNames = products.Texts("names").Select(ImportDraft.NameOf).ToImmutableArray();
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
        draft.Add(DefinitionKind.Policy, name, metadata => new PolicyDefinition(metadata) { Priority = priority, Selector = Selector(productNames, environmentNames) });
    }

    private static PolicySelector Selector(ImmutableArray<string> products, ImmutableArray<string> environments) => new()
    {
        Products = products.IsEmpty ? null : new() { Names = products },
        Environments = environments.IsEmpty ? null : new() { Names = environments },
    };
}
