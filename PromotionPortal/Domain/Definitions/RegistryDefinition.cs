namespace PromotionPortal.Domain.Definitions;

/// <summary>Where images are kept.</summary>
public sealed record RegistryDefinition(Metadata Metadata) : Definition(Metadata)
{
    public override DefinitionKind Kind => DefinitionKind.Registry;

    /// <summary>Null: the registry that the portal itself carries, kept under this definition's name.</summary>
    public Uri? Url { get; init; }

    /// <summary>The name of a secret, never the secret.</summary>
    public string? Credentials { get; init; }

    /// <summary>At most so many bytes a second in and out together, so that promotions leave room for others. Null: no limit.</summary>
    public long? BytesPerSecond { get; init; }
}
