using System.Net;
using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;
using PromotionPortal.Web.Account;

namespace PromotionPortal.Tests.Identity;

/// <summary>Whoever is disabled, or signed out everywhere, is out: with the next request, and of a page that is open.</summary>
public sealed class DisabledTests : IAsyncLifetime, IDisposable
{
    private readonly Portal _portal = new();
    private string _ada = "";

    public async Task InitializeAsync()
    {
        await _portal.AddAsync("root", new Grant(Role.SuperAdmin, Reach.All));
        _ada = await _portal.AddAsync("ada", new Grant(Role.Viewer, Reach.All));
    }

    [Fact]
    public async Task The_next_request_of_a_disabled_person_is_refused_and_stays_so_when_he_is_enabled_again()
    {
        var browser = await _portal.SignedInAsync("ada");
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/applications")).StatusCode);
        var root = await _portal.ActorAsync("root");
        await _portal.People.DisableAsync(root, _ada);
        Assert.Equal("/sign-in", (await browser.GetAsync("/applications")).Headers.Location!.AbsolutePath);
        await _portal.People.EnableAsync(root, _ada);
        Assert.Equal("/sign-in", (await browser.GetAsync("/applications")).Headers.Location!.AbsolutePath);
    }

    [Fact]
    public async Task A_role_that_was_taken_away_is_gone_with_the_next_request()
    {
        var browser = await _portal.SignedInAsync("ada");
        await _portal.People.RevokeAsync(await _portal.ActorAsync("root"), _ada, new(Role.Viewer, Reach.All));
        var answer = await browser.GetAsync("/applications");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("Not yours to see", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("taken away")]
    [InlineData("ended")]
    [InlineData("put out of the group")]
    [InlineData("membership ended")]
    public async Task A_right_that_is_gone_is_gone_for_the_browser_and_for_a_token_with_the_next_request(string how)
    {
        var root = await _portal.ActorAsync("root");
        await _portal.People.RevokeAsync(root, _ada, new(Role.Viewer, Reach.All));
        await _portal.Groups.CreateAsync(root, "sre", "");
        var (soon, viewer) = (_portal.Clock.GetUtcNow().AddHours(1), new Grant(Role.Viewer, Reach.All));
        if (how is "taken away" or "ended") await _portal.Grants.GiveToPersonAsync(root, "ada", viewer with { Until = how == "ended" ? soon : null });
        else await _portal.Grants.GiveToGroupAsync(root, "sre", viewer);
        await _portal.Groups.AddAsync(root, "sre", "ada", how == "membership ended" ? soon : null);

        var browser = await _portal.SignedInAsync("ada");
        var token = (await _portal.Tokens.CreateAsync(await _portal.ActorAsync("ada"), new("script", [TokenScope.Read], _portal.Clock.GetUtcNow().AddDays(1)))).Result!;
        using var script = _portal.CreateClient(new() { HandleCookies = false });
        script.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await browser.GetAsync("/applications")).StatusCode, (await script.GetAsync("/api/applications")).StatusCode));

        if (how == "taken away") await _portal.People.RevokeAsync(root, _ada, viewer);
        else if (how == "put out of the group") await _portal.Groups.RemoveAsync(root, "sre", "ada");
        else _portal.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), ((await browser.GetAsync("/applications")).StatusCode, (await script.GetAsync("/api/applications")).StatusCode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_open_page_looks_again_and_puts_out_who_is_no_longer_one(bool disable)
    {
        await using var scope = _portal.Services.CreateAsyncScope();
        using var guard = Assert.IsType<CircuitGuard>(scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>());
        var person = await PrincipalAsync(scope.ServiceProvider);
        Assert.True(await LookAgainAsync(guard, person));
        if (disable) await _portal.People.DisableAsync(await _portal.ActorAsync("root"), _ada);
        else await _portal.SetPasswordAsync("ada");
        Assert.False(await LookAgainAsync(guard, person));
    }

    [Fact]
    public void An_open_page_looks_often_enough()
    {
        using var scope = _portal.Services.CreateScope();
        var guard = scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
        var interval = (TimeSpan)typeof(CircuitGuard).GetProperty("RevalidationInterval", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(guard)!;
        Assert.InRange(interval, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task What_was_tampered_with_is_nobody()
    {
        await using var scope = _portal.Services.CreateAsyncScope();
        var sound = await PrincipalAsync(scope.ServiceProvider);
        Assert.Equal(_ada, (await _portal.Actors.OfAsync(sound)).Id);
        var withoutStamp = new ClaimsPrincipal(new ClaimsIdentity(sound.Claims.Where(claim => !claim.Type.Contains("SecurityStamp", StringComparison.Ordinal)), "any"));
        Assert.Equal(Actor.Anonymous, await _portal.Actors.OfAsync(withoutStamp));
        Assert.Equal(Actor.Anonymous, await _portal.Actors.OfAsync(new ClaimsPrincipal()));
    }

    [Fact]
    public async Task The_keys_of_the_cookies_lie_in_the_database()
    {
        await _portal.SignedInAsync("ada");
        await using var db = _portal.Db();
        Assert.Contains("<key ", (await db.DataProtectionKeys.SingleAsync()).Xml, StringComparison.Ordinal);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _portal.Dispose();

    private async Task<ClaimsPrincipal> PrincipalAsync(IServiceProvider services)
    {
        var user = await services.GetRequiredService<UserManager<PortalUser>>().FindByIdAsync(_ada);
        return await services.GetRequiredService<IUserClaimsPrincipalFactory<PortalUser>>().CreateAsync(user!);
    }

    private static Task<bool> LookAgainAsync(CircuitGuard guard, ClaimsPrincipal person) =>
        (Task<bool>)typeof(CircuitGuard).GetMethod("ValidateAuthenticationStateAsync", BindingFlags.Instance | BindingFlags.NonPublic)!
            .Invoke(guard, [new AuthenticationState(person), CancellationToken.None])!;
}
