using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace PromotionPortal.E2E;

/// <summary>Promoting an image to a target environment and approving its request, step by step as the manual tells it: by several people at once, by keyboard alone, and by thumb.</summary>
public sealed class SeedStories(RunningPortal portal) : IClassFixture<RunningPortal>
{
    private const string TwoAgree = "apiVersion: promotionportal/v1\nkind: Policy\nmetadata: { name: two-agree }\nspec:\n  approvals: { count: 1 }\n";
    private const int MostTabs = 80;

    [Fact]
    public async Task Four_people_promote_and_approve_and_each_sees_what_the_others_do()
    {
        await using var dora = await portal.SignedInAsync("dora");
        await using var paul = await portal.SignedInAsync("paul");
        await using var priya = await portal.SignedInAsync("priya");
        await using var ada = await portal.SignedInAsync("ada");
        await GovernAsync(ada, "checkout");
        await Task.WhenAll(OpenAsync(paul), OpenAsync(priya), ada.GoAsync("/inbox?show=all"));

        // Promoting: the tab, the image, the targets, the button.
        await OpenAsync(dora);
        await dora.Page.GetByRole(AriaRole.Link, new() { Name = "Promote", Exact = true }).ClickAsync();
        var dialog = dora.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Show images from").SelectOptionAsync("CI");
        await dialog.GetByRole(AriaRole.Link, new() { Name = "Select 1.4.0" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Checkbox, new() { NameString = "Production" }).CheckAsync();
        await dialog.GetByRole(AriaRole.Checkbox, new() { NameString = "Staging" }).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Promote image" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("Sent for approval.")).ToHaveCountAsync(1);
        await Assertions.Expect(dialog.GetByText("The image is on its way.")).ToHaveCountAsync(1);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await PendingAsync(dora);
        await Assertions.Expect(Approved(dora, "0 of 1")).ToBeVisibleAsync();

        // The three others look on; none of them reloads.
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "checkout 1.4.0" }).Or(ada.Page.GetByRole(AriaRole.Button, new() { Name = "1 new" })).First).ToBeVisibleAsync();
        await PendingAsync(paul);
        await PendingAsync(priya);
        await TightenAsync(ada);
        foreach (var visit in new[] { dora, paul, priya }) await Assertions.Expect(Approved(visit, "0 of 2")).ToBeVisibleAsync();

        // Approving: for which targets, and the button.
        await ApproveAsync(paul);
        foreach (var visit in new[] { dora, paul, priya }) await Assertions.Expect(Approved(visit, "1 of 2")).ToBeVisibleAsync();
        await Assertions.Expect(paul.Page.GetByRole(AriaRole.Button, new() { NameString = "Approve for…" })).ToHaveCountAsync(0);
        await ada.GoAsync("/applications/checkout");
        await ApproveAsync(priya);
        foreach (var visit in new[] { dora, paul, priya }) await Assertions.Expect(visit.Page.GetByText("Nothing waits for approval")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(Stage(ada, "Production")).ToContainTextAsync("available since", new() { Timeout = 30_000 });
        var person = portal.Demo.Person("dora");
        Assert.Equal(await Skopeo.DigestAsync(portal.Demo, person, "builds/shop/checkout:1.4.0"), await Skopeo.DigestAsync(portal.Demo, person, "main/prod/checkout:1.4.0"));
        Assert.Empty(new[] { dora, paul, priya, ada }.SelectMany(visit => visit.Complaints));
    }

    [Fact]
    public async Task The_same_by_keyboard_alone()
    {
        await using var dora = await portal.SignedInAsync("dora");
        await using var paul = await portal.SignedInAsync("paul");
        await dora.GoAsync("/promotions");
        await PressAsync(dora, "g", "a");
        await Assertions.Expect(Title(dora)).ToHaveTextAsync("Applications");
        await PressAsync(dora, "/");
        await dora.Page.Keyboard.TypeAsync("catalogue");
        await Assertions.Expect(dora.Page.GetByRole(AriaRole.Link, new() { Name = "Checkout", Exact = true })).ToHaveCountAsync(0);
        await TabToAsync(dora, dora.Page.GetByRole(AriaRole.Link, new() { Name = "Catalogue", Exact = true }));
        await PressAsync(dora, "Enter");
        await TabToAsync(dora, dora.Page.GetByRole(AriaRole.Link, new() { Name = "Promote", Exact = true }));
        await PressAsync(dora, "Enter");
        await TabToAsync(dora, dora.Page.GetByRole(AriaRole.Link, new() { Name = "Select 1.3.0" }));
        await PressAsync(dora, "Enter");
        await TabToAsync(dora, dora.Page.GetByRole(AriaRole.Checkbox, new() { NameString = "Production" }));
        await PressAsync(dora, "Space");
        await TabToAsync(dora, dora.Page.GetByLabel("Reason for promoting"));
        await dora.Page.Keyboard.TypeAsync("Customers wait for it.");
        await Assertions.Expect(dora.Page.GetByRole(AriaRole.Button, new() { Name = "Promote image" })).ToBeEnabledAsync();
        await TabToAsync(dora, dora.Page.GetByRole(AriaRole.Button, new() { Name = "Promote image" }));
        await PressAsync(dora, "Enter");
        await TabToAsync(dora, dora.Page.GetByRole(AriaRole.Link, new() { NameString = "Follow promotion" }));
        await PressAsync(dora, "Enter");
        await Assertions.Expect(Title(dora)).ToContainTextAsync("Awaiting approval");

        await paul.GoAsync("/applications/catalogue");
        await TabToAsync(paul, paul.Page.GetByRole(AriaRole.Link, new() { NameString = "Approval pending" }));
        await PressAsync(paul, "Enter");
        await TabToAsync(paul, paul.Page.GetByRole(AriaRole.Button, new() { Name = "Approve for… catalogue 1.3.0" }));
        await PressAsync(paul, "Enter");
        await TabToAsync(paul, paul.Page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }));
        await PressAsync(paul, "Enter");
        await Assertions.Expect(Title(dora)).ToContainTextAsync("Promoted", new() { Timeout = 30_000 });
        await PressAsync(paul, "Escape");
        await Assertions.Expect(paul.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.Empty(dora.Complaints.Concat(paul.Complaints));
    }

    [Fact]
    public async Task The_same_by_thumb_on_a_phone()
    {
        await using var dora = await portal.OnPhoneAsync("dora");
        await using var paul = await portal.OnPhoneAsync("paul");
        await dora.GoAsync("/applications");
        await dora.Page.GetByRole(AriaRole.Link, new() { Name = "Payments", Exact = true }).TapAsync();
        await dora.Page.GetByRole(AriaRole.Link, new() { Name = "Promote", Exact = true }).TapAsync();
        await FitsAsync(dora);
        await dora.Page.GetByRole(AriaRole.Link, new() { Name = "Select 1.3.0" }).TapAsync();
        await dora.Page.GetByRole(AriaRole.Checkbox, new() { NameString = "Production" }).TapAsync();
        await dora.Page.GetByLabel("Reason for promoting").FillAsync("Customers wait for it.");
        await FitsAsync(dora);
        await dora.Page.GetByRole(AriaRole.Button, new() { Name = "Promote image" }).TapAsync();
        await dora.Page.GetByRole(AriaRole.Link, new() { NameString = "Follow promotion" }).TapAsync();
        await Assertions.Expect(Title(dora)).ToContainTextAsync("Awaiting approval");
        await FitsAsync(dora);

        await paul.GoAsync("/inbox?application=payments");
        await paul.Page.GetByRole(AriaRole.Link, new() { NameString = "payments 1.3.0 to prod" }).TapAsync();
        await FitsAsync(paul);
        await paul.Page.GetByRole(AriaRole.Button, new() { Name = "Approve for prod" }).TapAsync();
        await Assertions.Expect(Title(dora)).ToContainTextAsync("Promoted", new() { Timeout = 30_000 });
        Assert.Empty(dora.Complaints.Concat(paul.Complaints));
    }

    private static ILocator Title(Visit visit) => visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    private static ILocator Approved(Visit visit, string count) => visit.Page.GetByRole(AriaRole.Dialog).GetByText(count, new() { Exact = true });

    private static ILocator Stage(Visit visit, string caption) => visit.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = caption }).Last;

    // The application's page, as the manual's Build & Deploy tab.
    private static async Task OpenAsync(Visit visit)
    {
        await visit.GoAsync("/applications");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Checkout", Exact = true }).ClickAsync();
        await Assertions.Expect(Title(visit)).ToContainTextAsync("Checkout");
    }

    private static async Task PendingAsync(Visit visit)
    {
        await visit.Page.GetByRole(AriaRole.Link, new() { NameString = "Approval pending" }).ClickAsync();
        await Assertions.Expect(Approved(visit, "0 of 1")).ToBeVisibleAsync();
    }

    private static async Task ApproveAsync(Visit visit)
    {
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Approve for… checkout 1.4.0" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
    }

    // Before she saves, she reads which request that waits comes under the new rule.
    private static async Task TightenAsync(Visit ada)
    {
        await ada.GoAsync("/definitions/policies/two-agree");
        await ada.Page.GetByLabel("Count", new() { Exact = true }).FillAsync("2");
        await ada.Page.Keyboard.PressAsync("Tab");
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Save…" }).ClickAsync();
        var dialog = ada.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Link, new() { Name = "checkout to prod" })).ToBeVisibleAsync();
        await Assertions.Expect(dialog.GetByText("waits on under new rules")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save policy" }).ClickAsync();
        await Assertions.Expect(ada.Page.GetByText("Saved Policy two-agree in")).ToBeVisibleAsync();
    }

    // By her own session: a token may not change what decides.
    private static async Task GovernAsync(Visit ada, string application)
    {
        var pair = $"apiVersion: v1\nkind: artifactPromotionPolicy\nspec:\n  payload:\n    applicationEnvironments:\n      - {{ appName: {application}, envName: prod }}\n    applyToPolicyName: two-agree\n";
        Assert.Equal(200, await PostAsync(ada, "/api/definitions/apply", new { files = new[] { new { text = TwoAgree } }, message = "Two agree" }));
        Assert.Equal(200, await PostAsync(ada, "/api/policies/apply", new { files = new[] { new { path = "apply.yaml", text = pair } } }));
    }

    private static Task<int> PostAsync(Visit visit, string path, object body) => visit.Page.EvaluateAsync<int>(
        "async ([path, body]) => (await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })).status", new[] { path, JsonSerializer.Serialize(body) });

    private static async Task PressAsync(Visit visit, params string[] keys)
    {
        foreach (var key in keys) await visit.Page.Keyboard.PressAsync(key);
    }

    // As somebody without a mouse finds it: forward, until it has the focus.
    private static async Task TabToAsync(Visit visit, ILocator wanted)
    {
        await wanted.WaitForAsync();
        for (var tabs = 0; tabs < MostTabs; tabs++)
        {
            if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement")) return;
            await visit.Page.Keyboard.PressAsync("Tab");
        }
        throw new UnreachableException($"{wanted} is not reached with the Tab key.");
    }

    private static async Task FitsAsync(Visit visit) =>
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{visit.Page.Url} is wider than the phone.");
}
