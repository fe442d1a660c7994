using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Api;

/// <summary>One image that is wanted. Image: a digest, or a tag that CI pushed. From: an environment; absent for CI.</summary>
public sealed record WantedImageBody(string Application, string Image, string? From = null);

/// <summary>These images into each of those environments.</summary>
public sealed record PromotionBody(IReadOnlyList<WantedImageBody> Images, IReadOnlyList<string> Environments, string Reason = "", bool DryRun = false, bool Hotfix = false);

/// <summary>What became of the request for one environment. Values: what the gate that refused it saw, such as the condition and its policy.</summary>
public sealed record RequestResult(string Environment, string Result, long? Promotion, RefusalKind? Kind = null, string? What = null, string? Help = null, bool NeedsApproval = false, IReadOnlyList<GateValue>? Values = null);

public sealed record RequestResults(IReadOnlyList<RequestResult> Results);

internal static class PromotionsApi
{
    private const int MostEnvironments = 20;
    private const int MostNameLetters = 200;
    private const long MostBodyBytes = 256 * 1024;

    public static void MapPromotions(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/promotions").WithMetadata(new RequestSizeLimitAttribute(MostBodyBytes));
        group.MapGet("/", ListAsync).Needs(Verb.View);
        group.MapGet("/{id:long}", ShowAsync).Needs(Verb.View);
        group.MapPost("/", RequestAsync).Needs(Verb.Promote);
        group.MapPost("/{id:long}/retry", RetryAsync).Needs(Verb.Promote);
    }

    private static async Task<Results<Accepted<RequestResults>, Ok<RequestResults>, ProblemHttpResult>> RequestAsync(
        PromotionBody body, [FromHeader(Name = "Idempotency-Key")] string? key, HttpContext context, ClaimsPrincipal user, Actors actors, PromotionDesk desk, CurrentDefinitions definitions, IDbContextFactory<PortalDb> database, CancellationToken stop)
    {
        if (Unfit(body, key) is { } unfit) return Problems.Of(unfit, context.Response);
        var actor = await actors.OfAsync(user, stop);
        var (images, unknown) = await ResolveAsync(body.Images, actor, definitions(), database, stop);
        if (unknown is not null) return Problems.Of(unknown, context.Response);
        var results = new List<RequestResult>();
        Refusal? refusal = null;
        foreach (var environment in body.Environments.Distinct(StringComparer.Ordinal))
        {
            var outcome = await desk.RequestAsync(new(images, environment) { Reason = body.Reason, IdempotencyKey = key, DryRun = body.DryRun, IsHotfix = body.Hotfix }, actor, stop);
            results.Add(ResultOf(outcome));
            refusal ??= (outcome as RequestOutcome.Refused)?.Why;
        }
        if (results.All(result => result.Kind is not null)) return Problems.Of(refusal!, context.Response, results);
        return body.DryRun ? TypedResults.Ok(new RequestResults(results)) : TypedResults.Accepted((string?)null, new RequestResults(results));
    }

    private static async Task<Results<Accepted<RequestResult>, ProblemHttpResult>> RetryAsync(long id, HttpContext context, ClaimsPrincipal user, Actors actors, PromotionDesk desk, CancellationToken stop) =>
        await desk.RetryAsync(id, await actors.OfAsync(user, stop), stop) switch
        {
            RequestOutcome.Accepted accepted => TypedResults.Accepted($"/api/promotions/{accepted.Promotion}", ResultOf(accepted)),
            RequestOutcome.Refused refused => Problems.Of(refused.Why, context.Response),
            _ => Problems.NotFound($"There is no promotion {id}."),
        };

    private static async Task<Ok<Page<PromotionSummary>>> ListAsync(
        string? application, string? environment, PromotionState? state, int? page, ClaimsPrincipal user, Actors actors, CurrentDefinitions definitions, IDbContextFactory<PortalDb> database, CancellationToken stop)
    {
        var actor = await actors.OfAsync(user, stop);
        await using var db = await database.CreateDbContextAsync(stop);
        var view = await PromotionsView.ReadAsync(db, new(application, environment, state, page ?? 1), Visible.Applications(actor, definitions()), stop);
        return TypedResults.Ok(new Page<PromotionSummary>([.. view.Promotions.Rows.Select(PromotionSummary.Of)], view.Promotions.Number, view.Promotions.Size, view.Promotions.Total));
    }

