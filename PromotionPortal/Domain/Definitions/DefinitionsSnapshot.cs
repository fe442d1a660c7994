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

    public ImmutableSortedDictionary<string, GitRepositoryDefinition> GitRepositories { get; init; } = ImmutableSortedDictionary<string, GitRepositoryDefinition>.Empty;

    public ImmutableSortedDictionary<string, FlowDefinition> Flows { get; init; } = ImmutableSortedDictionary<string, FlowDefinition>.Empty;

    public ImmutableSortedDictionary<string, PolicyDefinition> Policies { get; init; } = ImmutableSortedDictionary<string, PolicyDefinition>.Empty;

    public ImmutableSortedDictionary<string, PolicyBindingDefinition> PolicyBindings { get; init; } = ImmutableSortedDictionary<string, PolicyBindingDefinition>.Empty;

    public ImmutableArray<DefinitionProblem> Problems { get; init; } = [];

    /// <summary>Every place where a definition names a secret.</summary>
    public ImmutableArray<SecretUse> SecretUses { get; init; } = [];

    /// <summary>Every place where a definition names a group of people.</summary>
    public ImmutableArray<GroupUse> GroupUses { get; init; } = [];

    public Definition? Find(DefinitionKey key) => key.Kind switch
    {
        DefinitionKind.Registry => Registries.GetValueOrDefault(key.Name),
        DefinitionKind.GitRepository => GitRepositories.GetValueOrDefault(key.Name),
        DefinitionKind.Environment => Environments.GetValueOrDefault(key.Name),
        DefinitionKind.Flow => Flows.GetValueOrDefault(key.Name),
        DefinitionKind.Product => Products.GetValueOrDefault(key.Name),
        DefinitionKind.Application => Applications.GetValueOrDefault(key.Name),
        DefinitionKind.Policy => Policies.GetValueOrDefault(key.Name),
        DefinitionKind.PolicyBinding => PolicyBindings.GetValueOrDefault(key.Name),
        _ => null,
    };

    /// <summary>All of one kind.</summary>
    public IEnumerable<Definition> Of(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Environment => Environments.Values,
        DefinitionKind.Application => Applications.Values,
        DefinitionKind.Product => Products.Values,
        DefinitionKind.Policy => Policies.Values,
        DefinitionKind.PolicyBinding => PolicyBindings.Values,
        DefinitionKind.Flow => Flows.Values,
        DefinitionKind.Registry => Registries.Values,
        _ => GitRepositories.Values,
    };

    /// <summary>Whether nothing in the file of this definition waits to be mended.</summary>
    public bool IsSound(DefinitionKey key) => !Problems.Any(problem => problem.File == key.Path);

    /// <summary>The environments in the order of the board.</summary>
    public IEnumerable<EnvironmentDefinition> InOrder => Environments.Values.OrderBy(environment => environment.Position).ThenBy(environment => environment.Name, StringComparer.Ordinal);
}

/// <summary>A secret by its name, and where a definition names it.</summary>
public sealed record SecretUse(string Name, string File, int Line, int Column);

/// <summary>A group by its name, and where a definition names it.</summary>
public sealed record GroupUse(string Name, string File, int Line, int Column);

/// <summary>Something in a definition file that a person has to mend. The line and column count from 1.</summary>
public sealed record DefinitionProblem(string File, int Line, int Column, string What, string Help)
{
    public override string ToString() => $"{File}:{Line}:{Column}: {What} {Help}".TrimEnd();
}
