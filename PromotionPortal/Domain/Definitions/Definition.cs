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
    GitRepository,
    Environment,
    Flow,
    Product,
    Application,
    Policy,
    PolicyBinding,
}

/// <summary>Which definition is meant: its kind and its name.</summary>
public readonly record struct DefinitionKey(DefinitionKind Kind, string Name)
{
    public const string Extension = ".yaml";

    /// <summary>Where it is kept, such as "environments/prod.yaml".</summary>
    public string Path => $"{Kind.Folder()}/{Name}{Extension}";

    /// <summary>The definition that a file of this path would hold. Null: none.</summary>
    public static DefinitionKey? OfPath(string path)
    {
        foreach (var kind in Enum.GetValues<DefinitionKind>())
        {
            if (!path.StartsWith(kind.Folder() + "/", StringComparison.Ordinal) || !path.EndsWith(Extension, StringComparison.Ordinal)) continue;
            var name = path[(kind.Folder().Length + 1)..^Extension.Length];
            return Metadata.IsName(name) ? new(kind, name) : null;
        }
        return null;
    }

    public override string ToString() => $"{Kind} {Name}";
}

/// <summary>Where the files of a kind lie.</summary>
public static class DefinitionFolders
{
    /// <summary>Such as "policy binding", in the middle of a sentence.</summary>
    public static string InWords(this DefinitionKind kind) => kind switch
    {
        DefinitionKind.GitRepository => "git repository",
        DefinitionKind.PolicyBinding => "policy binding",
        _ => kind.ToString().ToLowerInvariant(),
    };

    public static string Folder(this DefinitionKind kind) => kind switch
    {
        DefinitionKind.Registry => "registries",
        DefinitionKind.GitRepository => "git-repositories",
        DefinitionKind.Environment => "environments",
        DefinitionKind.Flow => "flows",
        DefinitionKind.Product => "products",
        DefinitionKind.Application => "applications",
        DefinitionKind.Policy => "policies",
        DefinitionKind.PolicyBinding => "policy-bindings",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
