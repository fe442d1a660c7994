using Microsoft.Playwright;

namespace PromotionPortal.E2E;

public sealed class DefinitionHistoryStories(RunningPortal portal) : IClassFixture<RunningPortal>
{
    [Fact]
    public async Task What_is_pushed_with_git_alone_is_seen_judged_and_taken_back()
    {
        await using var visit = await portal.SignedInAsync("ada");
        var page = visit.Page;
        await visit.GoAsync("/definitions/problems");
        await Assertions.Expect(page.GetByText("All definitions are sound")).ToBeVisibleAsync();

        GitPerson.Push(portal.Demo, "environments/staging.yaml", text => text + "  colour: red\n", "Paint staging");

        // Nobody touches the page: it hears of it.
        await Assertions.Expect(page.GetByText("colour: red")).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await Assertions.Expect(page.Locator(".faults__what")).ToContainTextAsync("colour");
        await page.GetByRole(AriaRole.Link, new() { NameString = "1 problem" }).First.ClickAsync();

        await visit.GoAsync("/definitions/environments/staging/history");
        await Assertions.Expect(page.Locator(".commits > li").First).ToContainTextAsync("Paint staging");
        await Assertions.Expect(page.Locator(".commits > li").First).ToContainTextAsync("with git");
        await page.Locator(".commits > li").Nth(1).GetByRole(AriaRole.Link, new() { NameString = "Restore" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Restore", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".commits > li").First).ToContainTextAsync("Restore staging as of");
        await visit.GoAsync("/definitions/problems");
        await Assertions.Expect(page.GetByText("All definitions are sound")).ToBeVisibleAsync();
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Dora_proposes_and_sees_Ada_accept()
    {
        GitPerson.Push(portal.Demo, "environments/test.yaml", text => text.Replace("position: ", "position: 1", StringComparison.Ordinal), "Move test");
        await using var dora = await portal.SignedInAsync("dora");
        await dora.GoAsync("/definitions/environments/test/history");
        await Assertions.Expect(dora.Page.Locator(".commits > li").First).ToContainTextAsync("Move test", new() { Timeout = 40_000 });
        await dora.Page.GetByRole(AriaRole.Link, new() { NameString = "Restore" }).First.ClickAsync();
        await dora.Page.GetByRole(AriaRole.Button, new() { Name = "Propose to restore" }).ClickAsync();
        await Assertions.Expect(dora.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Open");

        await using var ada = await portal.SignedInAsync("ada");
        await ada.GoAsync("/definitions/proposals");
        await ada.Page.GetByRole(AriaRole.Link, new() { NameString = "Restore test as of" }).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Accepted");

        await Assertions.Expect(dora.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Accepted");
        Assert.Empty(dora.Complaints.Concat(ada.Complaints));
    }
}
