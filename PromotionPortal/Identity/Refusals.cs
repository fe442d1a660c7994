using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Identity;

/// <summary>How a request that may not is answered: a page in the browser's way, the API and the registry in words that a program reads.</summary>
internal sealed class Refusals : IAuthorizationMiddlewareResultHandler
{
    private const string SignInFirst = "Sign in first: with the browser, portal login or a token.";

    // The same reason by which an engine behind the door says it.
    private static readonly Dictionary<string, object?> s_noPermission = new(StringComparer.Ordinal) { ["kind"] = RefusalKind.NoPermission };

    private readonly AuthorizationMiddlewareResultHandler _browser = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded) return next(context);
        if (PortalPaths.IsRegistry(context.Request)) return RegistryAsync(context, authorizeResult);
        return PortalPaths.IsApi(context.Request) ? ApiAsync(context, authorizeResult) : _browser.HandleAsync(next, context, policy, authorizeResult);
    }

    private static Task ApiAsync(HttpContext context, PolicyAuthorizationResult result)
    {
        if (result.Challenged) context.Response.Headers.WWWAuthenticate = "Bearer";
        return (result.Challenged
            ? TypedResults.Problem(SignInFirst, statusCode: StatusCodes.Status401Unauthorized, title: "Not signed in")
            : TypedResults.Problem(Reason(result), statusCode: StatusCodes.Status403Forbidden, title: "Not allowed", extensions: s_noPermission)).ExecuteAsync(context);
    }

    // The shape of the distribution specification.
    private static Task RegistryAsync(HttpContext context, PolicyAuthorizationResult result)
    {
        if (result.Challenged) context.Response.Headers.WWWAuthenticate = "Basic realm=\"PromotionPortal\", charset=\"UTF-8\"";
        var (status, code, message) = result.Challenged
            ? (StatusCodes.Status401Unauthorized, "UNAUTHORIZED", "A user name and an API token are needed.")
            : (StatusCodes.Status403Forbidden, "DENIED", Reason(result));
        return TypedResults.Json(new { errors = new[] { new { code, message } } }, statusCode: status).ExecuteAsync(context);
    }

    private static string Reason(PolicyAuthorizationResult result) =>
        string.Join(' ', result.AuthorizationFailure?.FailureReasons.Select(reason => reason.Message) ?? []);
}
