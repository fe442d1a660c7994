using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Storage;
using PromotionPortal.Web.Account;
using PromotionPortal.Web.Admin;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Tests.Identity;

/// <summary>Pages with a circuit. Their events are rendered here for people who could never open them, as a forged event would be.</summary>
public sealed class PageTests : IAsyncLifetime, IDisposable
{
    private readonly Portal _portal = new();
    private readonly BunitContext _browser = new();

    public async Task InitializeAsync()
    {
        _browser.Services.AddSingleton(_portal.Actors).AddSingleton(_portal.People).AddSingleton(_portal.Tokens).AddSingleton<TimeProvider>(_portal.Clock)
            .AddSingleton(_portal.Get<CurrentDefinitions>()).AddSingleton(_portal.Get<Changes>()).AddScoped<MinuteClock>();
        await _portal.AddAsync("root", new Grant(Role.SuperAdmin, Reach.All));
        await _portal.AddAsync("ada", new Grant(Role.Admin, Reach.All));
    }

    [Fact]
    public async Task A_super_admin_adds_a_person_and_gives_a_role()
    {
        var page = await PeopleAsync("root");
        await FillAndSendAsync(page, "grace", "Grace Hopper");
        Assert.EndsWith("?person=grace", _browser.Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>().Uri, StringComparison.Ordinal);

        page = await PeopleAsync("root", "/admin/people?person=grace");
        await page.Find("section select").ChangeAsync(new() { Value = nameof(Role.ArtifactPromoter) });
        await page.FindAll("section form input")[0].ChangeAsync(new() { Value = "shop" });
        await page.Find("section form").SubmitAsync();
        Assert.Contains("Grace Hopper is now Artifact promoter of shop in every environment.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_link_is_shown_once_with_the_whole_address()
    {
        var page = await PeopleAsync("root", "/admin/people?person=ada");
        await Button(page, "New sign-in link").ClickAsync(new());
        var link = new Uri(page.Find("[role=status] input").GetAttribute("value")!);
        Assert.NotNull(await _portal.Get<SignInLinks>().FindAsync(Uri.UnescapeDataString(link.Query["?code=".Length..])));
    }

    [Fact]
    public async Task Whoever_forges_the_event_of_a_page_he_may_not_open_changes_nothing()
    {
        var page = await PeopleAsync("ada");
        await FillAndSendAsync(page, "eve", "Eve");
        Assert.Contains("Super-admin is needed.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("table"));
        await using var db = _portal.Db();
        Assert.False(await db.Users.AnyAsync(user => user.UserName == "eve"));
    }

    [Fact]
    public async Task Whose_role_was_taken_while_the_page_is_open_changes_nothing_more()
    {
        var root2 = await _portal.AddAsync("other", new Grant(Role.SuperAdmin, Reach.All));
        var page = await PeopleAsync("other");
        await _portal.People.RevokeAsync(await _portal.ActorAsync("root"), root2, new(Role.SuperAdmin, Reach.All));
        await FillAndSendAsync(page, "eve", "Eve");
        Assert.Contains("Super-admin is needed.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_made_shown_once_and_revoked()
    {
        var page = await RenderAsync<TokensPage>("ada");
        await page.Find("form input").ChangeAsync(new() { Value = "my script" });
        await page.Find("form input[type=checkbox]").ChangeAsync(new() { Value = true });
        await page.Find("form").SubmitAsync();
        Assert.True(TokenText.IsWellFormed(page.Find("[role=status] input").GetAttribute("value")!));

        page = await RenderAsync<TokensPage>("ada");
        Assert.Empty(page.FindAll("[role=status] input"));
        Assert.Contains("my script", page.Find("table").TextContent, StringComparison.Ordinal);
        await Button(page, "Revoke").ClickAsync(new());
        Assert.Contains("revoked", page.Find("table").TextContent, StringComparison.Ordinal);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _browser.Dispose();
        _portal.Dispose();
    }

    private async Task<IRenderedComponent<PeoplePage>> PeopleAsync(string userName, string address = "/admin/people")
    {
        _browser.Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>().NavigateTo(address);
        return await RenderAsync<PeoplePage>(userName);
    }

    private async Task<IRenderedComponent<TPage>> RenderAsync<TPage>(string userName)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        await using var scope = _portal.Services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByNameAsync(userName);
        var person = await scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<PortalUser>>().CreateAsync(user!);
        return _browser.Render<TPage>(page => page.AddCascadingValue(Task.FromResult(new AuthenticationState(person))));
    }

    private static async Task FillAndSendAsync(IRenderedComponent<PeoplePage> page, string userName, string displayName)
    {
        await page.FindAll("form.stack input")[0].ChangeAsync(new() { Value = userName });
        await page.FindAll("form.stack input")[1].ChangeAsync(new() { Value = displayName });
        await page.Find("form.stack").SubmitAsync();
    }

    private static IElement Button<TPage>(IRenderedComponent<TPage> page, string text)
        where TPage : Microsoft.AspNetCore.Components.IComponent => page.FindAll("button").First(button => button.TextContent.Contains(text, StringComparison.Ordinal));
}
