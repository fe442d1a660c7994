using Microsoft.Playwright;

namespace PromotionPortal.E2E;

/// <summary>What holds on every page, in both themes, on a desk and on a phone.</summary>
public sealed class EveryPage(RunningPortal portal) : IClassFixture<RunningPortal>
{
    // Who looks, and where.
    private static readonly (string? Who, string Path)[] s_pages =
    [
        (null, "/sign-in"),
        (null, "/set-up?code=unknown"),
        (null, "/sign-in/once?code=unknown"),
        ("dora", "/"),
        ("dora", "/applications?q=nothing-like-it"),
        ("dora", "/applications/checkout"),
        ("dora", "/applications/checkout?promote=choose"),
        ("dora", "/applications/checkout/why"),
        ("dora", "/applications/checkout/why?q=nothing-like-it"),
        ("dora", "/applications/unknown/why"),
        ("dora", "/applications/checkout/images/1.3.1"),
        ("dora", "/applications/checkout/images/unknown"),
        ("dora", "/applications/unknown"),
        ("dora", "/applications/checkout?promote=pending"),
        ("dora", "/applications/catalogue?promote=pending&to=prod"),
        ("paul", "/inbox"),
        ("paul", "/inbox?open=2"),
        ("paul", "/inbox?selected=2&do=approve"),
        ("paul", "/inbox?q=nothing-like-it"),
        ("paul", "/inbox?page=abc&open=99999999999999999999"),
        ("dora", "/inbox?show=mine"),
        ("dora", "/inbox?show=mine&open=2"),
        ("priya", "/inbox?show=all&environment=prod&from=ci"),
        ("priya", "/promotions/2"),
        ("dora", "/promotions"),
        ("dora", "/promotions?state=Failed"),
        ("dora", "/promotions/1"),
        ("dora", "/promotions/999"),
        ("dora", "/activity"),
        ("dora", "/definitions"),
        ("dora", "/definitions?kind=registries"),
        ("dora", "/definitions?kind=flows"),
        ("dora", "/definitions?q=nothing-like-it"),
        ("dora", "/definitions/history"),
        ("dora", "/definitions/history?commit=unknown"),
        ("dora", "/definitions/environments/prod/history"),
        ("dora", "/definitions/environments/prod/history?restore=unknown"),
        ("dora", "/definitions/environments/unknown/history"),
        ("dora", "/definitions/compare"),
        ("dora", "/definitions/problems"),
        ("dora", "/definitions/proposals"),
        ("dora", "/definitions/proposals?show=all"),
        ("dora", "/definitions/proposals/999"),
        ("dora", "/activity/events"),
        ("dora", "/activity/events?state=GivenUp"),
        ("dora", "/notices"),
        ("dora", "/notices?show=unread"),
        ("dora", "/account/notifications"),
        ("dora", "/admin/notifications"),
        ("ada", "/admin/notifications"),
        ("ada", "/admin/notifications?channel="),
        ("ada", "/admin/notifications/deliveries"),
        ("ada", "/admin/notifications/deliveries?state=Failed&to=mail"),
        ("ada", "/admin/notifications?delete=unknown"),
        ("dora", "/me/tokens"),
        ("dora", "/device"),
        ("dora", "/set-password"),
        ("dora", "/admin/people"),
        ("ada", "/admin/registries"),
        ("ada", "/admin/registries?registry=main"),
        ("dora", "/nowhere"),
        ("ada", "/admin/people"),
        ("dora", "/definitions/environments/prod"),
        ("dora", "/definitions/environments/prod?edit=true"),
        ("dora", "/definitions/environments/unknown"),
        ("ada", "/definitions/environments/prod"),
        ("ada", "/definitions/environments/prod?view=yaml"),
        ("ada", "/definitions/environments/prod?do=delete"),
        ("ada", "/definitions/applications/checkout"),
        ("ada", "/definitions/registries/main"),
        ("ada", "/definitions/products/web-shop"),
        ("ada", "/flows"),
        ("dora", "/flows?show=drafts"),
        ("ada", "/flows/new"),
        ("ada", "/flows/standard"),
        ("dora", "/flows/standard?node=go-live&product=web-shop"),
        ("ada", "/flows/standard?node=prod&product=web-shop"),
        ("ada", "/flows/standard?node=@start"),
        ("ada", "/flows/standard?view=form"),
        ("ada", "/flows/standard?view=yaml"),
        ("dora", "/flows/unknown"),
        ("ada", "/definitions/policies/new"),
        ("ada", "/definitions/policy-bindings/new"),
        ("ada", "/definitions/git-repositories/new?view=yaml"),
        ("ada", "/definitions/unknown/new"),
        ("dora", "/policies"),
        ("dora", "/policies?q=nothing-like-it"),
        ("dora", "/policies/apply"),
        ("ada", "/policies/apply?policy=to-prod"),
        ("ada", "/policies/apply?pair=checkout/prod"),
        ("ada", "/policies/apply?selected=checkout.staging.prod~payments.prod"),
        ("ada", "/policies/apply?application=unknown"),
        ("ada", "/definitions/policies/to-prod?try=checkout"),
        ("ada", "/admin/secrets"),
        ("ada", "/admin/secrets?set="),
        ("ada", "/admin/secrets?delete=unknown"),
        ("ada", "/admin/definitions-repository"),
        ("ada", "/admin/people?person=paul"),
        ("ada", "/admin/groups"),
        ("ada", "/admin/groups/sre"),
        ("ada", "/admin/groups/unknown"),
        ("ada", "/admin/grants"),
        ("ada", "/admin/grants?right=Hotfix&state=Ended"),
    ];

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Nobody_is_shut_out_and_nothing_complains(int width)
    {
        await portal.Demo.RunAsync(portal.Demo.Person("dora"), "promote", "checkout", "1.2.0", "--to", "dev");
        await portal.Demo.RunAsync(portal.Demo.Person("dora"), "promote", "catalogue", "1.3.1", "--to", "prod", "--reason", "The spring catalogue goes live on Monday.");
        await CreateGroupAsync();
        foreach (var group in s_pages.GroupBy(page => page.Who ?? ""))
        {
            await using var visit = group.Key.Length == 0 ? await portal.VisitAsync("light", width) : await portal.SignedInAsync(group.Key, "light", width);
            // What is still moving in is half transparent, and too pale for anybody.
            await visit.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
            foreach (var (_, path) in group) await LookAsync(visit, path, width);
        }
    }

