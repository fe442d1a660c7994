using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Storage;
using PromotionPortal.Web.Shared;
using Portal = PromotionPortal.Tests.Identity.Portal;

namespace PromotionPortal.Tests.Web;

/// <summary>Renders pages on the services of a real portal, as the person who is signed in.</summary>
internal sealed class PortalPages : BunitContext
{
    private Portal? _portal;

    public string Address => Services.GetRequiredService<NavigationManager>().Uri;

    /// <summary>Starts the portal where it has not started.</summary>
    public void Show(Portal portal)
    {
        _portal = portal;
        Services.AddFallbackServiceProvider(portal.Services);
        Services.AddSingleton<TimeProvider>(portal.Clock).AddScoped<MinuteClock>().AddScoped<Notices>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        SetRendererInfo(new("Server", true));
    }

    public void GoTo(string address) => Services.GetRequiredService<NavigationManager>().NavigateTo(address);

    public async Task<IRenderedComponent<TPage>> OpenAsync<TPage>(string userName, string address, Action<ComponentParameterCollectionBuilder<TPage>>? more = null)
        where TPage : IComponent
    {
        GoTo(address);
        await using var scope = _portal!.Services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByNameAsync(userName);
        var person = await scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<PortalUser>>().CreateAsync(user!);
        var page = Render<TPage>(parameters =>
        {
            parameters.AddCascadingValue(Task.FromResult(new AuthenticationState(person)));
            more?.Invoke(parameters);
        });
        page.WaitForState(() => page.FindAll(".skeleton").Count == 0);
        return page;
    }

    /// <summary>What is read of it, with single spaces.</summary>
    public static string Words(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
