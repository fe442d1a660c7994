using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Api;

/// <summary>What comes with a decision. Seen: the governing hash that was looked at; where it is another by now, nothing is decided.</summary>
public sealed record DecisionBody(string Words = "", string? Seen = null);

/// <summary>Whom to ask, by user name.</summary>
public sealed record HandOverBody(string Person);

/// <summary>A request that waits, as a list shows it.</summary>
public sealed record RequestLine(
    PromotionSummary Promotion, string GoverningHash, int Approved, int Needed, string StillNeeded, bool CanApprove, string WhyNot, bool HasApproved, bool IsMine, DateTimeOffset ExpiresAt, bool IsHotfix,
    IReadOnlyList<VoteLine> Votes, IReadOnlyList<GatesLine> Images)
{
    public static RequestLine Of(WaitingRequest request) => new(
        PromotionSummary.Of(request.Row), request.GoverningHash, request.Approved, request.Needed, request.StillNeeded, request.CanApprove, request.WhyNot, request.HasApproved, request.IsMine, request.Row.ExpiresAt, request.Row.IsHotfix,
        [.. request.Votes.Select(vote => new VoteLine(vote.PersonName, vote.At, vote.Comment))], [.. request.Images.Select(image => new GatesLine(image.Image.Application, image.Gates))]);
}

public sealed record VoteLine(string By, DateTimeOffset At, string Comment);

/// <summary>The gates of one application's image.</summary>
public sealed record GatesLine(string Application, ImmutableArray<Gate> Gates);

/// <summary>Why an image may go to an environment, or why not.</summary>
public sealed record WhyAnswer(string Application, string Digest, string? Tag, string? From, string Environment, bool IsOpen, ImmutableArray<Gate> Gates);

/// <summary>What became of a decision.</summary>
public sealed record DecisionAnswer(long Promotion, ApprovalResult Result, string Words, ApproverBar? Bar);

internal static class ApprovalsApi
{
    private const long MostBodyBytes = 32 * 1024;

    private delegate Task<ApprovalOutcome> Act(ApprovalDesk desk, Decide command, Actor actor, CancellationToken stop);

    public static void MapApprovals(this IEndpointRouteBuilder app)
    {
        var one = app.MapGroup("/api/promotions/{id:long}").WithTags("Approvals").WithMetadata(new RequestSizeLimitAttribute(MostBodyBytes));
        MapAct(one, "approve", Verb.Approve, (desk, command, actor, stop) => desk.ApproveAsync(command, actor, stop));
        MapAct(one, "take-back", Verb.Approve, (desk, command, actor, stop) => desk.TakeBackAsync(command, actor, stop));
        MapAct(one, "reject", Verb.Approve, (desk, command, actor, stop) => desk.RejectAsync(command, actor, stop));
        MapAct(one, "withdraw", Verb.Promote, (desk, command, actor, stop) => desk.WithdrawAsync(command, actor, stop));
        MapAct(one, "cancel", Verb.Promote, (desk, command, actor, stop) => desk.CancelAsync(command, actor, stop));
        MapAct(one, "remind", Verb.Promote, (desk, command, actor, stop) => desk.RemindAsync(command, actor, stop));
        one.MapPost("/hand-over", HandOverAsync).Needs(Verb.View);
        app.MapGet("/api/requests", ListAsync).WithTags("Approvals").Needs(Verb.View);
        app.MapGet("/api/requests/{id:long}", ShowAsync).WithTags("Approvals").Needs(Verb.View);
        app.MapGet("/api/why", WhyAsync).WithTags("Approvals").Needs(Verb.View);
    }

    private static void MapAct(RouteGroupBuilder group, string path, Verb verb, Act act) =>
        group.MapPost($"/{path}", async (long id, DecisionBody? body, Caller caller, ApprovalDesk desk, HttpContext context, CancellationToken stop) =>
            Answer(await act(desk, new(id, body?.Words ?? "", body?.Seen), caller.Actor, stop), context.Response)).Needs(verb);

