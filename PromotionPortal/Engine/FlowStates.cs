using System.Collections.Immutable;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Flows;
using PromotionPortal.Git;
using PromotionPortal.Storage;
using PromotionPortal.Yaml;

namespace PromotionPortal.Engine;

/// <summary>A text of a flow, with what is known of how it came about. Draft: null where it is what is saved, or was.</summary>
internal sealed record FlowVersion(DefinitionKey Key, string Text, FlowDraftRow? Draft)
{
    public bool IsPast { get; init; }

    public string? Undo { get; init; }

    public string? Redo { get; init; }

    public ImmutableArray<RefusedStep> Refused { get; init; } = [];
}

/// <summary>Makes what is shown of a flow out of its text: the graph, all that is wrong, and what policies ask for.</summary>
public sealed class FlowStates(DefinitionStore store, DefinitionHistory history, Electorates electorates)
{
    private const int MostNames = 1_000;

    internal async Task<FlowReading> ReadAsync(FlowVersion version, FlowLook look, Actor actor, CancellationToken stop)
    {
        var (key, text, draft) = (version.Key, version.Text, version.Draft);
        var now = store.Current;
        var seen = Visible.Definitions(actor, now);
        var saved = history.TextAt(now.Commit, key);
        var root = DefinitionFields.Root(text);
        var graph = root is null ? null : FlowSketch.Of(root);
        var electorate = electorates.Known ?? await electorates.LookAsync(stop);
        var mayPropose = Access.Can(actor, Verb.ProposeDefinitions).Allowed;
        var mayChange = DefinitionAccess.MayChange(actor, now, key).Allowed;
        var state = new FlowState
        {
            Name = key.Name,
            Title = DefinitionFields.ValueAt(root, FieldPath.Of("metadata", "title"))?.ToString(),
            Revision = draft?.Revision ?? 0,
            Base = draft?.BaseCommit ?? now.Commit,
            Tip = now.Commit,
            Moved = draft is not null && draft.BaseCommit != now.Commit && history.TextAt(draft.BaseCommit, key) != saved,
            IsDirty = !version.IsPast && text != saved,
            IsNew = saved is null,
            Draft = draft?.Id ?? 0,
            MayChange = mayChange,
            MayPropose = mayPropose,
            ReadOnly = version.IsPast || !mayPropose,
            Undo = version.Undo,
            Redo = version.Redo,
            Graph = graph,
            Problems = await ProblemsAsync(key, text, root, seen, electorate, stop),
            Environments = [.. seen.InOrder.Take(MostNames).Select(environment => new FlowEnvironment(environment.Name, environment.Metadata.Title ?? environment.Name, environment.Production, environment.Class, environment.Images is not null))],
            Groups = Groups(now, electorate, mayChange),
            Products = [.. seen.Products.Values.Take(MostNames).Select(product => new FlowProduct(product.Name, product.Metadata.Title ?? product.Name))],
            Gates = Gates(seen, graph, look.Product),
            Refused = version.Refused,
            Diff = look.Compare is { } commit ? FlowSketch.Compare(history.TextAt(commit, key) ?? "", text) : null,
        };
        return new(state, text, saved ?? "");
    }

    // Who may only look is not told of groups that nothing names.
    private static ImmutableArray<string> Groups(DefinitionsSnapshot definitions, Electorate electorate, bool mayChange) =>
        [.. (mayChange ? electorate.Groups.Keys : definitions.GroupUses.Select(use => use.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostNames)];

    private static Dictionary<string, ImmutableArray<StageGate>> Gates(DefinitionsSnapshot seen, FlowGraph? graph, string? product)
    {
        var gates = new Dictionary<string, ImmutableArray<StageGate>>(StringComparer.Ordinal);
        if (graph is null || product is null || !seen.Products.ContainsKey(product)) return gates;
        var met = new Dictionary<string, ImmutableArray<StageGate>>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes.Where(node => node.Environment is not null))
        {
            if (!met.TryGetValue(node.Environment!, out var asked)) met[node.Environment!] = asked = [.. StageGates.Of(seen, product, node.Environment!).Where(gate => gate.From.Length > 0)];
            gates[node.Id] = asked;
        }
        return gates;
    }

    private async Task<ImmutableArray<FlowProblem>> ProblemsAsync(DefinitionKey key, string text, YamlMapping? root, DefinitionsSnapshot seen, Electorate electorate, CancellationToken stop)
    {
        var verdict = await store.JudgeAsync([new FileChange(key.Path, text)], stop);
        var own = verdict.Problems.Where(problem => problem.File == key.Path).ToList();
        if (own.Count == 0) own.AddRange(QuorumProblems.OfGroups(verdict.After, electorate).Where(problem => problem.File == key.Path));
        var wrong = DefinitionFields.ProblemsByField(text, own).SelectMany(field => field.Select(problem => Placed(root, field.Key, problem)));
        var advice = DefinitionText.Read(DefinitionKind.Flow, text) is FlowDefinition flow ? FlowAdvice.Of(flow, seen, electorate).Select(flaw => Placed(root, flow, flaw)) : [];
        return [.. wrong.Concat(advice).OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];
    }

    private static FlowProblem Placed(YamlMapping? root, FieldPath path, DefinitionProblem problem)
    {
        var (node, field) = FlowSketch.PlaceOf(root, path);
        return new(node, field, problem.Line, problem.Column, problem.What, problem.Help);
    }

    private static FlowProblem Placed(YamlMapping? root, FlowDefinition flow, FlowFlaw flaw)
    {
        var node = flaw.Node is { } at ? DefinitionFields.ValueAt(root, FieldPath.Of("spec", "nodes").Then(at)) : null;
        var place = (flaw.Field is null ? null : (node as YamlMapping)?[flaw.Field]) ?? node ?? root;
        return new(flaw.Node is { } index ? flow.Nodes[index].Id : null, flaw.Field, place?.Span.Line ?? 1, place?.Span.Column ?? 1, flaw.What, flaw.Help, Note: true);
    }
}
