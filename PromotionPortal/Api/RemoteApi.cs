using System.Buffers;
using Microsoft.AspNetCore.Mvc;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Storage;

namespace PromotionPortal.Api;

/// <summary>The repository that the definitions are shared with, and the hook by which it says that something was pushed.</summary>
public static class RemoteApi
{
    public const string WebhookSecret = "definitions-webhook";

    // What GitHub sends at most. It is hashed as it goes by.
    private const int MostHookBytes = 25 * 1024 * 1024;
    private const int PieceBytes = 64 * 1024;
    private const int MostBodyBytes = 16 * 1024;

    public sealed record Remote(RemoteSetting Setting, RemoteResult Result, string Words, string? Commit, DateTimeOffset? FetchedAt, DateTimeOffset? PushedAt, DateTimeOffset? NextAt, DateTimeOffset ChangedAt, string ChangedBy);

    public sealed record Done(string Text);

    public static void MapRemote(this IEndpointRouteBuilder app)
    {
        var remote = app.MapGroup("/api/definitions/remote").WithTags("Definitions").Needs(Verb.ManageRemote);
        remote.MapGet("/", async (Caller caller, RemoteDesk desk, CancellationToken stop) =>
            await desk.FindAsync(caller.Actor, stop) is { } row ? TypedResults.Ok(Of(row)) : (IResult)Problems.NotFound("The definitions are shared with no remote."));
        remote.MapPut("/", async (RemoteSetting asked, Caller caller, RemoteDesk desk, CancellationToken stop) => Of(await desk.SetAsync(caller.Actor, asked, stop))).WithMetadata(new RequestSizeLimitAttribute(MostBodyBytes));
        remote.MapDelete("/", async (Caller caller, RemoteDesk desk, CancellationToken stop) => Of(await desk.ClearAsync(caller.Actor, stop)));
        remote.MapPost("/test", async (RemoteSetting asked, Caller caller, RemoteDesk desk, CancellationToken stop) => Of(await desk.TestAsync(caller.Actor, asked, stop))).WithMetadata(new RequestSizeLimitAttribute(MostBodyBytes));
        remote.MapPost("/sync", async (Caller caller, RemoteDesk desk, CancellationToken stop) => Of(await desk.SyncAsync(caller.Actor, stop)));
        app.MapPost("/api/hooks/definitions", HookAsync).WithTags("Definitions").RequireRateLimiting(Knocking.Device).WithMetadata(new RequestSizeLimitAttribute(MostHookBytes)).Anonymous();
    }

    // Answered before anything is done, because whoever sends it does not wait.
    private static async Task<IResult> HookAsync(HttpRequest request, SecretStore secrets, DefinitionRemote remote, TimeProvider time, CancellationToken stop)
    {
        if (secrets.Find(WebhookSecret) is not { } secret || !await IsGenuineAsync(request, secret, time.GetUtcNow(), stop))
            return TypedResults.Problem($"The signature is missing, wrong or old, or the secret {WebhookSecret} is not set here.", statusCode: StatusCodes.Status401Unauthorized, title: "Not signed");
        remote.Wake();
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<bool> IsGenuineAsync(HttpRequest request, string secret, DateTimeOffset now, CancellationToken stop)
    {
        string? Header(string name) => request.Headers[name] is [{ } one] ? one : null;
        using var signature = new WebhookSignature(new(Header("X-Hub-Signature-256"), Header("X-Gitlab-Token"), Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature")), secret, now);
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (await request.Body.ReadAsync(piece, stop) is > 0 and var read) signature.Append(piece.AsSpan(0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
        return signature.IsGenuine();
    }

    private static Remote Of(RemoteRow row) => new(RemoteSetting.Of(row), row.Result, row.Words, row.Commit, row.FetchedAt, row.PushedAt, row.NextAt, row.ChangedAt, row.ChangedByName);

    private static IResult Of(Answer answer) => answer.IsDone ? TypedResults.Ok(new Done(answer.Text)) : Problems.Of(answer);
}
