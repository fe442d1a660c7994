using Microsoft.AspNetCore.Mvc;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Secrets;

namespace PromotionPortal.Api;

/// <summary>Secrets: set and deleted by name, and listed without their values, which are in no answer.</summary>
public static class SecretsApi
{
    // A value may be written with six characters of JSON for one of its own.
    private const int MostBodyBytes = (6 * SecretLimits.MostBytes) + 1024;

    public sealed record AskedSecret(string Value)
    {
        /// <summary>Never the value.</summary>
        public override string ToString() => nameof(AskedSecret);
    }

    public sealed record Secret(string Name, SecretSource Source, DateTimeOffset? ChangedAt, string? ChangedBy, IReadOnlyList<SecretUse> UsedIn);

    public static void MapSecrets(this IEndpointRouteBuilder app)
    {
        var secrets = app.MapGroup("/api/secrets").WithTags("Secrets").Needs(Verb.ManageSecrets);
        secrets.MapGet("/", ListAsync);
        secrets.MapGet("/{name}", FindAsync);
        secrets.MapPut("/{name}", async (string name, AskedSecret asked, Caller caller, SecretDesk desk, CancellationToken stop) => Of(await desk.SetAsync(caller.Actor, name, asked.Value, stop)))
            .WithMetadata(new RequestSizeLimitAttribute(MostBodyBytes));
        secrets.MapDelete("/{name}", async (string name, Caller caller, SecretDesk desk, CancellationToken stop) => Of(await desk.DeleteAsync(caller.Actor, name, stop)));
    }

    private static async Task<IResult> ListAsync(Caller caller, SecretDesk desk, CancellationToken stop) =>
        await desk.ListAsync(caller.Actor, stop) is { } list
            ? TypedResults.Ok(list.Select(Of))
            : Problems.Forbidden(Access.Can(caller.Actor, Verb.ManageSecrets).Reason);

    private static async Task<IResult> FindAsync(string name, Caller caller, SecretDesk desk, CancellationToken stop) =>
        (await desk.ListAsync(caller.Actor, stop))?.FirstOrDefault(view => view.State.Name == name) is { } view
            ? TypedResults.Ok(Of(view))
            : Problems.NotFound("There is no secret of this name, and no definition names one.");

    private static Secret Of(SecretView view) => new(view.State.Name, view.State.Source, view.State.ChangedAt, view.State.ChangedBy, view.Uses);

    private static IResult Of(Answer answer) => answer.IsDone ? TypedResults.NoContent() : Problems.Of(answer);
}
