using Microsoft.AspNetCore.Mvc;
using PromotionPortal.Domain.Access;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>How the portal looks to the caller, and whether single keys are shortcuts: the pages' own switches call it too.</summary>
public static class PreferencesApi
{
    private const int MostBodyBytes = 1024;

    public static void MapPreferences(this IEndpointRouteBuilder app)
    {
        var own = app.MapGroup("/api/me/preferences").WithTags("Me");
        own.MapGet("/", async (Caller caller, Tastes tastes, CancellationToken stop) => TypedResults.Ok(await tastes.OfAsync(caller.Actor, stop))).Needs(Verb.ReadSelf);
        own.MapPatch("/", ChooseAsync).Needs(Verb.ChooseOwnTaste).WithMetadata(new RequestSizeLimitAttribute(MostBodyBytes));
    }

    private static async Task<IResult> ChooseAsync(Taste wanted, Caller caller, Tastes tastes, CancellationToken stop)
    {
        var answer = await tastes.ChooseAsync(caller.Actor, wanted, stop);
        return answer.IsDone ? TypedResults.Ok(await tastes.OfAsync(caller.Actor, stop)) : Problems.Of(answer);
    }
}
