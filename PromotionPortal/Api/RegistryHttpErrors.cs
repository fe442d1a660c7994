using PromotionPortal.Registry;

namespace PromotionPortal.Api;

/// <summary>Refusals in the form that the clients of registries read.</summary>
internal static class RegistryHttpErrors
{
    public static Task WriteAsync(HttpContext context, RegistryAnswer answer)
    {
        if (answer == RegistryAnswer.Forbidden) return WriteAsync(context, StatusCodes.Status403Forbidden, OciError.Denied, "You may not do this here.");
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"PromotionPortal\"";
        return WriteAsync(context, StatusCodes.Status401Unauthorized, OciError.Unauthorized, "Sign in with your name and an access token as the password.");
    }

    public static Task WriteAsync(HttpContext context, RegistryException e)
    {
        if (e.MayHelpToTryAgain) context.Response.Headers.RetryAfter = "5";
        return WriteAsync(context, StatusOf(e), e.Code ?? CodeOf(e.Fault), e.Message);
    }

    public static async Task WriteAsync(HttpContext context, int status, string code, string message)
    {
        if (context.Response.HasStarted) return;
        context.Response.StatusCode = status;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.WriteAsJsonAsync(new { errors = new[] { new { code, message } } });
    }

    private static int StatusOf(RegistryException e) => e switch
    {
        { Code: OciError.RangeInvalid } => StatusCodes.Status416RangeNotSatisfiable,
        { Code: OciError.SizeInvalid } => StatusCodes.Status413PayloadTooLarge,
        { Code: OciError.Unsupported } => StatusCodes.Status405MethodNotAllowed,
        { Code: OciError.NameInvalid } => StatusCodes.Status400BadRequest,
        { Fault: RegistryFault.NotFound } => StatusCodes.Status404NotFound,
        { Fault: RegistryFault.Unreachable } => StatusCodes.Status503ServiceUnavailable,
        { Fault: RegistryFault.Denied } => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status400BadRequest,
    };

    private static string CodeOf(RegistryFault fault) => fault switch
    {
        RegistryFault.NotFound => OciError.NameUnknown,
        RegistryFault.Unreachable => "UNAVAILABLE",
        _ => OciError.Unsupported,
    };
}
