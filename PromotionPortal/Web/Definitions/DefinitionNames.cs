using System.Collections.Immutable;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Web.Definitions;

/// <summary>What definitions are called, for those who look.</summary>
public static class DefinitionNames
{
    private const int MostOfAKind = 1_000;

    /// <summary>The names that this person may see, by folder.</summary>
    public static IReadOnlyDictionary<string, ImmutableArray<string>> Of(DefinitionsSnapshot definitions, Actor actor) =>
        Enum.GetValues<DefinitionKind>().ToDictionary(kind => kind.Folder(), kind => All(definitions, kind).Where(name => DefinitionAccess.MaySee(actor, definitions, new(kind, name))).Take(MostOfAKind).ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>Null: no kind lies there.</summary>
    public static DefinitionKind? KindIn(string folder) => Enum.GetValues<DefinitionKind>().Cast<DefinitionKind?>().FirstOrDefault(kind => kind!.Value.Folder() == folder);

    private static IEnumerable<string> All(DefinitionsSnapshot definitions, DefinitionKind kind) => kind switch
    {
        DefinitionKind.Registry => definitions.Registries.Keys,
        DefinitionKind.GitRepository => definitions.GitRepositories.Keys,
        DefinitionKind.Environment => definitions.Environments.Keys,
        DefinitionKind.Flow => definitions.Flows.Keys,
        DefinitionKind.Product => definitions.Products.Keys,
        DefinitionKind.Application => definitions.Applications.Keys,
        DefinitionKind.Policy => definitions.Policies.Keys,
        DefinitionKind.PolicyBinding => definitions.PolicyBindings.Keys,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
