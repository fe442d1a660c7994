using Microsoft.Playwright;

namespace PromotionPortal.E2E;

/// <summary>Anything is found, and gone to, with the keyboard alone.</summary>
public sealed class PaletteStories(RunningPortal portal) : IClassFixture<RunningPortal>
{
    [Fact]
    public async Task Dora_goes_from_any_page_to_a_request_to_an_image_and_to_a_page()
    {
        await portal.Demo.RunAsync(portal.Demo.Person("dora"), "promote", "checkout", "1.2.0", "--to", "dev");
        await using var visit = await portal.SignedInAsync("dora");
        await visit.GoAsync("/policies");
        await FindAsync(visit, "#1");
        await Assertions.Expect(Chosen(visit)).ToContainTextAsync("#1 checkout 1.2.0 to dev");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/promotions/1");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();

        await FindAsync(visit, "checkout 1.3.1");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/applications/checkout/images/**");

        await FindAsync(visit, "wait");
        await Assertions.Expect(Chosen(visit)).ToContainTextAsync("All waiting requests");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/inbox?show=all");
        await visit.Page.GoBackAsync();
        await visit.Page.WaitForURLAsync("**/applications/checkout/images/**");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Dora_begins_a_promotion_from_anywhere_and_finds_no_action_that_is_not_hers()
    {
        await using var visit = await portal.SignedInAsync("dora");
        await visit.GoAsync("/definitions");
        await FindAsync(visit, "promote checkout");
        await Assertions.Expect(Chosen(visit)).ToContainTextAsync("Promote an image of checkout…");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Select image");
        await visit.GoAsync("/definitions");
        await FindAsync(visit, "add a person");
        await Assertions.Expect(Palette(visit)).ToContainTextAsync("Nothing found for “add a person”.");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_arrows_choose_Escape_closes_and_the_focus_is_where_it_was()
    {
        await using var visit = await portal.SignedInAsync("dora");
        await visit.GoAsync("/applications");
        var filter = visit.Page.Locator("[data-filter] input");
        await visit.Page.Keyboard.PressAsync("/");
        await Assertions.Expect(filter).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(Chosen(visit)).ToContainTextAsync("Inbox");
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(Chosen(visit)).ToContainTextAsync("My requests");
        await visit.Page.Keyboard.PressAsync("Home");
        await visit.Page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(visit.Page.Locator("#palette-list [role=option]").Last).ToHaveAttributeAsync("aria-selected", "true");
        Assert.Equal(await Chosen(visit).GetAttributeAsync("id"), await visit.Page.Locator("#palette-words").GetAttributeAsync("aria-activedescendant"));
        await visit.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Palette(visit)).ToBeHiddenAsync();
        await Assertions.Expect(filter).ToBeFocusedAsync();
        Assert.Empty(visit.Complaints);
    }

    // Most of what is found is asked of the server; the dialog is there before the page is live, and what is typed meanwhile counts.
    [Fact]
    public async Task It_opens_before_the_page_is_live_and_stays_open_when_it_is()
    {
        await using var visit = await portal.SignedInAsync("dora");
        var circuit = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/_framework/blazor.web*.js", async route =>
        {
            await circuit.Task;
            await route.ContinueAsync();
        });
        await visit.Page.GotoAsync("/applications", new() { WaitUntil = WaitUntilState.Commit });
        await visit.Page.Locator("main[data-interactive=false]").WaitForAsync();
        await FindAsync(visit, "policies");
        await Assertions.Expect(Chosen(visit)).ToContainTextAsync("Policies");
        circuit.SetResult();
        await visit.LiveAsync();
        await Assertions.Expect(Palette(visit)).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/policies");
    }

    [Fact]
    public async Task A_choice_of_theme_and_keys_goes_with_the_account()
    {
        await using var one = await portal.SignedInAsync("priya");
        await one.GoAsync("/applications");
        foreach (var deed in new[] { "theme: dark", "single keys" })
        {
            var kept = one.Page.WaitForResponseAsync("**/api/me/preferences");
            await FindAsync(one, deed);
            await one.Page.Keyboard.PressAsync("Enter");
            Assert.Equal(200, (await kept).Status);
        }
        await one.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(one.Page.Locator("dialog#shortcuts")).ToBeHiddenAsync();
        await FindAsync(one, "shortcuts"); // the search is no single key
        await one.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(one.Page.Locator("dialog#shortcuts")).ToContainTextAsync("Search and commands");

        // Another browser, which remembers a light theme of somebody else.
        await using var other = await portal.SignedInAsync("priya", "light");
        await other.GoAsync("/applications");
        Assert.Equal("dark off", await other.Page.EvaluateAsync<string>("() => `${document.documentElement.dataset.theme} ${document.documentElement.dataset.keys}`"));
        Assert.Empty(one.Complaints.Concat(other.Complaints));
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Nobody_is_shut_out_while_it_is_open(int width)
    {
        await using var visit = await portal.SignedInAsync("ada", "light", width);
        await visit.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        foreach (var typed in new[] { "", "checkout", "nothing like it" })
        {
            await visit.GoAsync("/applications");
            await visit.Page.GetByRole(AriaRole.Button, new() { NameString = "Search" }).ClickAsync();
            await visit.Page.Keyboard.TypeAsync(typed);
            await Assertions.Expect(typed.StartsWith("nothing", StringComparison.Ordinal) ? Palette(visit).GetByText("Nothing found") : Chosen(visit)).ToBeVisibleAsync();
            Assert.Empty((await Axe.FaultsAsync(visit.Page)).Select(fault => $"“{typed}” at {width}, {fault}"));
            Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        }
        Assert.Empty(visit.Complaints);
    }

    private static ILocator Palette(Visit visit) => visit.Page.Locator("dialog#palette");

    private static ILocator Chosen(Visit visit) => visit.Page.Locator("#palette-list [aria-selected=true]");

    private static async Task FindAsync(Visit visit, string words)
    {
        await visit.Page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(visit.Page.Locator("#palette-words")).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync(words);
    }
}
