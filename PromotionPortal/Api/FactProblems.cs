using Microsoft.AspNetCore.Http.HttpResults;
using PromotionPortal.Engine;

namespace PromotionPortal.Api;

/// <summary>Why nothing was written about an image, in the words of the engine.</summary>
internal static class FactProblems
{
    public static ProblemHttpResult Of(FactOutcome.Refused refused, HttpResponse response)
    {
        if (refused.Kind == FactRefusal.NoAnswer) response.Headers.RetryAfter = OutageHandler.TryAgainAfterSeconds;
        var (status, title) = refused.Kind switch
        {
            FactRefusal.NotComplete => (StatusCodes.Status400BadRequest, "The request is not complete"),
            FactRefusal.NotAllowed => (StatusCodes.Status403Forbidden, "Not allowed"),
            FactRefusal.NotFound => (StatusCodes.Status404NotFound, "Not found"),
            FactRefusal.Contradiction => (StatusCodes.Status409Conflict, "It was reported otherwise before"),
            FactRefusal.KeyUsedOtherwise => (StatusCodes.Status422UnprocessableEntity, "The idempotency key was used otherwise"),
            _ => (StatusCodes.Status503ServiceUnavailable, "Try again in a moment"),
        };
        return TypedResults.Problem(detail: $"{refused.What} {refused.Help}", statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["kind"] = refused.Kind });
    }
}
