using Microsoft.AspNetCore.Components.Authorization;
using PromotionPortal.Web.Account;
using PromotionPortal.Web.Definitions;
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
        services.AddScoped<AuthenticationStateProvider, CircuitGuard>();
        services.AddHttpContextAccessor();
        services.AddScoped<MinuteClock>();
        services.AddScoped<Notices>();
        services.AddSingleton<HistoryReader>();
    }

    public static void UsePortalWeb(this WebApplication app)
    {
        app.UseMiddleware<BrowserDefences>();
        app.UseExceptionHandler();
        app.UseStatusPages();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    public static void MapPortalWeb(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapAccount();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
