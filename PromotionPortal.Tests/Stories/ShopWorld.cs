using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Git;
using PromotionPortal.Registry;
using PromotionPortal.Tests.Identity;

namespace PromotionPortal.Tests.Stories;

/// <summary>The real portal with a shop of two applications, environments under every kind of policy, and people who come by HTTP alone.</summary>
public sealed class ShopWorld : IAsyncLifetime, IDisposable
{
    private const string Head = "apiVersion: promotionportal/v1\nkind: ";
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, HttpClient> _browsers = new(StringComparer.Ordinal);

    public Portal Portal { get; } = new();

    /// <summary>Each with the policy that governs it; "island" has none.</summary>
    public static IReadOnlyDictionary<string, string> Policies { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["test"] = "{}",
        ["staging"] = "{ pass: \"semver(containerImageTag) >= semver('1.3.0')\", fail: \"containerImageTag == '1.4.0'\" }",
        ["lab"] = "{ pass: \"checks['scan'].passed\" }",
        ["vault"] = "{ requireReason: true }",
        ["safe"] = "{ requireSignatures: [ release-key ] }",
        ["prod"] = "{ approvals: { count: 1 } }",
        ["pair"] = "{ approvals: { count: 2 } }",
        ["audited"] = "{ approvals: { count: 1 }, allow: { builderApproves: true }, separation: { commitAuthor: true, unknownAuthorBlocks: true } }",
    };

