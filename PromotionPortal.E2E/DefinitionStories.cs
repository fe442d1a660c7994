using System.Diagnostics;
using Microsoft.Playwright;

namespace PromotionPortal.E2E;

/// <summary>Definitions are changed by form and by text, by one person and by two at once.</summary>
public sealed class DefinitionStories(RunningPortal portal) : IClassFixture<RunningPortal>
{
    [Fact]
    public async Task Ada_changes_an_environment_by_form_and_finds_the_commit_in_git()
    {
        await using var visit = await portal.SignedInAsync("ada");
        var page = visit.Page;
        await visit.GoAsync("/definitions/environments/prod");
        await page.GetByLabel("Position").FillAsync("45");
        await page.GetByLabel("A tag, once it points").Or(page.GetByLabel("Immutable tags")).First.UncheckAsync();
        await Assertions.Expect(Yaml(page)).ToContainTextAsync("position: 45");
        await Assertions.Expect(Yaml(page)).ToContainTextAsync("immutableTags: false # 1.4.0 in production is 1.4.0 for ever");

        await page.GetByRole(AriaRole.Button, new() { Name = "Save…" }).ClickAsync();
        var message = page.GetByLabel("What this changes, and why");
        await Assertions.Expect(message).ToHaveValueAsync("Environment prod: position 40 → 45, immutableTags true → false");
        await message.FillAsync("Make room before production");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save environment" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Saved Environment prod in")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save…" })).ToBeDisabledAsync();

        Assert.StartsWith("Ada Admin: Make room before production", await GitAsync("log", "-1", "--format=%an: %s"), StringComparison.Ordinal);
        Assert.Contains("position: 45", await GitAsync("show", "HEAD:environments/prod.yaml"), StringComparison.Ordinal);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_wrong_key_is_marked_while_it_is_typed_and_stops_the_save()
    {
        await using var visit = await portal.SignedInAsync("ada");
        var page = visit.Page;
        await visit.GoAsync("/definitions/environments/test");
        await Yaml(page).ClickAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync("  colour: red");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Go to line 8, column 3" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("The key 'colour' is not known here.").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".cm-lintRange-error")).ToHaveTextAsync("colour");

        await page.GetByRole(AriaRole.Button, new() { Name = "Save…" }).ClickAsync();
        await Assertions.Expect(page.GetByText("It cannot be saved while it brings these problems in")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save environment" })).ToBeDisabledAsync();
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task What_was_typed_is_back_after_a_reload_and_completion_knows_the_keys()
    {
        await using var visit = await portal.SignedInAsync("ada");
        var page = visit.Page;
        await visit.GoAsync("/definitions/registries/main");
        await Yaml(page).ClickAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync("  cred");
        await page.Locator(".cm-tooltip-autocomplete").GetByText("credentials").ClickAsync(); // the key would be for the text in the list's first moment
        await page.Keyboard.TypeAsync("main-login");
        await Assertions.Expect(Yaml(page)).ToContainTextAsync("credentials: main-login");

        await page.ReloadAsync();
        await visit.LiveAsync();
        await Assertions.Expect(page.GetByText("What you had typed here and not saved is back.")).ToBeVisibleAsync();
        await Assertions.Expect(Yaml(page)).ToContainTextAsync("credentials: main-login");
        await page.GetByRole(AriaRole.Button, new() { Name = "Discard changes" }).ClickAsync();
        await Assertions.Expect(Yaml(page)).Not.ToContainTextAsync("credentials");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Two_who_save_the_same_get_one_commit_each_and_the_second_merges()
    {
        await using var first = await portal.SignedInAsync("ada");
        await using var second = await portal.SignedInAsync("ada");
        await first.GoAsync("/definitions/environments/staging");
        await second.GoAsync("/definitions/environments/staging");
        var before = int.Parse(await GitAsync("rev-list", "--count", "HEAD"), System.Globalization.CultureInfo.InvariantCulture);
        await SetPositionAsync(second.Page, "33");
        await second.Page.GetByLabel("Class").FillAsync("late");
        await second.Page.GetByLabel("Class").BlurAsync();
        await Assertions.Expect(Yaml(second.Page)).ToContainTextAsync("class: late");

        await SetPositionAsync(first.Page, "31");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Save…" }).ClickAsync();
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Save environment" }).ClickAsync();
        await Assertions.Expect(second.Page.GetByText("Somebody else saved this meanwhile.")).ToBeVisibleAsync();

        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Save…" }).ClickAsync();
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Heading, new() { Name = "Somebody else changed this too" })).ToBeVisibleAsync();
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Button, new() { Name = "1 choice left" })).ToBeDisabledAsync();
        await second.Page.GetByRole(AriaRole.Radio, new() { NameString = "Theirs" }).CheckAsync();
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Save what is merged" }).ClickAsync();
        await Assertions.Expect(second.Page.GetByText("Saved Environment staging in")).ToBeVisibleAsync();

        Assert.Equal($"{before + 2}", (await GitAsync("rev-list", "--count", "HEAD")).Trim());
        var merged = await GitAsync("show", "HEAD:environments/staging.yaml");
        Assert.Contains("position: 31", merged, StringComparison.Ordinal);
        Assert.Contains("class: late", merged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_save_proposes()
    {
        await using var visit = await portal.SignedInAsync("paul");
        var page = visit.Page;
        await visit.GoAsync("/definitions/environments/dev");
        await Assertions.Expect(page.GetByLabel("Position")).ToHaveAttributeAsync("readonly", "");
        await page.GetByRole(AriaRole.Link, new() { Name = "Propose a change" }).ClickAsync();
        await SetPositionAsync(page, "11");
        await page.GetByRole(AriaRole.Button, new() { Name = "Propose…" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save environment" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Propose the change" }).ClickAsync();
        await page.WaitForURLAsync("**/definitions/proposals/*");
    }

    [Fact]
    public async Task A_new_one_is_named_saved_and_deleted_again_but_not_while_it_is_named()
    {
        await using var visit = await portal.SignedInAsync("ada");
        var page = visit.Page;
        await visit.GoAsync("/definitions/products/new");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("web-shop");
        await Assertions.Expect(page.GetByText("There is one already")).ToBeVisibleAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("back-office");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save product" }).ClickAsync();
        await page.WaitForURLAsync("**/definitions/products/back-office");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete product" }).ClickAsync();
        await page.WaitForURLAsync("**/definitions?kind=products");

        await visit.GoAsync("/definitions/products/web-shop?do=delete");
        await Assertions.Expect(page.GetByText("It cannot be deleted while others name it")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Delete product" })).ToBeDisabledAsync();
    }

    private static ILocator Yaml(IPage page) => page.Locator(".cm-content");

    private static async Task SetPositionAsync(IPage page, string position)
    {
        await page.GetByLabel("Position").FillAsync(position);
        await page.GetByLabel("Position").BlurAsync();
        await Assertions.Expect(Yaml(page)).ToContainTextAsync($"position: {position}");
    }

    private async Task<string> GitAsync(params string[] args)
    {
        var start = new ProcessStartInfo("git") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var arg in new[] { "-C", portal.Demo.Definitions }.Concat(args)) start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
