using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Registry;
using PromotionPortal.Storage;
using PromotionPortal.Tests.Identity;

namespace PromotionPortal.Tests.Registry;

/// <summary>A real registry tells a real portal of pushes; the portal looks at nothing by itself.</summary>
public sealed class HookDoorTests : IAsyncLifetime, IDisposable
{
    private const string Secret = "not-for-everybody";
    private const string Head = "apiVersion: promotionportal/v1\nkind: ";

    private readonly Portal _portal = new() { Settings = { ["Secrets:hub-webhook"] = Secret, ["Discovery:Every"] = "00:00:00", ["Outbound:Networks:0"] = "127.0.0.0/8" } };
    private readonly DockerRegistry _registry = new();
    private Uri _address = null!;

    public async Task InitializeAsync()
    {
        _portal.UseKestrel(0);
        _portal.StartServer();
        _address = _portal.ClientOptions.BaseAddress;
        _registry.Notifications = $$"""
            notifications:
              endpoints:
                - { name: portal, url: "{{_address}}api/hooks/registries/hub", headers: { Authorization: [Bearer {{Secret}}] }, timeout: 5s, threshold: 5, backoff: 1s }
            """;
        await _registry.InitializeAsync();
        var store = _portal.Get<DefinitionStore>();
        var outcome = await store.CommitAsync(
        [
            new("registries/hub.yaml", $"{Head}Registry\nmetadata: {{ name: hub }}\nspec: {{ url: \"{_registry.Address}\" }}\n"),
            new("registries/builds.yaml", $"{Head}Registry\nmetadata: {{ name: builds }}\nspec: {{ embedded: true }}\n"),
            new("applications/checkout.yaml", $"{Head}Application\nmetadata: {{ name: checkout }}\nspec: {{ image: {{ registry: hub, repository: shop/checkout }} }}\n"),
            new("applications/catalogue.yaml", $"{Head}Application\nmetadata: {{ name: catalogue }}\nspec: {{ image: {{ registry: builds, repository: shop/catalogue }} }}\n"),
        ], store.Current.Commit, new("Sample", "sample@example.org", "sample", "c-1"), "Define the shop");
        Assert.IsType<CommitOutcome.Committed>(outcome);
        await _portal.Get<PromotionPortal.Engine.ImageScout>().LookAsync(CancellationToken.None); // from now on it is not due for a century
    }

    public Task DisposeAsync() => _registry.DisposeAsync();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task An_image_that_skopeo_pushes_becomes_known_because_the_registry_tells_of_it()
    {
        var digest = await SampleImages.PushAsync(Remotes.At(_registry.Address), "seed/image", new("checkout", "1.0", DateTimeOffset.UnixEpoch), CancellationToken.None);
        await Skopeo.RunAsync("copy", "--src-tls-verify=false", "--dest-tls-verify=false", $"docker://{_registry.Host}/seed/image:1.0", $"docker://{_registry.Host}/shop/checkout:1.0");
        var row = await UntilHandledAsync("shop/checkout", "1.0");
        await using var db = _portal.Db();
        Assert.Equal(digest.Text, (await db.Images.SingleAsync(image => image.Application == "checkout")).Digest);
        Assert.Equal((HookState.Handled, $"checkout 1.0 is {digest.Abbreviated}."), (row.State, row.Outcome));
        Assert.All(await db.HookEvents.Where(other => other.Repository == "seed/image" && other.State != HookState.Waiting).ToListAsync(), other => Assert.Equal(HookState.Ignored, other.State));
    }

    [Fact]
    public async Task An_image_that_is_pushed_to_the_portals_own_registry_becomes_known_at_once()
    {
        await _portal.AddAsync("ci", new Grant(Role.BuildAndDeploy, Reach.All));
        var token = (await _portal.Tokens.CreateAsync(await _portal.ActorAsync("ci"), new("push", [TokenScope.RegistryPush, TokenScope.RegistryPull], _portal.Clock.GetUtcNow().AddDays(1)))).Result!;
        var digest = await SampleImages.PushAsync(Remotes.At(_address, $"ci:{token}"), "builds/shop/catalogue", new("catalogue", "1.0", DateTimeOffset.UnixEpoch), CancellationToken.None);
        Assert.Equal(TagSource.Push, (await UntilHandledAsync("shop/catalogue", "1.0")).Source);
        await using var db = _portal.Db();
        Assert.Equal(digest.Text, (await db.Images.SingleAsync(image => image.Application == "catalogue")).Digest);
    }

    [Theory]
    [InlineData("hub", "Bearer not-for-everybody", HttpStatusCode.Accepted)]
    [InlineData("hub", "not-for-everybody", HttpStatusCode.Accepted)] // as Harbor sends it
    [InlineData("hub", "Bearer wrong", HttpStatusCode.Unauthorized)]
    [InlineData("hub", "Bearer ", HttpStatusCode.Unauthorized)]
    [InlineData("hub", null, HttpStatusCode.Unauthorized)]
    [InlineData("builds", "Bearer not-for-everybody", HttpStatusCode.Unauthorized)] // its secret is not set
    [InlineData("unknown", "Bearer not-for-everybody", HttpStatusCode.Unauthorized)]
    public async Task Only_who_shows_the_secret_is_heard(string registry, string? authorization, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_address, $"api/hooks/registries/{registry}")) { Content = JsonContent.Create(new { events = Array.Empty<object>() }) };
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var http = new HttpClient();
        Assert.Equal(expected, (await http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task What_is_no_notice_is_refused_in_words_and_kept_nowhere()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Authorization", Secret);
        foreach (var body in new[] { "", "{}", new string('[', 5000), "{\"events\":[\"" + new string('x', 2_000_000) + "\"]}" })
        {
            using var answer = await http.PostAsync(new Uri(_address, "api/hooks/registries/hub"), new StringContent(body));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
        await using var db = _portal.Db();
        Assert.Equal(0, await db.HookEvents.CountAsync());
    }

    private async Task<HookEventRow> UntilHandledAsync(string repository, string tag)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            await using (var db = _portal.Db())
            {
                if (await db.HookEvents.FirstOrDefaultAsync(row => row.Repository == repository && row.Tag == tag && row.State != HookState.Waiting, late.Token) is { } row) return row;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), late.Token);
        }
    }
}
