using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace PromotionPortal.E2E;

public sealed partial class InboxStories(RunningPortal portal) : IClassFixture<RunningPortal>
{
    [Fact]
    public async Task Paul_sees_the_count_grow_and_approves_with_the_keyboard_alone()
    {
        await using var paul = await portal.SignedInAsync("paul");
        await paul.GoAsync("/promotions");
        var waiting = paul.Page.GetByRole(AriaRole.Link, new() { NameString = "Inbox" }).GetByText("wait for you");
        Assert.Equal(0, await waiting.CountAsync());
        var id = await RequestAsync("payments", "1.3.0");
        await Assertions.Expect(waiting).ToHaveCountAsync(1);

        await using var dora = await portal.SignedInAsync("dora");
        await dora.GoAsync($"/promotions/{id}");
        await paul.Page.Keyboard.PressAsync("g");
        await paul.Page.Keyboard.PressAsync("i");
        await Assertions.Expect(Row(paul, "payments 1.3.0")).ToBeVisibleAsync();
        await paul.Page.Keyboard.PressAsync("j");
        await Assertions.Expect(paul.Page.GetByRole(AriaRole.Link, new() { NameString = "payments 1.3.0 to prod" })).ToBeFocusedAsync();
        await paul.Page.Keyboard.PressAsync("a");
        await Assertions.Expect(paul.Page.GetByRole(AriaRole.Button, new() { Name = "Approve for prod" })).ToBeFocusedAsync();
        await paul.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Row(paul, "payments 1.3.0")).Not.ToContainTextAsync("0 of 1");
        await Assertions.Expect(paul.Page.GetByRole(AriaRole.Link, new() { NameString = "payments 1.3.0 to prod" })).ToBeFocusedAsync();
        await Assertions.Expect(dora.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Promoted", new() { Timeout = 60_000 });
        await Assertions.Expect(waiting).ToHaveCountAsync(0);
        Assert.Empty(paul.Complaints.Concat(dora.Complaints));
    }

