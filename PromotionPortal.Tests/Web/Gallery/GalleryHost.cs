using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PromotionPortal.Web;

namespace PromotionPortal.Tests.Web.Gallery;

/// <summary>Serves the sample pages with the portal's own assets and defences, signed in as a sample person.</summary>
public static class GalleryHost
{
    public static async Task<WebApplication> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "PromotionPortal" });
        builder.WebHost.UseStaticWebAssets().UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddAuthorization();
        builder.Services.AddPortalWeb();
        builder.Services.AddScoped<AuthenticationStateProvider, SamplePerson>();
        var app = builder.Build();
        app.UseMiddleware<BrowserDefences>();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<GalleryRoot>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        await app.StartAsync();
        return app;
    }

    private sealed class SamplePerson : AuthenticationStateProvider
    {
        private static readonly ClaimsPrincipal s_person = new(new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, "Mira Okafor")], "sample"));

        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(s_person));
    }
}
