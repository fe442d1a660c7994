using System.Globalization;
using System.Threading.RateLimiting;

namespace PromotionPortal.Identity;

/// <summary>How often one address may knock at the doors that are open to everybody.</summary>
public static class Knocking
{
    public const string SignIn = "sign-in";
    public const string Device = "device";

    private const string TooMany = "Too many tries from your address. Wait a minute.";
    private const int SignInsPerMinute = 120;
    private const int DeviceCallsPerMinute = 120;
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    internal static void AddKnocking(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (rejected, stop) =>
        {
            var response = rejected.HttpContext.Response;
            response.Headers.RetryAfter = ((int)s_minute.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return new(PortalPaths.IsApi(rejected.HttpContext.Request)
                ? TypedResults.Problem(TooMany, statusCode: response.StatusCode, title: "Too many").ExecuteAsync(rejected.HttpContext)
                : response.WriteAsync(TooMany, stop));
        };
        // Looking at a form costs nothing; sending it costs the hashing of a password.
        options.AddPolicy(SignIn, context => HttpMethods.IsPost(context.Request.Method) ? PerAddress(context, SignInsPerMinute) : RateLimitPartition.GetNoLimiter(""));
        options.AddPolicy(Device, context => PerAddress(context, DeviceCallsPerMinute));
    });

    private static RateLimitPartition<string> PerAddress(HttpContext context, int perMinute) => RateLimitPartition.GetFixedWindowLimiter(
        context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new() { PermitLimit = perMinute, Window = s_minute });
}
