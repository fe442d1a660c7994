using System.Text.RegularExpressions;

namespace PromotionPortal.Registry.Remote;

/// <summary>What a registry asks for in its WWW-Authenticate header.</summary>
internal sealed partial record Challenge(string Scheme, string? Realm, string? Service)
{
    public const string Basic = "Basic";
    public const string Bearer = "Bearer";

    /// <summary>A token is better than a password where both are offered.</summary>
    public static Challenge? Read(HttpResponseMessage response)
    {
        var offered = response.Headers.WwwAuthenticate
            .Where(header => Is(header.Scheme, Bearer) || Is(header.Scheme, Basic))
            .Select(header => new Challenge(Is(header.Scheme, Bearer) ? Bearer : Basic, Value(header.Parameter, "realm"), Value(header.Parameter, "service")))
            .ToList();
        return offered.Find(challenge => challenge.Scheme == Bearer) ?? offered.FirstOrDefault();
    }

    private static bool Is(string scheme, string expected) => string.Equals(scheme, expected, StringComparison.OrdinalIgnoreCase);

    private static string? Value(string? parameters, string name) =>
        Parameter().Matches(parameters ?? "").FirstOrDefault(match => Is(match.Groups["name"].Value, name)) is { } found
            ? found.Groups["value"].Value.Replace("\\\"", "\"", StringComparison.Ordinal)
            : null;

    [GeneratedRegex("""(?<name>[a-zA-Z]+)\s*=\s*("(?<value>([^"\\]|\\.)*)"|(?<value>[^",\s]+))""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
