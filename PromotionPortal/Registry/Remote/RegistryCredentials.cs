using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PromotionPortal.Registry.Remote;

/// <summary>With what a registry lets us in. Never printed.</summary>
public sealed class RegistryCredentials(string user, string password)
{
    // Google's registries take a service account's key as it stands as the password of this user.
    private const string GoogleKeyUser = "_json_key";

    public string User => user;

    /// <summary>A long-lived token that buys short ones, as `docker login` keeps it for some registries; then there is no password.</summary>
    public string? RefreshToken { get; init; }

    internal string Password => password;

    /// <summary>Reads "user:password", a Google service account's key, or a Docker configuration, of which the entry of this host counts.</summary>
    public static RegistryCredentials? Parse(string secret, string host)
    {
        var text = secret.Trim();
        if (text.StartsWith('{')) return FromJson(text, host);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? new(text[..colon], text[(colon + 1)..]) : null;
    }

    public AuthenticationHeaderValue Basic() => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    public override string ToString() => "(credentials)";

    private static RegistryCredentials? FromJson(string text, string host)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return Text(json.RootElement, "type") == "service_account" ? new(GoogleKeyUser, text) : DockerConfig.Entry(json.RootElement, host);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
