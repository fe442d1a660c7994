using AngleSharp.Dom;
using Bunit;
using Bunit.TestDoubles;
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
            .AddSingleton(_portal.Get<CurrentDefinitions>()).AddSingleton(_portal.Get<Changes>()).AddSingleton(_portal.Get<OpenProblems>()).AddSingleton(_portal.Groups).AddSingleton(_portal.Grants).AddScoped<MinuteClock>();
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
        await page.Find("aside select").ChangeAsync(new() { Value = nameof(Role.ArtifactPromoter) });
        await page.FindAll("aside form input")[0].ChangeAsync(new() { Value = "shop" });
        await page.Find("aside form").SubmitAsync();
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
    public async Task A_right_says_through_which_group_it_comes_who_gave_it_and_when_it_ends()
    {
        var root = await _portal.ActorAsync("root");
        await _portal.AddAsync("grace");
        await _portal.Groups.CreateAsync(root, "sre", "");
        await _portal.Groups.AddAsync(root, "sre", "grace");
        await _portal.Grants.GiveToGroupAsync(root, "sre", Grant.OfVerb(Verb.Hotfix, Reach.OfProduct("web")) with { Until = _portal.Clock.GetUtcNow().AddDays(3) }, "on call");
        var page = await PeopleAsync("root", "/admin/people?person=grace");
        var words = page.Find("aside ul").TextContent;
        foreach (var part in new[] { "Hotfix", "product web", "through group sre", "given by root the person", "ends", "on call" }) Assert.Contains(part, words, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("aside ul button"));
    }

    [Fact]
    public async Task A_right_over_a_class_is_given_until_a_day_and_taken_away_again()
    {
        var page = await PeopleAsync("root", "/admin/people?person=ada");
        await page.Find("aside select").ChangeAsync(new() { Value = nameof(Verb.EditFlows) });
        await page.FindAll("aside form input")[0].ChangeAsync(new() { Value = "product:web" });
        await page.FindAll("aside form input")[2].ChangeAsync(new() { Value = "2027-01-31" });
        await page.Find("aside form").SubmitAsync();
        Assert.Contains("Edit flows of product web in every environment, until 2027-02-01 00:00 UTC", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        await page.Find("[aria-label^='Take away: Edit flows']").ClickAsync(new());
        Assert.DoesNotContain("Edit flows", page.Find("aside ul").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_is_created_filled_given_a_right_and_emptied()
    {
        var groups = await RenderAsync<GroupsPage>("root");
        Assert.Contains("No groups yet", groups.Markup, StringComparison.Ordinal);
        await groups.FindAll("form input")[0].ChangeAsync(new() { Value = "sre" });
        await groups.Find("form").SubmitAsync();
        Assert.EndsWith("/admin/groups/sre", Navigation.Uri, StringComparison.Ordinal);

        var page = await RenderAsync<GroupPage>("root", parameters => parameters.Add(group => group.Name, "sre"));
        await page.Find("form[aria-label='Put somebody in'] input").ChangeAsync(new() { Value = "ada" });
        await page.Find("form[aria-label='Put somebody in']").SubmitAsync();
        await page.Find("form[aria-label='Give a right']").SubmitAsync();
        Assert.Equal(2, page.FindAll("table").Count);
        Assert.Equal(["sre"], (await _portal.ActorAsync("ada")).Groups);
        await page.Find("[aria-label^='Take out']").ClickAsync(new());
        await page.Find("[aria-label^='Take away']").ClickAsync(new());
        await Button(page, "Delete the group").ClickAsync(new());
        Assert.EndsWith("/admin/groups", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_forges_events_of_the_group_and_grant_pages_changes_nothing()
    {
        var root = await _portal.ActorAsync("root");
        await _portal.Groups.CreateAsync(root, "sre", "");
        var groups = await RenderAsync<GroupsPage>("ada");
        await groups.FindAll("form input")[0].ChangeAsync(new() { Value = "eve" });
        await groups.Find("form").SubmitAsync();
        Assert.Contains("Super-admin is needed.", groups.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Contains("There is no such group", (await RenderAsync<GroupPage>("ada", parameters => parameters.Add(group => group.Name, "sre"))).Markup, StringComparison.Ordinal);

        // The page was opened by a super-admin who is none any more when he clicks.
        await _portal.AddAsync("other", new Grant(Role.SuperAdmin, Reach.All));
        var page = await RenderAsync<GrantsPage>("other");
        var take = page.FindAll("[aria-label^='Take away from ada']");
        await using (var db = _portal.Db()) await db.Grants.Where(row => row.Role == Role.SuperAdmin && row.UserId != root.Id).ExecuteDeleteAsync();
        await take[0].ClickAsync(new());
        Assert.Contains("Super-admin is needed.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty((await _portal.ActorAsync("ada")).Grants);
    }

    [Fact]
    public async Task The_grants_are_filtered_by_what_stands_in_the_address()
    {
        await _portal.Grants.GiveToPersonAsync(await _portal.ActorAsync("root"), "ada", Grant.OfVerb(Verb.Hotfix, new("shop", "*")));
        Navigation.NavigateTo("/admin/grants?right=Hotfix&application=shop");
        var page = await RenderAsync<GrantsPage>("root");
        Assert.Equal(["Hotfix"], page.FindAll("tbody th").Select(cell => cell.TextContent));
        await page.FindAll("select")[0].ChangeAsync(new() { Value = "SuperAdmin" });
        Assert.EndsWith("/admin/grants?right=SuperAdmin&application=shop", Navigation.Uri, StringComparison.Ordinal);
        Navigation.NavigateTo("/admin/grants?state=Ended");
        Assert.Contains("Nothing fits", (await RenderAsync<GrantsPage>("root")).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_loses_the_right_to_an_open_page_is_sent_out_of_it_at_once()
    {
        var other = await _portal.AddAsync("other", new Grant(Role.SuperAdmin, Reach.All));
        Navigation.NavigateTo("/admin/groups");
        var page = await RenderAsync<GroupsPage>("other");
        await _portal.People.RevokeAsync(await _portal.ActorAsync("root"), other, new(Role.SuperAdmin, Reach.All));
        await page.WaitForAssertionAsync(() => Assert.Contains(Navigation.History, step => step.Options.ForceLoad));
    }

    [Fact]
    public async Task A_right_that_ends_by_itself_is_noticed_by_an_open_page_within_a_minute()
    {
        var time = new Web.SetTime(_portal.Clock.GetUtcNow());
        _browser.Services.AddScoped(_ => new MinuteClock(time));
        await _portal.AddAsync("other", new Grant(Role.SuperAdmin, Reach.All) with { Until = _portal.Clock.GetUtcNow().AddHours(1) });
        Navigation.NavigateTo("/admin/groups");
        var page = await RenderAsync<GroupsPage>("other");
        _portal.Clock.Advance(TimeSpan.FromHours(2));
        time.Move(TimeSpan.FromMinutes(1));
        await page.WaitForAssertionAsync(() => Assert.Contains(Navigation.History, step => step.Options.ForceLoad));
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

    private BunitNavigationManager Navigation => (BunitNavigationManager)_browser.Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>();

    private async Task<IRenderedComponent<TPage>> RenderAsync<TPage>(string userName, Action<ComponentParameterCollectionBuilder<TPage>>? parameters = null)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        await using var scope = _portal.Services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByNameAsync(userName);
        var person = await scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<PortalUser>>().CreateAsync(user!);
        return _browser.Render<TPage>(page =>
        {
            page.AddCascadingValue(Task.FromResult(new AuthenticationState(person)));
            parameters?.Invoke(page);
        });
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