    public async Task InitializeAsync()
    {
        await DefineAsync(
        [
            .. new[] { "builds", "main" }.Select(name => ($"registries/{name}.yaml", $"{Head}Registry\nmetadata: {{ name: {name} }}\nspec: {{ embedded: true }}\n")),
            .. Policies.Keys.Append("island").Select(name => ($"environments/{name}.yaml", $"{Head}Environment\nmetadata: {{ name: {name} }}\nspec: {{ images: {{ registry: main, repository: \"{name}/{{application}}\" }} }}\n")),
            .. new[] { "shop", "cart" }.Select(name => ($"applications/{name}.yaml", $"{Head}Application\nmetadata: {{ name: {name} }}\nspec: {{ image: {{ registry: builds, repository: {name} }} }}\n")),
            ("flows/standard.yaml", $"{Head}Flow\nmetadata: {{ name: standard }}\nspec:\n  start: {{ environment: test }}\n  nodes: [ {{ id: middle, stage: staging }}, {{ id: last, stage: prod, dependsOn: [ middle ] }} ]\n"),
            .. Policies.SelectMany(policy => new[] { ($"policies/{policy.Key}.yaml", PolicyText(policy.Key, policy.Value)), ($"policy-bindings/{policy.Key}.yaml", BindingText(policy.Key, policy.Key)) }),
        ]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => Portal.Dispose();

    public static string PolicyText(string name, string spec) => $"{Head}Policy\nmetadata: {{ name: {name} }}\nspec: {spec}\n";

    public static string BindingText(string policy, string environment) =>
        $"{Head}PolicyBinding\nmetadata: {{ name: {environment} }}\nspec: {{ policy: {policy}, pairs: [ {{ application: shop, environment: {environment} }}, {{ application: cart, environment: {environment} }} ] }}\n";

    public async Task DefineAsync(params (string Path, string? Text)[] files)
    {
        var store = Portal.Get<DefinitionStore>();
        var outcome = await store.CommitAsync([.. files.Select(file => new FileChange(file.Path, file.Text))], store.Current.Commit, new("Sample", "sample@example.org", "sample", "c-1"), "Define the shop");
        Assert.IsType<CommitOutcome.Committed>(outcome);
    }

    /// <summary>Images of the shop and the cart with these tags, as CI pushes them.</summary>
    public async Task PushAsync(params string[] tags)
    {
        var store = Portal.Get<DefinitionStore>();
        foreach (var application in new[] { "shop", "cart" })
        {
            foreach (var tag in tags)
                await SampleImages.PushAsync(Portal.Get<Registries>().Open(store.Current.Registries["builds"]), application, new(application, tag, DateTimeOffset.UnixEpoch) { LayerSizes = [4096] }, CancellationToken.None);
        }
        await Portal.Get<ImageScout>().LookAsync(CancellationToken.None);
    }

    /// <summary>Somebody with these rights, signed in with a browser.</summary>
    public async Task<HttpClient> PersonAsync(string name, params Grant[] grants)
    {
        if (_browsers.TryGetValue(name, out var known)) return known;
        await Portal.AddAsync(name, grants);
        return _browsers[name] = await Portal.SignedInAsync(name);
    }

    public Task<HttpClient> DoraAsync() => PersonAsync("dora", new Grant(Role.BuildAndDeploy, Reach.All), new Grant(Role.ArtifactPromoter, Reach.All));

    public Task<HttpClient> PaulAsync() => PersonAsync("paul", new Grant(Role.ArtifactPromoter, Reach.All));

    public async Task<HttpClient> TokenAsync(string owner, params TokenScope[] scopes) =>
        Bearing((await Portal.Tokens.CreateAsync(await Portal.ActorAsync(owner), new("script", [.. scopes], Portal.Clock.GetUtcNow().AddDays(1)))).Result!);

    /// <summary>What CI says of an image; by its own token, whose owner counts as a builder too.</summary>
    public async Task ReportAsync(string image, string? builtBy = null, string? author = null)
    {
        await PersonAsync("ci", new Grant(Role.BuildAndDeploy, Reach.All));
        var ci = await TokenAsync("ci", TokenScope.Report);
        var answer = await ci.PostAsJsonAsync("/api/reports", new { application = "shop", image, build = new { builtBy, commitAuthor = author } });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public static Task<Said> PromoteAsync(HttpClient who, string image, string environment, string? from = null, string reason = "", bool dryRun = false, string? key = null, string application = "shop", bool hotfix = false)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/promotions") { Content = JsonContent.Create(new { images = new[] { new { application, image, from } }, environments = new[] { environment }, reason, dryRun, hotfix }) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return SendAsync(who, request);
    }

    /// <summary>Somebody whose address is known to be his.</summary>
    public async Task VerifiedAsync(string name)
    {
        await using var db = Portal.Db();
        var user = await db.Users.SingleAsync(row => row.UserName == name);
        (user.Email, user.NormalizedEmail, user.EmailConfirmed) = ($"{name}@example.org", $"{name}@example.org".ToUpperInvariant(), true);
        await db.SaveChangesAsync();
    }

    public static Task<Said> DecideAsync(HttpClient who, long promotion, string act, object? body = null) =>
        SendAsync(who, new(HttpMethod.Post, $"/api/promotions/{promotion}/{act}") { Content = JsonContent.Create(body ?? new { }) });

    public static Task<Said> GetAsync(HttpClient who, string path) => SendAsync(who, new(HttpMethod.Get, path));

    /// <summary>A promotion of the shop that waits for approval.</summary>
    public async Task<long> WaitingAsync(string image, string environment = "prod", HttpClient? by = null)
    {
        var said = await PromoteAsync(by ?? await DoraAsync(), image, environment);
        Assert.True(said.Result().GetProperty("needsApproval").GetBoolean(), said.Body.ToString());
        await UntilAsync(said.Promotion, "AwaitingApproval");
        return said.Promotion;
    }

    public async Task UntilAsync(long promotion, params string[] states)
    {
        using var late = new CancellationTokenSource(s_longestWait);
        while (Array.IndexOf(states, await StateAsync(promotion)) < 0) await Task.Delay(TimeSpan.FromMilliseconds(25), late.Token);
    }

    public async Task<string?> StateAsync(long promotion) => (await GetAsync(await DoraAsync(), $"/api/promotions/{promotion}")).Body.GetProperty("promotion").GetProperty("state").GetString();

    public static async Task<Said> SendAsync(HttpClient who, HttpRequestMessage request)
    {
        var answer = await who.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new(answer.StatusCode, text.StartsWith('{') ? JsonSerializer.Deserialize<JsonElement>(text) : default);
    }

    private HttpClient Bearing(string token)
    {
        var client = Portal.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}

/// <summary>An answer of the API.</summary>
public sealed record Said(HttpStatusCode Status, JsonElement Body)
{
    public string? Kind => Text("kind");

    public string? Bar => Text("bar");

    public string? Outcome => Text("result");

    public string? Title => Text("title");

    public string Words => Text("detail") ?? Text("words") ?? "";

    public long Promotion => Result().GetProperty("promotion").GetInt64();

    public bool IsAccepted => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("results", out var results) && results.ValueKind == JsonValueKind.Array && results.EnumerateArray().All(result => result.GetProperty("result").GetString() is "accepted" or "wouldBegin");

    public JsonElement Result() => Body.GetProperty("results").EnumerateArray().Single();

    private string? Text(string name) => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
