using System.Collections.Immutable;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Web.Definitions;

/// <summary>What a new definition begins with: small, and sound as soon as it has a name, as far as there is something it can name.</summary>
public static class NewText
{
    public static string Of(DefinitionKind kind, IReadOnlyDictionary<string, ImmutableArray<string>> names)
    {
        string First(DefinitionKind of) => names.GetValueOrDefault(of.Folder(), []).FirstOrDefault("");
        var metadata = new Metadata("");
        return DefinitionText.Write(kind switch
        {
            DefinitionKind.Registry => new RegistryDefinition(metadata),
            DefinitionKind.GitRepository => new GitRepositoryDefinition(metadata) { Url = "https://git.example.org/gitops.git" },
            DefinitionKind.Environment => new EnvironmentDefinition(metadata) { Position = 100 },
            DefinitionKind.Product => new ProductDefinition(metadata),
            DefinitionKind.Application => new ApplicationDefinition(metadata) { Image = new(First(DefinitionKind.Registry), "team/application") },
            DefinitionKind.Policy => new PolicyDefinition(metadata) { Fields = PolicyFields.None with { ApprovalCount = 1 } },
            DefinitionKind.PolicyBinding => new PolicyBindingDefinition(metadata) { Policy = First(DefinitionKind.Policy) },
            DefinitionKind.Flow => new FlowDefinition(metadata) { Start = new() { Images = true }, Nodes = [.. names.GetValueOrDefault(DefinitionKind.Environment.Folder(), []).Take(1).Select(name => new FlowNode(name) { Stage = name })] },
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        });
    }
}
