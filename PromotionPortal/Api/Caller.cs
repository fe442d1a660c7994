using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>Who calls, and the definitions as they are at that moment, as a parameter of an endpoint.</summary>
public sealed record Caller(Actor Actor, DefinitionsSnapshot Definitions)
{
    public static async ValueTask<Caller> BindAsync(HttpContext context) =>
        new(await context.RequestServices.GetRequiredService<Actors>().OfAsync(context.User, context.RequestAborted), context.RequestServices.GetRequiredService<CurrentDefinitions>()());
}