    private static async Task<IResult> HandOverAsync(long id, HandOverBody body, Caller caller, ApprovalDesk desk, IDbContextFactory<PortalDb> database, HttpContext context, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var name = body.Person.ToUpperInvariant();
        var person = await db.Users.AsNoTracking().FirstOrDefaultAsync(user => user.NormalizedUserName == name, stop);
        return Answer(await desk.HandOverAsync(new(id), person?.Id ?? "", caller.Actor, stop), context.Response);
    }

    private static async Task<Ok<Page<RequestLine>>> ListAsync(string? show, string? application, string? environment, int? page, Caller caller, WaitingRequests requests, CancellationToken stop)
    {
        var found = await requests.ReadAsync(new(ForMe: show == "for-me", Mine: show == "mine", application, environment, page ?? 1), caller.Actor, stop);
        return TypedResults.Ok(new Page<RequestLine>([.. found.Rows.Select(RequestLine.Of)], found.Number, found.Size, found.Total));
    }

    private static async Task<Results<Ok<RequestLine>, ProblemHttpResult>> ShowAsync(long id, Caller caller, WaitingRequests requests, CancellationToken stop) =>
        await requests.FindAsync(id, caller.Actor, stop) is { } found ? TypedResults.Ok(RequestLine.Of(found)) : Problems.NotFound($"There is no promotion {id}.");

    private static async Task<Results<Ok<WhyAnswer>, ProblemHttpResult>> WhyAsync(string application, string image, string environment, string? from, string? reason, Caller caller, PromotionDesk desk, IDbContextFactory<PortalDb> database, CancellationToken stop)
    {
        if (!Visible.Application(caller.Actor, caller.Definitions, application)) return Problems.NotFound($"There is no application {application}.");
        await using var db = await database.CreateDbContextAsync(stop);
        var known = await ApplicationView.FindImageAsync(db, application, image, stop);
        if ((Digest.TryParse(known?.Digest) ?? Digest.TryParse(image)) is not { } digest) return Problems.NotFound($"{application} has no image '{image}'.");
        var wanted = new WantedImage(application, digest, known is null ? null : known.Tags.Contains(image) ? image : known.Tags.LastOrDefault(), from);
        ImmutableArray<Gate> gates = [.. await desk.WhyAsync(wanted, environment, reason ?? "", caller.Actor, stop)];
        return TypedResults.Ok(new WhyAnswer(application, digest.Text, wanted.Tag, from, environment, gates.All(gate => gate.Verdict != GateVerdict.Closed), gates));
    }

    private static IResult Answer(ApprovalOutcome outcome, HttpResponse response) => outcome.Result switch
    {
        _ when outcome.IsDone => TypedResults.Ok(new DecisionAnswer(outcome.Promotion, outcome.Result, outcome.Words, outcome.Bar)),
        ApprovalResult.NotFound => Problems.NotFound(outcome.Words),
        _ => Refused(outcome, response),
    };

    private static ProblemHttpResult Refused(ApprovalOutcome outcome, HttpResponse response)
    {
        if (outcome.Result == ApprovalResult.PortalBusy) response.Headers.RetryAfter = OutageHandler.TryAgainAfterSeconds;
        var (status, title) = outcome.Result switch
        {
            ApprovalResult.NotAllowed => (StatusCodes.Status403Forbidden, "Not allowed"),
            ApprovalResult.Unfit => (StatusCodes.Status400BadRequest, "The decision is not complete"),
            ApprovalResult.PortalBusy => (StatusCodes.Status503ServiceUnavailable, "Try again in a moment"),
            ApprovalResult.AlreadyApproved => (StatusCodes.Status409Conflict, "Already approved by you"),
            ApprovalResult.NotNeeded => (StatusCodes.Status409Conflict, "Not needed"),
            _ => (StatusCodes.Status409Conflict, "No longer valid"),
        };
        return TypedResults.Problem(outcome.Words, statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["result"] = outcome.Result, ["bar"] = outcome.Bar });
    }
}
