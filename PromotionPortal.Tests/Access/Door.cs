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
        ["POST /api/notices/read"] = ("/api/notices/read", new { ids = new[] { 999_999 } }),
        ["PUT /api/me/notifications"] = ("/api/me/notifications", new { byMail = new[] { "Promoted" } }),
        ["PATCH /api/me/preferences"] = ("/api/me/preferences", new { singleKeys = true }),
        ["PUT /api/channels/{name}"] = ("/api/channels/sample", new { kind = "Slack", urlSecret = "sample-address", kinds = new[] { "Promoted" } }),
        ["DELETE /api/channels/{name}"] = ("/api/channels/unknown", null),
        ["POST /api/channels/{name}/test"] = ("/api/channels/unknown/test", null),
        ["POST /api/registries/{name}/test"] = ("/api/registries/nowhere/test", null),
        ["POST /api/registries/{name}/collect"] = ("/api/registries/nowhere/collect", null),
        ["POST /api/device/start"] = ("/api/device/start", new { machine = "sample" }),
        ["POST /api/device/token"] = ("/api/device/token", new { deviceCode = "sample" }),
        ["PAGE /status/{Code:int}"] = ("/status/404", null),
        ["GET /openapi/{documentName}.json"] = ("/openapi/v1.json", null),
        ["GET /api/applications/{name}"] = ("/api/applications/shop", null),
        ["GET /api/applications/{name}/matrix"] = ("/api/applications/shop/matrix", null),
        ["GET /api/applications/{name}/images/{reference}"] = ("/api/applications/shop/images/1.0", null),
        ["PUT /api/applications/{name}/images/{reference}/labels/{label}"] = ("/api/applications/shop/images/1.0/labels/sample", null),
        ["DELETE /api/applications/{name}/images/{reference}/labels/{label}"] = ("/api/applications/shop/images/1.0/labels/sample", null),
        ["POST /api/applications/{name}/images/{reference}/comments"] = ("/api/applications/shop/images/1.0/comments", new { text = "sample" }),
        ["POST /api/reports"] = ("/api/reports", new { application = "shop", image = "1.0", checks = new[] { new { name = "sample", passed = true } } }),
        ["POST /api/hooks/registries/{name}"] = ("/api/hooks/registries/builds", new { events = Array.Empty<object>() }),
        ["GET /api/promotions/{id:long}"] = ("/api/promotions/1", null),
        ["POST /api/promotions"] = ("/api/promotions", new { images = new[] { new { application = "shop", image = "sha256:" + new string('a', 64) } }, environments = new[] { "test" }, dryRun = true }),
        ["POST /api/promotions/{id:long}/retry"] = ("/api/promotions/999999/retry", null),
        ["POST /api/promotions/{id:long}/approve"] = ("/api/promotions/999999/approve", new { }),
        ["POST /api/promotions/{id:long}/take-back"] = ("/api/promotions/999999/take-back", new { }),
        ["POST /api/promotions/{id:long}/reject"] = ("/api/promotions/999999/reject", new { }),
        ["POST /api/promotions/{id:long}/withdraw"] = ("/api/promotions/999999/withdraw", new { }),
        ["POST /api/promotions/{id:long}/cancel"] = ("/api/promotions/999999/cancel", new { }),
        ["POST /api/promotions/{id:long}/remind"] = ("/api/promotions/999999/remind", new { }),
        ["POST /api/promotions/{id:long}/hand-over"] = ("/api/promotions/999999/hand-over", new { person = "subject" }),
        ["GET /api/requests/{id:long}"] = ("/api/requests/999999", null),
        ["GET /api/why"] = ("/api/why?application=shop&image=sha256:" + new string('a', 64) + "&environment=test", null),
        ["GET /api/definitions/{folder}"] = ("/api/definitions/applications", null),
        ["GET /api/definitions/{folder}/{name}"] = ("/api/definitions/applications/shop", null),
        ["PUT /api/definitions/{folder}/{name}"] = ("/api/definitions/applications/shop", new { text = ShopDefinitions.Shop }),
        ["DELETE /api/definitions/{folder}/{name}"] = ("/api/definitions/applications/shop?dryRun=true", null),
        ["POST /api/definitions/{folder}/{name}/restore"] = ("/api/definitions/applications/shop/restore", new { commit = new string('0', 40) }),
        ["POST /api/definitions/apply"] = ("/api/definitions/apply", new { files = new[] { new { text = ShopDefinitions.Shop } } }),
        ["POST /api/definitions/diff"] = ("/api/definitions/diff", new { files = new[] { new { text = ShopDefinitions.Shop } } }),
        ["GET /api/definitions/{folder}/{name}/history"] = ("/api/definitions/applications/shop/history", null),
        ["GET /api/definitions/compare"] = ("/api/definitions/compare?from=0000000&to=0000000", null),
        ["POST /api/definitions/import/{system}"] = ("/api/definitions/import/spinnaker", new { files = new[] { new { path = "none.json", text = "[]" } } }),
        ["GET /api/flows/{name}/draft"] = ("/api/flows/standard/draft", null),
        ["POST /api/flows/{name}/draft/steps"] = ("/api/flows/standard/draft/steps", new { @base = "", steps = new[] { new { id = "sample", label = "Sample", ops = new[] { new { op = "remove", id = "unknown" } } } } }),
        ["DELETE /api/flows/{name}/draft"] = ("/api/flows/standard/draft", null),
        ["GET /api/policies/{name}"] = ("/api/policies/open", null),
        ["POST /api/policies"] = ("/api/policies", new { name = "sample", dryRun = true }),
        ["PATCH /api/policies/{name}"] = ("/api/policies/open", new { approverCount = 0, dryRun = true }),
        ["DELETE /api/policies/{name}"] = ("/api/policies/open?dryRun=true", null),
        ["POST /api/policies/apply"] = ("/api/policies/apply", new { files = new[] { new { path = "apply.yaml", text = "kind: artifactPromotionPolicy\nspec: { payload: { applicationEnvironments: [ { appName: shop, envName: test } ], applyToPolicyName: open } }\n" } }, dryRun = true }),
        ["POST /api/policies/test"] = ("/api/policies/test", new { application = "shop", policy = "open" }),
        ["GET /api/proposals/{id:long}"] = ("/api/proposals/999999", null),
        ["POST /api/proposals/{id:long}/accept"] = ("/api/proposals/999999/accept", new { }),
        ["POST /api/proposals/{id:long}/decline"] = ("/api/proposals/999999/decline", new { answer = "No." }),
        ["POST /api/proposals/{id:long}/withdraw"] = ("/api/proposals/999999/withdraw", null),
        ["GET /schemas/cel/{place}.json"] = ("/schemas/cel/policy.json", null),
        ["GET /schemas/{kind}.json"] = ("/schemas/environment.json", null),
        ["GET /api/secrets/{name}"] = ("/api/secrets/sample-secret", null),
        ["PUT /api/secrets/{name}"] = ("/api/secrets/sample-secret", new { value = "sample" }),
        ["DELETE /api/secrets/{name}"] = ("/api/secrets/sample-secret", null),
        ["PUT /api/definitions/remote"] = ("/api/definitions/remote", new { url = "file:///srv/unlisted.git" }),
        ["DELETE /api/definitions/remote"] = ("/api/definitions/remote", null),
        ["POST /api/definitions/remote/test"] = ("/api/definitions/remote/test", new { url = "file:///srv/unlisted.git" }),
        ["POST /api/definitions/remote/sync"] = ("/api/definitions/remote/sync", null),
        ["POST /api/deliveries/{id:long}/send"] = ("/api/deliveries/999999/send", null),
        ["POST /api/hooks/definitions"] = ("/api/hooks/definitions", new { unsigned = true }),
        ["PAGE /applications/{Name}"] = ("/applications/shop", null),
        ["PAGE /applications/{Name}/why"] = ("/applications/shop/why", null),
        ["PAGE /applications/{Name}/images/{Reference}"] = ("/applications/shop/images/1.0", null),
        ["PAGE /promotions/{Id:long}"] = ("/promotions/1", null),
        ["PAGE /flows/{Name}"] = ("/flows/standard", null),
        ["PAGE /definitions/{Folder}/{Name}/history"] = ("/definitions/applications/shop/history", null),
        ["PAGE /definitions/proposals/{Id:long}"] = ("/definitions/proposals/1", null),
        ["PAGE /definitions/{Folder}/{Name}"] = ("/definitions/applications/shop", null),
        ["PAGE /definitions/{Folder}/new"] = ("/definitions/applications/new", null),
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
