using Microsoft.AspNetCore.Identity;
using PromotionPortal.Links;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

public static class IdentitySetup
{
    public static void AddPortalIdentity(this IServiceCollection services)
    {
        services.AddAuthorization();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.ConfigureApplicationCookie(options =>
        {
            options.LoginPath = PageLinks.SignIn;
            options.Cookie.SameSite = SameSiteMode.Lax;
        });
        services.AddIdentityCore<PortalUser>().AddEntityFrameworkStores<PortalDb>().AddSignInManager();
    }
}
