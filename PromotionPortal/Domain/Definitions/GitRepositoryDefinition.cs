namespace PromotionPortal.Domain.Definitions;

/// <summary>A git repository that manifests are committed to.</summary>
public sealed record GitRepositoryDefinition(Metadata Metadata) : Definition(Metadata)
{
    public const string UsualBranch = "main";

    public override DefinitionKind Kind => DefinitionKind.GitRepository;

    public required string Url { get; init; }

    public string Branch { get; init; } = UsualBranch;

    /// <summary>The name of a secret, never the secret.</summary>
    public string? Credentials { get; init; }
}
