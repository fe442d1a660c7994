using System.Net.Http.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using PromotionPortal.Domain.Access;
using PromotionPortal.Identity;

namespace PromotionPortal.Tests.AccessMatrix;

/// <summary>One way in: an endpoint or a page, with the verb it names.</summary>
public sealed record Door(string Name, string Method, string Pattern, Verb? Verb, bool IsAnonymous)
{
    /// <summary>
    /// What is sent to a door that does more than answer a GET without parameters. It concerns the application "shop", or the person "subject", who is
    /// none of the callers. A door that is missing here fails the test.
    /// </summary>
    private static readonly Dictionary<string, (string Path, object? Body)> s_samples = new(StringComparer.Ordinal)
    {
        ["POST /sign-out"] = ("/sign-out", null),
        ["POST /api/me/tokens"] = ("/api/me/tokens", new { name = "sample", scopes = new[] { "Read" }, expiresAt = TimeProvider.System.GetUtcNow().AddDays(1) }),
        ["DELETE /api/me/tokens/{id:int}"] = ("/api/me/tokens/999999", null),
        ["DELETE /api/me/session"] = ("/api/me/session", null),
        ["POST /api/people"] = ("/api/people", new { userName = "subject", displayName = "Subject" }),
        ["GET /api/people/{userName}/rights"] = ("/api/people/subject/rights", null),
        ["POST /api/groups"] = ("/api/groups", new { name = "sample" }),
        ["GET /api/groups/{name}"] = ("/api/groups/sample", null),
        ["DELETE /api/groups/{name}"] = ("/api/groups/unknown", null),
        ["POST /api/groups/{name}/members"] = ("/api/groups/sample/members", new { userName = "subject" }),
        ["DELETE /api/groups/{name}/members/{userName}"] = ("/api/groups/sample/members/unknown", null),
        ["POST /api/grants"] = ("/api/grants", new { right = "Hotfix", person = "subject", application = "product:web", environment = "class:prod" }),
        ["DELETE /api/grants/{id:int}"] = ("/api/grants/999999", null),
        ["PAGE /admin/groups/{Name}"] = ("/admin/groups/sample", null),
        ["POST /api/people/{userName}/roles"] = ("/api/people/subject/roles", new { role = "Viewer" }),
        ["DELETE /api/people/{userName}/roles"] = ("/api/people/subject/roles?role=Viewer&application=*&environment=*", null),
        ["POST /api/people/{userName}/disable"] = ("/api/people/subject/disable", null),
        ["POST /api/people/{userName}/enable"] = ("/api/people/subject/enable", null),
        ["POST /api/people/{userName}/link"] = ("/api/people/subject/link", null),
        ["POST /api/device/start"] = ("/api/device/start", new { machine = "sample" }),
        ["POST /api/device/token"] = ("/api/device/token", new { deviceCode = "sample" }),
        ["PAGE /status/{Code:int}"] = ("/status/404", null),
        ["GET /openapi/{documentName}.json"] = ("/openapi/v1.json", null),
        ["GET /api/applications/{name}"] = ("/api/applications/shop", null),
        ["GET /api/promotions/{id:long}"] = ("/api/promotions/1", null),
        ["POST /api/promotions"] = ("/api/promotions", new { images = new[] { new { application = "shop", image = "sha256:" + new string('a', 64) } }, environments = new[] { "test" }, dryRun = true }),
        ["POST /api/promotions/{id:long}/retry"] = ("/api/promotions/999999/retry", null),
        ["PAGE /applications/{Name}"] = ("/applications/shop", null),
        ["PAGE /promotions/{Id:long}"] = ("/promotions/1", null),
        ["GET /v2/{**rest}"] = ("/v2/builds/shop/tags/list", null),
        ["HEAD /v2/{**rest}"] = ("/v2/main/test/shop/manifests/1.0", null),
        ["POST /v2/{**rest}"] = ("/v2/builds/shop/blobs/uploads/", null),
        ["PUT /v2/{**rest}"] = ("/v2/main/test/shop/manifests/1.0", null),
        ["PATCH /v2/{**rest}"] = ("/v2/main/test/shop/blobs/uploads/unknown", null),
        ["DELETE /v2/{**rest}"] = ("/v2/main/test/shop/manifests/1.0", null),
    };

    public bool HasSample => s_samples.ContainsKey(Name) || (Method == "GET" && !Pattern.Contains('{', StringComparison.Ordinal));

    /// <summary>Every door of the running portal but those of the framework itself, which BrowserDefencesTests knock at.</summary>
    public static IReadOnlyList<Door> Of(EndpointDataSource endpoints) =>
        [.. endpoints.Endpoints.OfType<RouteEndpoint>().Where(endpoint => !IsOfFramework(endpoint)).SelectMany(Of).DistinctBy(door => door.Name).OrderBy(door => door.Name, StringComparer.Ordinal)];

    public HttpRequestMessage Request()
    {
        var (path, body) = s_samples.TryGetValue(Name, out var sample) ? sample : (Pattern, null);
        return new(new(Method), path) { Content = body is null ? null : JsonContent.Create(body) };
    }

    private static IEnumerable<Door> Of(RouteEndpoint endpoint)
    {
        var pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/');
        var verb = endpoint.Metadata.GetMetadata<NeedsAttribute>()?.Verb;
        var anonymous = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        if (endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null) return [new($"PAGE {pattern}", "GET", pattern, verb, anonymous)];
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"];
        return methods.Select(method => new Door($"{method} {pattern}", method, pattern, verb, anonymous));
    }

    private static bool IsOfFramework(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
        || endpoint.RoutePattern.RawText!.TrimStart('/') is var pattern
            && (pattern.StartsWith("_blazor", StringComparison.Ordinal) || pattern.StartsWith("_framework", StringComparison.Ordinal) || pattern == "{**path:file}");
}
