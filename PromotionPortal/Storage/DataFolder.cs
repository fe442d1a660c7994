namespace PromotionPortal.Storage;

/// <summary>The one folder in which everything of a portal lies.</summary>
public sealed record DataFolder(string Root)
{
    public string Database => Path.Combine(Root, "portal.db");

    /// <summary>The bare git repository of the definitions.</summary>
    public string Definitions => Path.Combine(Root, "definitions.git");

    /// <summary>The registries that the portal itself carries, one folder each.</summary>
    public string Registries => Path.Combine(Root, "registries");

    // The folder may have been made by somebody else, open to all; the database holds the keys by which cookies are signed.
    public void Create()
    {
        const UnixFileMode ForOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Directory.CreateDirectory(Root, ForOwner | UnixFileMode.UserExecute);
        if (!File.Exists(Database)) new FileStream(Database, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = ForOwner }).Dispose();
    }
}
