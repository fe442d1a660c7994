namespace PromotionPortal.Identity;

/// <summary>Which door a request knocks at.</summary>
public static class PortalPaths
{
    public static bool IsApi(HttpRequest request) => request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    public static bool IsRegistry(HttpRequest request) => request.Path.StartsWithSegments("/v2", StringComparison.OrdinalIgnoreCase);

    /// <summary>The registry knows no cookies; the API knows both, and a token that was sent is never passed over for a cookie.</summary>
    public static bool IsForToken(HttpRequest request) => IsRegistry(request) || (IsApi(request) && request.Headers.Authorization.Count > 0);
}
