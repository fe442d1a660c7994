using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace PromotionPortal.Registry.Remote;

/// <summary>Knows how one registry wants to be asked, and keeps its tokens. Credentials go to the registry's own host and to hosts the operator named, nowhere else.</summary>
internal sealed class Authenticator(Uri root, HttpMessageInvoker http, Func<RegistryCredentials?> credentials, IReadOnlySet<string> tokenHosts, TimeProvider clock) : IDisposable
{
    private const int MostTokenBytes = 64 * 1024;
    private const int MostTokens = 1000;
    private static readonly TimeSpan s_shortestLife = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Token> _tokens = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private volatile Challenge? _challenge;

    private sealed record Token(AuthenticationHeaderValue Header, DateTimeOffset Until);

    /// <summary>Whether a text shows the password to whoever reads it, as some registries say which one they refuse.</summary>
    public bool IsRepeatedIn(string text) => credentials() is { Password.Length: > 0 } shown && (text.Contains(shown.Password, StringComparison.Ordinal) || text.Contains(shown.Basic().Parameter!, StringComparison.Ordinal));

    /// <summary>What to send with a request of these scopes, as far as is known by now.</summary>
    public async ValueTask<AuthenticationHeaderValue?> HeaderAsync(string scopes, CancellationToken stop)
    {
        if (_challenge is not { } challenge) return null;
        if (challenge.Scheme == Challenge.Basic) return credentials()?.Basic();
        if (Fresh(scopes) is { } known) return known.Header;
        await _oneAtATime.WaitAsync(stop);
        try
        {
            return (Fresh(scopes) ?? await FetchAsync(challenge, scopes, stop)).Header;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>After a 401: whether the same request, asked again, has something new to show.</summary>
    public bool Learn(HttpResponseMessage refusal, string scopes, AuthenticationHeaderValue? shown)
    {
        if (Challenge.Read(refusal) is not { } challenge) return false;
        _challenge = challenge;
        if (challenge.Scheme == Challenge.Basic) return credentials() is { } known && known.Basic().Parameter != shown?.Parameter;
        if (_tokens.TryGetValue(scopes, out var token) && Equals(token.Header, shown)) _tokens.TryRemove(new(scopes, token));
        return true;
    }

    public void Dispose() => _oneAtATime.Dispose();

    private Token? Fresh(string scopes) => _tokens.TryGetValue(scopes, out var token) && token.Until > clock.GetUtcNow() ? token : null;

    private async Task<Token> FetchAsync(Challenge challenge, string scopes, CancellationToken stop)
    {
        if (!Uri.TryCreate(challenge.Realm, UriKind.Absolute, out var realm) || realm.Scheme is not ("https" or "http"))
            throw new RegistryException(RegistryFault.Corrupt, $"{root.Authority} names no address to get a token from.");
        using var request = TokenRequest(realm, challenge.Service, scopes);
        using var response = await http.SendAsync(request, stop);
        if (!response.IsSuccessStatusCode) throw Refused(realm, response);
        var token = Read(await Body.ReadAsync(response, MostTokenBytes, stop), realm);
        if (_tokens.Count >= MostTokens) _tokens.Clear();
        _tokens[scopes] = token;
        return token;
    }

    private HttpRequestMessage TokenRequest(Uri realm, string? service, string scopes)
    {
        var known = credentials();
        if (known is not null) RefuseStranger(realm);
        var fields = scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(scope => KeyValuePair.Create("scope", scope)).ToList();
        if (service is not null) fields.Add(new("service", service));
        if (known?.RefreshToken is { } refresh) return RefreshRequest(realm, scopes, service, refresh);
        var query = string.Join('&', fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"));
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = realm.Query.Length > 1 ? $"{realm.Query[1..]}&{query}" : query }.Uri);
        request.Headers.Authorization = known?.Basic();
        return request;
    }

    private static HttpRequestMessage RefreshRequest(Uri realm, string scopes, string? service, string refresh) => new(HttpMethod.Post, realm)
    {
        Content = new FormUrlEncodedContent(
        [
            new("grant_type", "refresh_token"), new("refresh_token", refresh), new("client_id", "promotion-portal"), new("service", service ?? ""), new("scope", scopes),
        ]),
    };

    // A registry names the host that hands out tokens, so a hostile one could name its own.
    private void RefuseStranger(Uri realm)
    {
        var isOwn = string.Equals(realm.IdnHost, root.IdnHost, StringComparison.OrdinalIgnoreCase) || tokenHosts.Contains(realm.IdnHost) || RegistryAddressing.IsTokenHost(root.IdnHost, realm.IdnHost);
        if (!isOwn)
        {
            throw new RegistryException(RegistryFault.Denied,
                $"{root.Authority} wants its credentials sent to {realm.Authority}, another host. Nothing was sent. If that host is right, name it under Registries:TokenHosts (p2p promote: --token-host).");
        }
        if (root.Scheme == "https" && realm.Scheme != "https")
            throw new RegistryException(RegistryFault.Denied, $"{root.Authority} wants its credentials sent to {realm.Authority} without encryption. Nothing was sent.");
    }

    private Token Read(byte[] bytes, Uri realm)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var text = Text(json.RootElement, "token") ?? Text(json.RootElement, "access_token") ?? throw new FormatException("it holds no token");
            var life = json.RootElement.TryGetProperty("expires_in", out var seconds) && seconds.TryGetInt32(out var count) && count > 0 ? TimeSpan.FromSeconds(count) : s_shortestLife;
            return new(new("Bearer", text), clock.GetUtcNow() + (life * 0.9));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new RegistryException(RegistryFault.Corrupt, $"{realm.Authority} gave no token that can be read: {e.Message}", e);
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private Exception Refused(Uri realm, HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new HttpRequestException($"{realm.Authority} answered {(int)response.StatusCode} when asked for a token.", null, response.StatusCode),
        _ when credentials() is null => new RegistryException(RegistryFault.Denied, $"{root.Authority} wants credentials, and none are set for it."),
        _ => new RegistryException(RegistryFault.Denied, $"{realm.Authority} does not accept the credentials of {root.Authority} ({(int)response.StatusCode})."),
    };
}
