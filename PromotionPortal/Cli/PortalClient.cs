using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>The portal's API as the verbs use it: knows where the portal is and by what one is signed in, and turns every failure into words and an exit code.</summary>
public sealed class PortalClient : IDisposable
{
    public const string ServerVariable = "PORTAL_URL";
    public const string TokenVariable = "PORTAL_TOKEN";

    private static readonly string[] s_words = ["title", "detail"];
    private readonly HttpClient _http;

    public PortalClient(Uri server, string? token, HttpMessageHandler? handler = null)
    {
        _http = handler is null ? new() : new(handler, disposeHandler: false);
        _http.BaseAddress = server;
        if (token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>To be added to every verb that talks to the portal.</summary>
    public static Option<string?> ServerOption { get; } = new("--server") { Description = $"The portal's address. Else {ServerVariable}, else the one of portal login.", HelpName = "URL" };

    public static Option<string?> TokenOption { get; } = new("--token") { Description = $"An API token. Else {TokenVariable}, else the session of portal login." };

    /// <summary>As the options, the environment and the session file say.</summary>
    public static PortalClient Of(ParseResult parsed)
    {
        var session = SessionFile.Read();
        var server = ServerOf(parsed, session);
        // A session is sent to no other portal than the one that gave it.
        var token = First(parsed.GetValue(TokenOption), Environment.GetEnvironmentVariable(TokenVariable)) ?? (session is not null && new Uri(session.Server) == server ? session.Token : null);
        return new(server, token ?? throw new CliException(ExitCode.NotSignedIn, $"You are not signed in to {server}. Run: portal login --server {server}"));
    }

    public static Uri ServerOf(ParseResult parsed, Session? session)
    {
        var text = First(parsed.GetValue(ServerOption), Environment.GetEnvironmentVariable(ServerVariable), session?.Server)
            ?? throw new CliException(ExitCode.Usage, $"Which portal? Give --server URL or set {ServerVariable}.");
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "http" or "https"
            ? new(server.GetLeftPart(UriPartial.Authority))
            : throw new CliException(ExitCode.Usage, $"“{text}” is no http or https address.");
    }

    public Task<JsonElement> GetAsync(string path, CancellationToken stop) => SendAsync(HttpMethod.Get, path, body: null, stop);

    /// <summary>With a key the portal does it once, however often it is sent.</summary>
    public Task<JsonElement> PostAsync(string path, object? body, CancellationToken stop, string? idempotencyKey = null) => SendAsync(HttpMethod.Post, path, body, stop, idempotencyKey);

    public Task<JsonElement> DeleteAsync(string path, CancellationToken stop) => SendAsync(HttpMethod.Delete, path, body: null, stop);

    public void Dispose() => _http.Dispose();

    /// <summary>The answer's JSON; nothing of it where the answer is empty.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken stop, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var answer = await ReachAsync(request, stop);
        var text = await answer.Content.ReadAsStringAsync(stop);
        if (answer.IsSuccessStatusCode) return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
        throw new CliException(answer.StatusCode == HttpStatusCode.Unauthorized ? ExitCode.NotSignedIn : ExitCode.Refused, Words(answer, text));
    }

    private async Task<HttpResponseMessage> ReachAsync(HttpRequestMessage request, CancellationToken stop)
    {
        try
        {
            return await _http.SendAsync(request, stop);
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException || (unreachable is TaskCanceledException && !stop.IsCancellationRequested))
        {
            throw new CliException(ExitCode.Unreachable, $"{_http.BaseAddress} cannot be reached: {unreachable.Message}");
        }
    }

    private static string Words(HttpResponseMessage answer, string text)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") return $"The portal answered {(int)answer.StatusCode} {answer.ReasonPhrase}.";
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        // Each of several that were asked for together says why by itself.
        if (problem.TryGetProperty("results", out var results) && results.ValueKind == JsonValueKind.Array && results.GetArrayLength() > 1) return string.Join('\n', results.EnumerateArray().Select(PromotionVerbs.Said));
        return string.Join(": ", s_words.Select(name => problem.TryGetProperty(name, out var value) ? value.GetString() : null).Where(value => value is not null));
    }

    private static string? First(params string?[] texts) => texts.FirstOrDefault(text => !string.IsNullOrEmpty(text));
}
