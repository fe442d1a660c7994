namespace PromotionPortal.Domain.Definitions;

/// <summary>A place that images are promoted into.</summary>
public sealed record EnvironmentDefinition(Metadata Metadata) : Definition(Metadata)
{
    public override DefinitionKind Kind => DefinitionKind.Environment;

    /// <summary>A free word that policies and grants can select, such as "test" or "prod".</summary>
    public string? Class { get; init; }

    public bool Production { get; init; }

    /// <summary>The column on the board; lower stands further left.</summary>
    public int Position { get; init; }

    /// <summary>Where its images live. Null: they stay where they are.</summary>
    public ImagePlace? Images { get; init; }

    /// <summary>A tag, once it points at an image, keeps pointing at it.</summary>
    public bool ImmutableTags { get; init; }
}

/// <summary>A registry by its definition's name, and a repository in it, in which "{application}" stands for the application's name.</summary>
public sealed record ImagePlace(string Registry, string Repository)
{
    public const string ApplicationSlot = "{application}";

    public ImagePlace For(string application) => this with { Repository = Repository.Replace(ApplicationSlot, application, StringComparison.Ordinal) };

    public override string ToString() => $"{Registry}/{Repository}";
}
