using Microsoft.Playwright;

namespace PromotionPortal.E2E;

/// <summary>The portal goes away under an open page and comes back.</summary>
public sealed class ReconnectStories(RunningPortal portal) : IClassFixture<RunningPortal>
{
    [Fact]
    public async Task A_lost_connection_says_so_and_comes_back_with_the_page_as_it_was()
    {
        await using var visit = await portal.SignedInAsync("dora");
        await visit.GoAsync("/applications/checkout?q=1.3");
        await portal.Demo.KillAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { NameString = "Connection lost" })).ToBeVisibleAsync();

        await portal.Demo.StartAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { NameString = "Connection lost" })).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await visit.LiveAsync();
        Assert.EndsWith("/applications/checkout?q=1.3", visit.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(visit.Page.GetByText("1.3.1").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_was_being_written_is_there_again_when_the_portal_starts_anew_and_gone_once_it_is_sent()
    {
        await using var visit = await portal.SignedInAsync("dora");
        await visit.GoAsync("/applications/payments?promote=choose");
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Link, new() { NameString = "Select 1" }).First.ClickAsync();
        var reason = visit.Page.GetByLabel("Reason for promoting");
        await reason.FillAsync("Finance asks for it.");
        await visit.Page.GetByRole(AriaRole.Checkbox, new() { NameString = "Development" }).CheckAsync();
        await visit.Page.WaitForFunctionAsync("() => location.search.includes('into=dev')");
        await portal.Demo.KillAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { NameString = "Connection lost" })).ToBeVisibleAsync();
        await portal.Demo.StartAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { NameString = "Connection lost" })).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await visit.LiveAsync();

        await Assertions.Expect(reason).ToHaveValueAsync("Finance asks for it.");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Checkbox, new() { NameString = "Development" })).ToBeCheckedAsync();
        await Task.Delay(5_500); // by then the page has settled
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Promote image" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("() => Object.keys(sessionStorage).filter(key => key.startsWith('typed:')).length"));
    }

    [Fact]
    public async Task A_secret_is_not_kept_in_the_browser()
    {
        await using var visit = await portal.SignedInAsync("ada");
        await visit.GoAsync("/admin/secrets?set=");
        await visit.Page.GetByLabel("Value", new() { Exact = true }).FillAsync("the-canary-of-a-secret");
        Assert.DoesNotContain("the-canary", await visit.Page.EvaluateAsync<string>("() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }])"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_before_the_page_is_live_is_not_lost()
    {
        await using var visit = await portal.SignedInAsync("dora");
        var script = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/_framework/blazor.web*.js", async route =>
        {
            await script.Task;
            await route.ContinueAsync();
        });
        await visit.Page.GotoAsync("/me/tokens", new() { WaitUntil = WaitUntilState.Commit });
        Assert.Equal("false", await visit.Page.Locator("main").GetAttributeAsync("data-interactive"));
        await visit.Page.GetByLabel("What it is for").FillAsync("written early");
        script.SetResult();
        await visit.LiveAsync();
        await Assertions.Expect(visit.Page.GetByLabel("What it is for")).ToHaveValueAsync("written early");
    }
}
