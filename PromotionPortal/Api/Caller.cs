using PromotionPortal.Domain.Access;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>Who calls, as a parameter of an endpoint.</summary>
public sealed record Caller(Actor Actor)
{
    public static async ValueTask<Caller> BindAsync(HttpContext context) =>
        new(await context.RequestServices.GetRequiredService<Actors>().OfAsync(context.User, context.RequestAborted));
}