    private static async Task LookAsync(Visit visit, string path, int width)
    {
        await visit.GoAsync(path);
        await visit.Page.Locator(".skeleton").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Empty((await Axe.FaultsAsync(visit.Page)).Select(fault => $"{path} at {width}, {fault}"));
        Assert.Empty(visit.Complaints.Where(complaint => !IsTheAnswerItself(complaint)).Select(complaint => $"{path}: {complaint}"));
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{path} scrolls sideways at {width}");
    }

    // The first look creates it; the others find it there.
    private async Task CreateGroupAsync()
    {
        await using var visit = await portal.SignedInAsync("ada");
        await visit.GoAsync("/admin/groups");
        if (await visit.Page.GetByRole(AriaRole.Link, new() { Name = "sre" }).CountAsync() > 0) return;
        await visit.Page.GetByLabel("Name, as definitions write it").FillAsync("sre");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Create the group" }).ClickAsync();
        await visit.Page.WaitForURLAsync("**/admin/groups/sre");
        await visit.Page.GetByLabel("User name").FillAsync("paul");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Put into the group" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Give the right" }).ClickAsync();
        await visit.Page.GetByText("The group sre has now").WaitForAsync();
    }

    // The browser notes every 403 and 404 of a page that was asked for.
    private static bool IsTheAnswerItself(string complaint) => complaint.Contains("status of 404", StringComparison.Ordinal) || complaint.Contains("status of 403", StringComparison.Ordinal);
}
