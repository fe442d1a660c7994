using System.Net;
using System.Text.Json;

namespace PromotionPortal.Registry.Remote;

/// <summary>Turns a registry's refusal into words that a person understands.</summary>
internal static class Answers
{
    private const int MostErrorBytes = 64 * 1024;
    private const int LongestQuote = 300;

    public static async Task<RegistryException> RefusalAsync(HttpResponseMessage response, Uri root, TimeSpan? retryAfter, Func<string, bool> repeatsSecret, CancellationToken stop)
    {
        var (code, said) = await SaidAsync(response, stop);
        var fault = FaultOf(response.StatusCode, code);
        var quote = Quoted(said) is not { } words || repeatsSecret(said!) ? "" : $" It says: {words}";
        return new(fault, $"{root.Authority} {Words(response.StatusCode, fault)} ({(int)response.StatusCode}).{quote}") { RetryAfter = retryAfter, Code = code };
    }

    private static RegistryFault FaultOf(HttpStatusCode status, string? code) => status switch
    {
        _ when code is OciError.DigestInvalid => RegistryFault.Corrupt,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => RegistryFault.Denied,
        HttpStatusCode.NotFound => RegistryFault.NotFound,
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => RegistryFault.Unreachable,
        HttpStatusCode.NotImplemented or HttpStatusCode.InsufficientStorage => RegistryFault.NotWritable,
        >= HttpStatusCode.InternalServerError => RegistryFault.Unreachable,
        >= HttpStatusCode.BadRequest => RegistryFault.NotWritable,
        _ => RegistryFault.Corrupt,
    };

    private static string Words(HttpStatusCode status, RegistryFault fault) => (fault, status) switch
    {
        (RegistryFault.Denied, HttpStatusCode.Unauthorized) => "does not accept our credentials, or wants some and has got none",
        (RegistryFault.Denied, _) => "knows us but does not let us do this",
        (RegistryFault.NotFound, _) => "does not have it",
        (RegistryFault.Corrupt, HttpStatusCode.BadRequest) => "got bytes that do not fit their digest",
        (RegistryFault.Corrupt, _) => "gave an answer that breaks the protocol",
        (RegistryFault.Unreachable, HttpStatusCode.TooManyRequests) => "has had too many requests",
        (RegistryFault.Unreachable, _) => "is in trouble",
        _ => "refuses to store it",
    };

    private static async Task<(string? Code, string? Said)> SaidAsync(HttpResponseMessage response, CancellationToken stop)
    {
        try
        {
            using var json = JsonDocument.Parse(await Body.ReadAsync(response, MostErrorBytes, stop));
            var first = json.RootElement.GetProperty("errors")[0];
            var message = first.TryGetProperty("message", out var text) ? text.GetString() : null;
            return (first.GetProperty("code").GetString(), message);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException or RegistryException or IOException or HttpRequestException)
        {
            return (null, null);
        }
    }

    private static string? Quoted(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : new([.. text.Where(letter => !char.IsControl(letter)).Take(LongestQuote)]);
}
