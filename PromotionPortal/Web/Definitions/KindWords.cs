using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Web.Definitions;

/// <summary>The kinds of definitions in words, in the order in which people think of them.</summary>
public static class KindWords
{
    public static IReadOnlyList<DefinitionKind> InOrder { get; } =
    [
        DefinitionKind.Environment, DefinitionKind.Application, DefinitionKind.Product, DefinitionKind.Policy,
        DefinitionKind.PolicyBinding, DefinitionKind.Flow, DefinitionKind.Registry, DefinitionKind.GitRepository,
    ];

    public static DefinitionKind? OfFolder(string? folder) => InOrder.Where(kind => kind.Folder() == folder).Select(kind => (DefinitionKind?)kind).FirstOrDefault();

    public static string Many(DefinitionKind kind) => kind switch
    {
        DefinitionKind.GitRepository => "Git repositories",
        DefinitionKind.PolicyBinding => "Policy bindings",
        DefinitionKind.Policy => "Policies",
        DefinitionKind.Registry => "Registries",
        _ => $"{kind}s",
    };

    /// <summary>The first letters of a commit, as git shows them.</summary>
    public static string Short(string commit) => commit[..Math.Min(7, commit.Length)];
}
