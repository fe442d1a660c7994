namespace PromotionPortal.Storage;

/// <summary>The one folder in which everything of a portal lies.</summary>
public sealed record DataFolder(string Root)
{
    public string Database => Path.Combine(Root, "portal.db");

    /// <summary>The bare git repository of the definitions.</summary>
    public string Definitions => Path.Combine(Root, "definitions.git");

    /// <summary>The registries that the portal itself carries, one folder each.</summary>
    public string Registries => Path.Combine(Root, "registries");

    public void Create() => Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
