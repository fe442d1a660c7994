namespace PromotionPortal.Domain.Definitions;

/// <summary>One object that a file in the definitions repository describes.</summary>
public abstract record Definition(Metadata Metadata)
{
    public string Name => Metadata.Name;

    public abstract DefinitionKind Kind { get; }
}

/// <summary>What a definition can be.</summary>
public enum DefinitionKind
{
    Registry,
    Environment,
    Product,
    Application,
}

/// <summary>Which definition is meant: its kind and its name.</summary>
public readonly record struct DefinitionKey(DefinitionKind Kind, string Name)
{
    /// <summary>Where it is kept, such as "environments/prod.yaml".</summary>
    public string Path => $"{Kind.Folder()}/{Name}.yaml";

    public override string ToString() => $"{Kind} {Name}";
}

/// <summary>Where the files of a kind lie.</summary>
public static class DefinitionFolders
{
    public static string Folder(this DefinitionKind kind) => kind switch
    {
        DefinitionKind.Registry => "registries",
        DefinitionKind.Environment => "environments",
        DefinitionKind.Product => "products",
        DefinitionKind.Application => "applications",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
