using PromotionPortal.Links;
using PromotionPortal.Web.Shared;
using Radzen;

namespace PromotionPortal.Web;

public static class WebSetup
{
    public static void AddPortalWeb(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddRadzenComponents();
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddScoped<MinuteClock>();
        services.AddScoped<Notices>();
    }

    public static void UsePortalWeb(this WebApplication app)
    {
        app.UseMiddleware<BrowserDefences>();
        app.UseStatusCodePagesWithReExecute(PageLinks.NotFound);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    public static void MapPortalWeb(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