    private static async Task<Results<Ok<PromotionDetail>, ProblemHttpResult>> ShowAsync(
        long id, ClaimsPrincipal user, Actors actors, CurrentDefinitions definitions, CopyMeter meter, IDbContextFactory<PortalDb> database, CancellationToken stop)
    {
        var actor = await actors.OfAsync(user, stop);
        await using var db = await database.CreateDbContextAsync(stop);
        var view = await PromotionView.ReadAsync(db, id, stop);
        return view is null || !Visible.Is(actor, definitions(), view) ? Problems.NotFound($"There is no promotion {id}.") : TypedResults.Ok(PromotionDetail.Of(view, meter));
    }

    private static Refusal? Unfit(PromotionBody body, string? key) =>
        body.Images is not { Count: > 0 } || body.Images.Any(image => image?.Application is null || image.Image is null) ? Incomplete("'images' must name at least one application and image.")
        : body.Environments is not { Count: > 0 and <= MostEnvironments } || body.Environments.Any(string.IsNullOrEmpty) ? Incomplete($"'environments' must name 1 to {MostEnvironments} environments.")
        : body.Images.Count > RequestGates.MostImages ? Incomplete($"'images' may hold at most {RequestGates.MostImages}.")
        : Names(body).Any(name => name.Length > MostNameLetters || name.Any(char.IsControl)) ? Incomplete($"A name is one line of at most {MostNameLetters} letters.")
        : body.Reason.Length > RequestPromotion.MostReasonLetters ? Incomplete($"'reason' may have at most {RequestPromotion.MostReasonLetters} letters.")
        : key?.Length > RequestPromotion.MostKeyLetters ? Incomplete($"The Idempotency-Key may have at most {RequestPromotion.MostKeyLetters} letters.")
        : null;

    // A refusal is written down with the names in it, so they are bounded before.
    private static IEnumerable<string> Names(PromotionBody body) =>
        [.. body.Environments, .. body.Images.SelectMany(image => new[] { image.Application, image.Image, image.From ?? "" })];

    private static Refusal Incomplete(string what) => new(RefusalKind.NothingChosen, what, "Mend the request and send it again.");

    // A tag is read as what it pointed at when CI's images were last looked at; from then on the digest is what counts.
    private static async Task<(ImmutableArray<WantedImage> Images, Refusal? Unknown)> ResolveAsync(IReadOnlyList<WantedImageBody> images, Actor actor, DefinitionsSnapshot definitions, IDbContextFactory<PortalDb> database, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var found = ImmutableArray.CreateBuilder<WantedImage>();
        foreach (var wanted in images)
        {
            var known = Visible.ForPromoting(actor, definitions, wanted.Application) ? await ApplicationView.FindImageAsync(db, wanted.Application, wanted.Image, stop) : null;
            if ((Digest.TryParse(known?.Digest) ?? Digest.TryParse(wanted.Image)) is not { } digest)
                return ([], new(RefusalKind.NotDefined, $"{wanted.Application} has no image '{wanted.Image}'.", "Name a digest, or a tag that CI has pushed."));
            found.Add(new(wanted.Application, digest, known is null ? null : known.Tags.Contains(wanted.Image) ? wanted.Image : known.Tags.LastOrDefault(), wanted.From));
        }
        return (found.ToImmutable(), null);
    }

    private static RequestResult ResultOf(RequestOutcome outcome) => outcome switch
    {
        RequestOutcome.Accepted accepted => new(accepted.Environment, "accepted", accepted.Promotion, NeedsApproval: accepted.NeedsApproval),
        RequestOutcome.WouldBegin would => new(would.Environment, "wouldBegin", Promotion: null, NeedsApproval: would.NeedsApproval),
        RequestOutcome.Refused(var environment, var why) => new(environment, "refused", why.Existing, why.Kind, why.What, why.Help, Values: why.Values),
        _ => throw new InvalidOperationException($"Nobody knows how to say {outcome}."),
    };
}