    [Fact]
    public async Task Of_two_who_decide_at_once_one_does_and_the_other_is_told()
    {
        var id = await RequestAsync("payments", "1.3.1");
        await using var paul = await portal.SignedInAsync("paul");
        await using var priya = await portal.SignedInAsync("priya");
        Visit[] both = [paul, priya];
        foreach (var visit in both) await visit.GoAsync($"/inbox?open={id}");
        var buttons = await Task.WhenAll(both.Select(visit => visit.Page.GetByRole(AriaRole.Button, new() { Name = "Approve for prod" }).ElementHandleAsync()));
        // Not as ClickAsync does, which waits until nothing moves: until then the other has decided, and the button is gone.
        await Task.WhenAll(buttons.Select(button => button.DispatchEventAsync("click")));
        // Whoever came second keeps his drawer, and it says so; the first one's has closed.
        await Assertions.Expect(paul.Page.GetByText("It does not wait any more").Or(paul.Page.GetByText("Approved. It goes to prod.")).First).ToBeVisibleAsync();
        await Assertions.Expect(priya.Page.GetByText("It does not wait any more").Or(priya.Page.GetByText("Approved. It goes to prod.")).First).ToBeVisibleAsync();
        await paul.GoAsync($"/promotions/{id}");
        await Assertions.Expect(paul.Page.GetByText("approved the promotion of payments 1.3.1 to prod.")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task What_somebody_else_decided_says_so_where_it_is_looked_at()
    {
        var id = await RequestAsync("catalogue", "1.3.0");
        await using var paul = await portal.SignedInAsync("paul");
        await using var priya = await portal.SignedInAsync("priya");
        await paul.GoAsync($"/inbox?open={id}");
        await priya.GoAsync($"/inbox?open={id}");
        await priya.Page.Keyboard.PressAsync("r");
        await Assertions.Expect(priya.Page.GetByRole(AriaRole.Button, new() { Name = "Reject…" }).Last).ToBeFocusedAsync();
        await priya.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(priya.Page.GetByLabel("Why it is rejected")).ToBeFocusedAsync();
        await priya.Page.Keyboard.TypeAsync("The prices are wrong.");
        await priya.Page.GetByRole(AriaRole.Button, new() { Name = "Reject", Exact = true }).ClickAsync();
        await Assertions.Expect(paul.Page.GetByText("It does not wait any more: it is rejected.")).ToBeVisibleAsync();
        Assert.Equal(0, await paul.Page.GetByRole(AriaRole.Button, new() { Name = "Approve for prod" }).CountAsync());
        Assert.Empty(paul.Complaints.Concat(priya.Complaints));
    }

    [Fact]
    public async Task What_comes_waits_until_it_is_asked_for_and_several_are_approved_at_once()
    {
        await RequestAsync("checkout", "1.3.0");
        await using var paul = await portal.SignedInAsync("paul");
        await paul.GoAsync("/inbox?application=checkout");
        await Assertions.Expect(Row(paul, "checkout 1.3.0")).ToBeVisibleAsync();
        await paul.Page.Keyboard.PressAsync("j");
        await RequestAsync("checkout", "1.3.1");
        await Assertions.Expect(paul.Page.GetByRole(AriaRole.Button, new() { Name = "1 new" })).ToBeVisibleAsync();
        Assert.Equal(0, await Row(paul, "checkout 1.3.1").CountAsync());
        await Assertions.Expect(paul.Page.GetByRole(AriaRole.Link, new() { NameString = "checkout 1.3.0" })).ToBeFocusedAsync();
        await paul.Page.GetByRole(AriaRole.Button, new() { Name = "1 new" }).ClickAsync();
        await Assertions.Expect(Row(paul, "checkout 1.3.1")).ToBeVisibleAsync();

        // Quicker than the address of the page can follow.
        await paul.Page.GetByRole(AriaRole.Checkbox, new() { NameString = "Select checkout" }).EvaluateAllAsync<object?>("boxes => boxes.forEach(box => box.click())");
        await Assertions.Expect(paul.Page.GetByText("2 selected")).ToBeVisibleAsync();
        await paul.Page.ReloadAsync();
        await paul.LiveAsync();
        await Assertions.Expect(paul.Page.GetByText("2 selected")).ToBeVisibleAsync();
        await paul.Page.GetByRole(AriaRole.Button, new() { Name = "Approve for…" }).ClickAsync();
        await paul.Page.GetByRole(AriaRole.Button, new() { Name = "Approve for prod" }).ClickAsync();
        await Assertions.Expect(paul.Page.GetByText("2 of 2 approved").Last).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(paul.Complaints);
    }

    [Fact]
    public async Task In_the_dialog_of_its_application_what_is_pending_is_approved_too()
    {
        await RequestAsync("checkout", "1.4.0");
        await using var paul = await portal.SignedInAsync("paul");
        await paul.GoAsync("/applications/checkout");
        await paul.Page.GetByRole(AriaRole.Link, new() { NameString = "Approval pending" }).ClickAsync();
        await paul.Page.GetByRole(AriaRole.Button, new() { Name = "Approve for… checkout 1.4.0" }).ClickAsync();
        await paul.Page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await Assertions.Expect(paul.Page.GetByText("Nothing waits for approval")).ToBeVisibleAsync();
        await Assertions.Expect(paul.Page.GetByText("Approved. It goes to prod.")).ToBeVisibleAsync();
        Assert.EndsWith("promote=pending", paul.Page.Url, StringComparison.Ordinal);
        Assert.Empty(paul.Complaints);
    }

    private static ILocator Row(Visit visit, string image) => visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = image });

    private async Task<long> RequestAsync(string application, string version)
    {
        var (code, output, error) = await portal.Demo.RunAsync(portal.Demo.Person("dora"), "promote", application, version, "--to", "prod", "--reason", "Customers wait for it.");
        Assert.True(code == 0, error);
        return long.Parse(Number().Match(output).Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"(?<=promotion )\d+", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Number();
}
