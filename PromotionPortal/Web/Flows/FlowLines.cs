using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Web.Flows;

/// <summary>One flow of the list: the way it goes, and who goes it. Draft: since when this person has one.</summary>
public sealed record FlowLine(string Name, string? Title, string Start, ImmutableArray<FlowStop> Stops, ImmutableArray<string> Products, int Problems, bool IsSaved, DateTimeOffset? Draft);

/// <summary>An environment on the way.</summary>
public sealed record FlowStop(string Name, string Title, bool Production);

/// <summary>Puts the list together: flows that are in force, files that never were sound, and flows that are only drawn yet.</summary>
public static class FlowLines
{
    public static IReadOnlyList<FlowLine> Of(DefinitionsSnapshot seen, IReadOnlyList<DefinitionProblem> open, IReadOnlyDictionary<string, DateTimeOffset> drafts)
    {
        var problems = open.Select(problem => DefinitionKey.OfPath(problem.File)).OfType<DefinitionKey>().Where(key => key.Kind == DefinitionKind.Flow).GroupBy(key => key.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        return
        [
            .. seen.Flows.Keys.Concat(problems.Keys).Concat(drafts.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(name => Line(seen, name, problems.GetValueOrDefault(name), problems.ContainsKey(name), drafts.TryGetValue(name, out var at) ? at : null)),
        ];
    }

    private static FlowLine Line(DefinitionsSnapshot seen, string name, int problems, bool isBroken, DateTimeOffset? draft)
    {
        var flow = seen.Flows.GetValueOrDefault(name);
        return new(
            name,
            flow?.Metadata.Title,
            flow switch { null => "", { Start.Environment: { } environment } => Stop(seen, environment).Title, _ => "Images from CI" },
            flow is null ? [] : [.. flow.Nodes.Select(node => node.Stage).OfType<string>().Distinct(StringComparer.Ordinal).Select(stage => Stop(seen, stage))],
            [.. seen.Products.Values.Where(product => product.Flows.Any(used => used.Flow == name)).Select(product => product.Name)],
            problems,
            flow is not null || isBroken,
            draft);
    }

    private static FlowStop Stop(DefinitionsSnapshot seen, string name) => seen.Environments.TryGetValue(name, out var environment) ? new(name, environment.Metadata.Title ?? name, environment.Production) : new(name, name, false);
}
