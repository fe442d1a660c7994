namespace PromotionPortal.Domain.Definitions;

/// <summary>What is built and promoted: one image repository, in one product.</summary>
public sealed record ApplicationDefinition(Metadata Metadata) : Definition(Metadata)
{
    public override DefinitionKind Kind => DefinitionKind.Application;

    public string? Product { get; init; }

    /// <summary>Where CI pushes its images.</summary>
    public required ImagePlace Image { get; init; }
}

/// <summary>Applications that are promoted as one unit. Membership stands in the applications.</summary>
public sealed record ProductDefinition(Metadata Metadata) : Definition(Metadata)
{
    public override DefinitionKind Kind => DefinitionKind.Product;
}
