using System.Text;
using System.Text.Json;

namespace PromotionPortal.Registry.Remote;

/// <summary>The file in which `docker login` keeps credentials.</summary>
internal static class DockerConfig
{
    private const string DockerHub = "docker.io";
    private const string DockerHubKey = "https://index.docker.io/v1/";

    /// <summary>What the file itself says of a host; a credential helper may know more.</summary>
    public static RegistryCredentials? Entry(JsonElement config, string host)
    {
        if (!config.TryGetProperty("auths", out var all) || all.ValueKind != JsonValueKind.Object) return null;
        foreach (var entry in all.EnumerateObject().Where(entry => IsOf(entry.Name, host)))
        {
            if (Read(entry.Value) is { } credentials) return credentials;
        }
        return null;
    }

    // Keys are "host", "https://host" or "https://host/v1/".
    private static bool IsOf(string key, string host)
    {
        if (key == DockerHubKey) return host == DockerHub;
        var bare = key.StartsWith("https://", StringComparison.Ordinal) ? key[8..] : key.StartsWith("http://", StringComparison.Ordinal) ? key[7..] : key;
        return string.Equals(bare.Split('/')[0], host, StringComparison.OrdinalIgnoreCase);
    }

    private static RegistryCredentials? Read(JsonElement entry)
    {
        var (user, password) = (Text(entry, "username"), Text(entry, "password"));
        if (Text(entry, "auth") is { Length: > 0 } auth)
        {
            var plain = Encoding.UTF8.GetString(Convert.FromBase64String(auth)).TrimEnd('\0');
            var colon = plain.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) return null;
            (user, password) = (plain[..colon], plain[(colon + 1)..]);
        }
        var refresh = Text(entry, "identitytoken");
        return user is null && refresh is null ? null : new(user ?? "", password ?? "") { RefreshToken = string.IsNullOrEmpty(refresh) ? null : refresh };
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
