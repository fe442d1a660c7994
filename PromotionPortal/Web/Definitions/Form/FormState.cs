using System.Collections.Immutable;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
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
        { Name: "dependsOn" } => [.. ((ValueAt(FieldPath.Of("spec", "nodes")) as YamlSequence)?.Items ?? []).Select(node => (node as YamlMapping)?["id"]?.ToString()).OfType<string>()],
        _ => [],
    };
}
