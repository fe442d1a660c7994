using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>What `portal login` received, and for which portal.</summary>
public sealed record Session(string Server, string Token, DateTimeOffset ExpiresAt);

/// <summary>The session on disk, for its owner's eyes alone.</summary>
public static class SessionFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;

    public static string Path
    {
        get
        {
            var configuration = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
            if (string.IsNullOrEmpty(configuration)) configuration = System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
            return System.IO.Path.Combine(configuration, "promotion-portal", "session.json");
        }
    }

    /// <summary>Null when there is none that can be read.</summary>
    public static Session? Read()
    {
        try
        {
            return JsonSerializer.Deserialize<Session>(File.ReadAllText(Path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    // Written beside and moved, so that it is never there half, nor for a moment with other people's rights.
    public static void Write(Session session)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!, OwnerFolder);
        var draft = Path + ".new";
        File.Delete(draft);
        using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            JsonSerializer.Serialize(file, session);
        }
        File.Move(draft, Path, overwrite: true);
    }

    public static void Delete()
    {
        if (File.Exists(Path)) File.Delete(Path);
    }
}
