using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Links;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

public static class IdentitySetup
{
    private const string ByHeader = "ByHeader";
    private const int ShortestPassword = 15;
    private const int Pbkdf2Iterations = 220_000;
    private const int TriesBeforeRest = 5;
    private static readonly TimeSpan s_rest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_cookieLife = TimeSpan.FromHours(12);

    public static void AddPortalIdentity(this IServiceCollection services)
    {
        // A line for each request names its whole address, and that of a sign-in link holds the code.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
        services.AddSingleton<IPasswordHasher<PortalUser>, PasswordHasher<PortalUser>>().AddSingleton<ILookupNormalizer, UpperInvariantLookupNormalizer>();
        services.AddIdentityCore<PortalUser>(Rules).AddEntityFrameworkStores<PortalDb>().AddSignInManager();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = Pbkdf2Iterations);
        services.AddSingleton<PublicOrigin>();
        services.AddSingleton<RightsMoved>().AddSingleton<IdentityWork>().AddSingleton<Actors>().AddSingleton<Tokens>().AddSingleton<People>().AddSingleton<Groups>().AddSingleton<Grants>().AddSingleton<Tastes>();
        services.AddSingleton<SignInLinks>().AddSingleton<SetUp>().AddSingleton<SignIns>().AddSingleton<Passwords>().AddSingleton<FailedSignIns>().AddSingleton<DeviceLogins>();
        services.AddKnocking();
        services.AddSchemes();
        services.AddNeeds();
        services.AddKeyRing();
    }

    private static void Rules(IdentityOptions options)
    {
        // Length is what counts; rules of composition only make people predictable.
        options.Password = new() { RequiredLength = ShortestPassword, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false };
        options.Lockout = new() { AllowedForNewUsers = true, MaxFailedAccessAttempts = TriesBeforeRest, DefaultLockoutTimeSpan = s_rest };
    }

    private static void AddSchemes(this IServiceCollection services)
    {
        services.AddAuthentication(ByHeader)
            .AddPolicyScheme(ByHeader, null, options => options.ForwardDefaultSelector = context =>
                PortalPaths.IsForToken(context.Request) ? TokenScheme.Name : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, TokenScheme>(TokenScheme.Name, null)
            .AddCookie(IdentityConstants.ApplicationScheme);
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<PublicOrigin, Actors>(Cookie);
    }

    private static void Cookie(CookieAuthenticationOptions options, PublicOrigin origin, Actors actors)
    {
        options.Cookie.Name = "portal";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = origin.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = s_cookieLife;
        options.SlidingExpiration = true;
        options.LoginPath = PageLinks.SignIn;
        // The status page says it, at the address that was asked for.
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
        // On every request, not every half hour: who was disabled is out with the next click.
        options.Events.OnValidatePrincipal = async context =>
        {
            if (await actors.HoldsAsync(context.Principal!, context.HttpContext.RequestAborted)) return;
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        };
    }

    private static void AddNeeds(this IServiceCollection services)
    {
        services.AddAuthorization(options =>
        {
            foreach (var verb in Enum.GetValues<Verb>()) options.AddPolicy(NeedsAttribute.PolicyOf(verb), policy => policy.AddRequirements(new NeedsRequirement(verb)));
        });
        services.AddSingleton<IAuthorizationHandler, NeedsHandler>().AddSingleton<IAuthorizationMiddlewareResultHandler, Refusals>();
    }

    private static void AddKeyRing(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("PromotionPortal");
        services.AddOptions<KeyManagementOptions>().Configure<IDbContextFactory<PortalDb>>((options, database) => options.XmlRepository = new KeyRing(database));
    }
}
