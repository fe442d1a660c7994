using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Notices;
using PromotionPortal.Storage;

namespace PromotionPortal.Api;

/// <summary>How many of a notice's events were taken, and how many concern no image.</summary>
public sealed record HookAnswer(int Taken, int Known, int Others);

/// <summary>Where registries tell what was pushed to them. The secret is the one named after the registry, with "-webhook" behind.</summary>
internal static class HooksApi
{
    private const string Scheme = "Bearer ";

    public static void MapHooks(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/hooks/registries/{name}", ReceiveAsync)
            .Anonymous() // a registry is no person: it shows the secret
            .DisableAntiforgery().ExcludeFromDescription();

    private static async Task<Results<Accepted<HookAnswer>, ProblemHttpResult>> ReceiveAsync(string name, HttpContext context, RegistrySecret secrets, Sources sources, HookInbox inbox, CancellationToken stop)
    {
        // Whether there is such a registry is nobody's business who does not know its secret.
        if (!Knows(context.Request.Headers.Authorization.ToString(), secrets($"{name}-webhook")) || !sources.HasRegistry(name))
            return TypedResults.Problem($"Send the secret {name}-webhook in the header Authorization.", statusCode: StatusCodes.Status401Unauthorized, title: "Unknown sender");
        var reading = NoticeReader.Read(await BodyAsync(context));
        if (reading.Problem is { } problem) return TypedResults.Problem(problem, statusCode: StatusCodes.Status400BadRequest, title: "No notice");
        var taken = reading.Notices.IsEmpty ? 0 : await inbox.ReceiveAsync(name, reading.Notices, TagSource.Webhook, stop);
        return TypedResults.Accepted((string?)null, new HookAnswer(taken, reading.Notices.Length - taken, reading.Others));
    }

    // Distribution sends what it is configured to, usually with "Bearer"; Harbor sends its auth header as it was typed. Hashes have one length, so that time tells nothing.
    private static bool Knows(string sent, string? secret)
    {
        if (string.IsNullOrEmpty(secret)) return false;
        var word = sent.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? sent[Scheme.Length..].Trim() : sent;
        return Same(word, secret) | Same(sent, secret);
    }

    private static bool Same(string one, string other) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(one)), SHA256.HashData(Encoding.UTF8.GetBytes(other)));

    // One byte more than may be, so that the reader can say that it is too much.
    private static async Task<byte[]> BodyAsync(HttpContext context)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while (bytes.Length <= NoticeReader.MostBytes && (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0) bytes.Write(buffer, 0, read);
        return bytes.ToArray();
    }
}
