using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Identity;
using PromotionPortal.Storage;

namespace PromotionPortal.Api;

/// <summary>Every no of the API, in the words of the engine.</summary>
internal static class Problems
{
    public static ProblemHttpResult Of(Refusal refusal, HttpResponse response, IReadOnlyList<RequestResult>? results = null)
    {
        if (refusal.Kind == RefusalKind.PortalBusy) response.Headers.RetryAfter = OutageHandler.TryAgainAfterSeconds;
        return TypedResults.Problem(
            detail: $"{refusal.What} {refusal.Help}",
            statusCode: StatusOf(refusal.Kind),
            title: TitleOf(refusal.Kind),
            extensions: new Dictionary<string, object?> { ["kind"] = refusal.Kind, ["promotion"] = refusal.Existing, ["results"] = results });
    }

    public static ProblemHttpResult Of(Answer answer) => answer.Kind switch
    {
        AnswerKind.NotAllowed => Forbidden(answer.Text),
        AnswerKind.NotFound => NotFound(answer.Text),
        AnswerKind.Refused => Unprocessable(answer.Text),
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer.Kind, "A success is no problem."),
    };

    public static ProblemHttpResult Unprocessable(string why) => TypedResults.Problem(why, statusCode: StatusCodes.Status422UnprocessableEntity, title: "Refused");

    public static ProblemHttpResult TooMany(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status429TooManyRequests, title: "Too many");

    public static ProblemHttpResult NotFound(string what) => TypedResults.Problem(detail: what, statusCode: StatusCodes.Status404NotFound, title: "Not found");

    public static ProblemHttpResult Forbidden(string why) => TypedResults.Problem(detail: why, statusCode: StatusCodes.Status403Forbidden, title: "Not allowed");

    private static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.NothingChosen => StatusCodes.Status400BadRequest,
        RefusalKind.NotDefined => StatusCodes.Status404NotFound,
        RefusalKind.NoPermission => StatusCodes.Status403Forbidden,
        RefusalKind.KeyUsedOtherwise => StatusCodes.Status422UnprocessableEntity,
        RefusalKind.PortalBusy => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status409Conflict,
    };

    private static string TitleOf(RefusalKind kind) => kind switch
    {
        RefusalKind.NothingChosen => "The request is not complete",
        RefusalKind.NotDefined => "Not found",
        RefusalKind.NoPermission => "Not allowed",
        RefusalKind.PolicyUnclear => "Nobody can say what governs",
        RefusalKind.PolicyNotConfigured => "No policy is applied",
        RefusalKind.NotDescendant => "Not a descendant of the source",
        RefusalKind.BlockedByPolicy => "Blocked by policy",
        RefusalKind.EvaluationFailed => "A condition cannot be evaluated",
        RefusalKind.NotSigned => "A signature is missing",
        RefusalKind.ReasonMissing => "A reason is needed",
        RefusalKind.SourceNotPassed => "The source has not passed",
        RefusalKind.AlreadyPromoted => "Already promoted",
        RefusalKind.AlreadyRequested => "Already under way",
        RefusalKind.KeyUsedOtherwise => "The idempotency key was used otherwise",
        _ => "Try again in a moment",
    };
}

/// <summary>A database that does not answer is an outage that passes, and the caller is told so.</summary>
internal sealed class OutageHandler : IExceptionHandler
{
    public const string TryAgainAfterSeconds = "5";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!PortalDb.IsBusy(exception) && exception is not DbUpdateException) return false;
        httpContext.Response.Headers.RetryAfter = TryAgainAfterSeconds;
        await TypedResults.Problem(detail: "The portal's database does not answer. Nothing was changed.", statusCode: StatusCodes.Status503ServiceUnavailable, title: "Try again in a moment")
            .ExecuteAsync(httpContext);
        return true;
    }
}
