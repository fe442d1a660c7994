using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using PromotionPortal.Identity;
using PromotionPortal.Links;

namespace PromotionPortal.Web.Account;

public static class AccountEndpoints
{
    // Bound from a form, so that the antiforgery token is asked for. Open to all: whoever is no longer known may sign out too.
    public static void MapAccount(this IEndpointRouteBuilder app) =>
        app.MapPost(PageLinks.SignOut, async (HttpContext context, [FromForm] string? _) =>
        {
            await context.SignOutAsync(IdentityConstants.ApplicationScheme);
            return TypedResults.LocalRedirect(PageLinks.SignIn);
        }).Anonymous();

    /// <summary>Where to go after signing in: a path of this portal, never another site.</summary>
    public static string LocalOrHome(string? url) => url is ['/'] or ['/', not ('/' or '\\'), ..] && !url.Any(char.IsControl) ? url : PageLinks.Home;
}
