using System.Collections.Immutable;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Yaml;

namespace PromotionPortal.Web.Definitions.Form;

/// <summary>What all parts of a form look at, and how they change it: by single values, null to leave one out.</summary>
public sealed record FormState(DefinitionKind Kind, YamlMapping Root, Func<IReadOnlyList<(FieldPath Path, YamlNode? Value)>, Task> Change)
{
    private const int MostSuggestions = 500;

    public ILookup<FieldPath, DefinitionProblem> Problems { get; init; } = Array.Empty<DefinitionProblem>().ToLookup(_ => FieldPath.Root);

    /// <summary>The names of the definitions in each folder.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> Names { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    public bool IsReadOnly { get; init; }

    public YamlNode? ValueAt(FieldPath path) => DefinitionFields.ValueAt(Root, path);

    /// <summary>What could be written into this field, as far as it is known.</summary>
    public ImmutableArray<string> SuggestionsFor(FormField field) => field switch
    {
        { Folder: { } folder } => [.. Names.GetValueOrDefault(folder, []).Take(MostSuggestions)],
        { Name: "dependsOn" } => NodeIds,
        _ => [],
    };

    /// <summary>Which keys a condition can ask its maps for, as far as they are known.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> KeysIn(string place) => place == CelPlaces.Flow
        ? ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(FlowFacts.Nodes, NodeIds)
        : ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(PolicyFacts.Environments, [.. Names.GetValueOrDefault(DefinitionKind.Environment.Folder(), []).Take(MostSuggestions)]);

    private ImmutableArray<string> NodeIds => [.. ((ValueAt(FieldPath.Of("spec", "nodes")) as YamlSequence)?.Items ?? []).Select(node => (node as YamlMapping)?["id"]?.ToString()).OfType<string>()];
}
