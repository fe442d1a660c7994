using PromotionPortal.Identity;
using PromotionPortal.Links;

namespace PromotionPortal.Api;

/// <summary>The side of `portal login` that the command line talks to. Open to everybody: what it gives is worth nothing until a person says yes.</summary>
public static class DeviceApi
{
    public sealed record AskStart(string? Machine);

    public sealed record Started(string DeviceCode, string UserCode, string VerificationUrl, string VerificationUrlComplete, int Interval, int ExpiresIn);

    public sealed record AskToken(string? DeviceCode);

    public static void MapDeviceApi(this IEndpointRouteBuilder app)
    {
        var device = app.MapGroup("/api/device").WithTags("Sign-in of the command line").Anonymous().RequireRateLimiting(Knocking.Device);
        device.MapPost("/start", StartAsync);
        device.MapPost("/token", async (AskToken asked, DeviceLogins logins, CancellationToken stop) => TypedResults.Ok(await logins.CollectAsync(asked.DeviceCode ?? "", stop)));
    }

    private static async Task<IResult> StartAsync(AskStart asked, HttpContext context, DeviceLogins logins, PublicOrigin origin, CancellationToken stop)
    {
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "an unknown address";
        if (await logins.StartAsync(asked.Machine ?? "", address, stop) is not { } start) return Problems.TooMany("Too many sign-ins wait already. Try again in some minutes.");
        var portal = origin.Of(context.Request);
        return TypedResults.Ok(new Started(
            start.DeviceCode, start.UserCode, portal + PageLinks.Device, portal + PageLinks.DeviceConfirm(start.UserCode),
            (int)DeviceLogins.Interval.TotalSeconds, (int)DeviceLogins.Life.TotalSeconds));
    }
}
