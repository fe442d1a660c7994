using System.Collections.Immutable;

namespace PromotionPortal.Domain.Definitions;

/// <summary>Every definition as of one commit. Immutable: whoever holds one sees one consistent state.</summary>
public sealed record DefinitionsSnapshot(string Commit)
{
    public static DefinitionsSnapshot Empty { get; } = new("");

    public ImmutableSortedDictionary<string, EnvironmentDefinition> Environments { get; init; } = ImmutableSortedDictionary<string, EnvironmentDefinition>.Empty;

    public ImmutableSortedDictionary<string, ApplicationDefinition> Applications { get; init; } = ImmutableSortedDictionary<string, ApplicationDefinition>.Empty;

    public ImmutableSortedDictionary<string, ProductDefinition> Products { get; init; } = ImmutableSortedDictionary<string, ProductDefinition>.Empty;

    public ImmutableSortedDictionary<string, RegistryDefinition> Registries { get; init; } = ImmutableSortedDictionary<string, RegistryDefinition>.Empty;

    public ImmutableArray<DefinitionProblem> Problems { get; init; } = [];

    /// <summary>The environments in the order of the board.</summary>
    public IEnumerable<EnvironmentDefinition> InOrder => Environments.Values.OrderBy(environment => environment.Position).ThenBy(environment => environment.Name, StringComparer.Ordinal);
}

/// <summary>Something in a definition file that a person has to mend. The line and column count from 1.</summary>
public sealed record DefinitionProblem(string File, int Line, int Column, string What, string Help)
{
    public override string ToString() => $"{File}:{Line}:{Column}: {What} {Help}".TrimEnd();
}
