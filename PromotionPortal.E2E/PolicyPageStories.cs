using Microsoft.Playwright;

namespace PromotionPortal.E2E;

/// <summary>Policies are tried on real images, and applied to many pairs at once.</summary>
public sealed class PolicyPageStories(RunningPortal portal) : IClassFixture<RunningPortal>
{
    [Fact]
    public async Task Ada_applies_a_policy_to_two_pairs_with_the_bar_that_she_put_aside()
    {
        await using var visit = await portal.SignedInAsync("ada");
        var page = visit.Page;
        await visit.GoAsync("/policies/apply?environment=staging");
        await page.GetByLabel("checkout in staging", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("payments in staging", new() { Exact = true }).CheckAsync();
        var bar = page.GetByRole(AriaRole.Group, new() { Name = "Selected pairs" });
        await Assertions.Expect(bar).ToContainTextAsync("2 selected");

        var before = (await bar.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(before.X + 12, before.Y + 18);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(before.X - 88, before.Y - 182);
        await page.Mouse.UpAsync();
        var dragged = (await bar.BoundingBoxAsync())!;
        Assert.Equal((-100, -200), (Math.Round(dragged.X - before.X), Math.Round(dragged.Y - before.Y)));
        await bar.GetByRole(AriaRole.Button, new() { Name = "Move this bar" }).FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        Assert.True((await bar.BoundingBoxAsync())!.Y > dragged.Y);

        await bar.GetByRole(AriaRole.Button, new() { Name = "Change policy" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Policy").SelectOptionAsync("to-prod");
        await Assertions.Expect(dialog.GetByText("checkout in staging").First).ToBeVisibleAsync();
        await Assertions.Expect(dialog.GetByText("None is touched.")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Confirm: apply the policy" }).ClickAsync();
        await Assertions.Expect(page.GetByText("to-prod is applied to 2 pairs now.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "checkout" }).GetByRole(AriaRole.Link, new() { Name = "to-prod" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "catalogue" }).GetByRole(AriaRole.Link, new() { Name = "open" })).ToBeVisibleAsync();
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task What_Ada_types_is_tried_on_real_images_before_she_saves_it()
    {
        await using var visit = await portal.SignedInAsync("ada");
        var page = visit.Page;
        await visit.GoAsync("/definitions/policies/to-prod");
        await page.GetByLabel("Images of").SelectOptionAsync("checkout");
        await Assertions.Expect(page.GetByText("may be promoted by these conditions.")).ToBeVisibleAsync();
        var condition = page.GetByRole(AriaRole.Textbox, new() { Name = "Pass", Exact = true });
        await page.Locator(".cel-field__frame").First.WaitForAsync();
        await condition.FillAsync("");
        await condition.PressSequentiallyAsync("containerImageT");
        // Not with Enter, which counts as a line's end when it comes too soon after the offer for a person to have read it.
        await page.GetByRole(AriaRole.Option, new() { NameString = "containerImageTag" }).ClickAsync();
        await Assertions.Expect(condition).ToHaveTextAsync("containerImageTag");
        await page.Keyboard.InsertTextAsync(" == 'nothing-like-it'");
        await Assertions.Expect(condition).ToHaveTextAsync("containerImageTag == 'nothing-like-it'");
        await page.Keyboard.PressAsync("Tab"); // the form takes it over when it is left
        await Assertions.Expect(page.Locator(".playground [role=status]")).ToContainTextAsync("0 of");
        await page.Locator(".trial summary").First.ClickAsync();
        await Assertions.Expect(page.Locator(".trial .explained").Last).ToContainTextAsync("containerImageTag == 'nothing-like-it' → is false");
        Assert.Empty(visit.Complaints);
    }
}
