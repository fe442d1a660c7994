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
