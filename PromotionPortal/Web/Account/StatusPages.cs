using Microsoft.AspNetCore.Diagnostics;
using PromotionPortal.Identity;
using PromotionPortal.Links;

namespace PromotionPortal.Web.Account;

public static class StatusPages
{
    private const string FormIsOld = "This form is out of date, for you signed in or out since it was opened. Nothing was changed. Go back, reload the page and try again.";

    /// <summary>An empty answer with an error status becomes a page; the API and the registry answer for themselves.</summary>
    public static void UseStatusPages(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute(PageLinks.Status);
        app.Use((context, next) =>
        {
            if (!IsForPage(context.Request) || !HttpMethods.IsGet(context.Request.Method)) context.Features.Get<IStatusCodePagesFeature>()!.Enabled = false;
            return next(context);
        });
        // What a program sent and could not be read is answered in a form that programs read.
        app.UseWhen(context => PortalPaths.IsApi(context.Request), api => api.UseStatusCodePages());
        // A form is not run again: its antiforgery check would fail a second time.
        app.UseWhen(context => IsForPage(context.Request) && HttpMethods.IsPost(context.Request.Method), forms => forms.UseStatusCodePages(SayThatFormIsOldAsync));
    }

    private static Task SayThatFormIsOldAsync(StatusCodeContext status) => status.HttpContext.Response.StatusCode == StatusCodes.Status400BadRequest
        ? status.HttpContext.Response.WriteAsync(FormIsOld)
        : Task.CompletedTask;

    private static bool IsForPage(HttpRequest request) => !PortalPaths.IsApi(request) && !PortalPaths.IsRegistry(request);
}
