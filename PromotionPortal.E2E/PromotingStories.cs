using Microsoft.Playwright;

namespace PromotionPortal.E2E;

public sealed class PromotingStories(RunningPortal portal) : IClassFixture<RunningPortal>
{
    [Fact]
    public async Task Dora_promotes_an_image_by_point_and_click_and_it_lands_with_the_same_digest()
    {
        await using var visit = await portal.SignedInAsync("dora");
        var page = visit.Page;
        await visit.GoAsync("/applications");
        await page.GetByRole(AriaRole.Link, new() { Name = "Checkout" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Promote", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Select 1.4.0" }).ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { NameString = "Staging" }).CheckAsync();
        await page.GetByLabel("Reason for promoting").FillAsync("The shop waits for it.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Promote image" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { NameString = "Follow promotion" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Progressbar, new() { Name = "Copying checkout" })).ToBeVisibleAsync();
        await Screenshots.TakeAsync(page, "promotion-under-way");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Promoted", new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("#main").GetByText("is available in staging")).ToBeVisibleAsync();

        var dora = portal.Demo.Person("dora");
        Assert.Equal(await Skopeo.DigestAsync(portal.Demo, dora, "builds/shop/checkout:1.4.0"), await Skopeo.DigestAsync(portal.Demo, dora, "main/staging/checkout:1.4.0"));
        await visit.GoAsync("/applications/checkout");
        await Screenshots.TakeAsync(page, "application");
        await visit.GoAsync("/activity");
        await Assertions.Expect(page.GetByText("Dora Developer asked to promote checkout 1.4.0 to staging.")).ToBeVisibleAsync();
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task What_needs_approval_waits_until_somebody_else_agrees_on_its_page()
    {
        await using var asker = await portal.SignedInAsync("dora");
        await asker.GoAsync("/applications/catalogue?q=1.4.0");
        await asker.Page.GetByRole(AriaRole.Link, new() { Name = "Promote 1.4.0" }).ClickAsync();
        await asker.Page.GetByRole(AriaRole.Checkbox, new() { NameString = "Production" }).CheckAsync();
        await Assertions.Expect(asker.Page.GetByRole(AriaRole.Button, new() { Name = "Promote image" })).ToBeDisabledAsync();
        await asker.Page.GetByLabel("Reason for promoting").FillAsync("Customers wait for it.");
        await asker.Page.GetByRole(AriaRole.Button, new() { Name = "Promote image" }).ClickAsync();
        await Assertions.Expect(asker.Page.GetByText("Sent for approval.")).ToBeVisibleAsync();
        await asker.Page.GetByRole(AriaRole.Link, new() { NameString = "Follow promotion" }).ClickAsync();
        await Assertions.Expect(asker.Page.GetByText("1 approver must approve.")).ToBeVisibleAsync();
        Assert.Equal(0, await asker.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).CountAsync());

        await using var approver = await portal.SignedInAsync("paul");
        await approver.GoAsync(new Uri(asker.Page.Url).PathAndQuery);
        await approver.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Assertions.Expect(asker.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Promoted", new() { Timeout = 60_000 });
        Assert.Empty(approver.Complaints);
    }

    [Fact]
    public async Task What_is_there_already_cannot_be_chosen_again_and_says_why()
    {
        var dora = portal.Demo.Person("dora");
        Assert.Equal(0, (await portal.Demo.RunAsync(dora, "promote", "payments", "1.2.0", "--to", "test", "--wait")).Code);
        await using var visit = await portal.SignedInAsync("dora");
        await visit.GoAsync("/applications/payments?q=1.2.0");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Promote 1.2.0" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Checkbox, new() { NameString = "Extended test" })).ToBeDisabledAsync();
        await Assertions.Expect(visit.Page.GetByText("is available in test already").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_may_not_promote_finds_no_button_and_is_refused_by_every_door()
    {
        await using var visit = await portal.SignedInAsync("paul");
        await visit.GoAsync("/applications/checkout");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Checkout" })).ToBeVisibleAsync();
        Assert.Equal(0, await visit.Page.GetByRole(AriaRole.Link, new() { NameString = "Promote" }).Filter(new() { HasNotText = "Promotions" }).CountAsync());

        var (code, _, error) = await portal.Demo.RunAsync(portal.Demo.Person("paul"), "promote", "checkout", "1.3.0", "--to", "dev");
        Assert.Equal(1, code);
        Assert.Contains("Build & deploy or above", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_all_of_several_are_refused_each_says_why()
    {
        var (code, _, error) = await portal.Demo.RunAsync(portal.Demo.Person("dora"), "promote", "checkout", "1.3.0", "--from", "prod", "--to", "dev", "--to", "test");
        Assert.Equal(1, code);
        Assert.Equal(["dev", "test"], error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':')[0]));
    }

    [Fact]
    public async Task Somebody_else_sees_it_arrive_without_touching_the_page()
    {
        await using var watcher = await portal.SignedInAsync("priya");
        await watcher.GoAsync("/promotions?application=catalogue");
        var (code, _, error) = await portal.Demo.RunAsync(portal.Demo.Person("dora"), "promote", "catalogue", "1.3.1", "--to", "staging", "--reason", "from the command line", "--wait");
        Assert.True(code == 0, error);
        await Assertions.Expect(watcher.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "catalogue" }).GetByText("Promoted")).ToBeVisibleAsync();
    }
}
