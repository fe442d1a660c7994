using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace PromotionPortal.E2E;

/// <summary>Flows are drawn: with the mouse, with the keyboard alone, over a crash, and beside somebody who uses git.</summary>
public sealed class FlowStories(RunningPortal portal) : IClassFixture<RunningPortal>
{
    private const int MostLooks = 300;
    private static readonly string[] s_way = ["dev", "judgement", "staging", "soak", "prod"];

    [Fact]
    public async Task The_same_way_is_drawn_with_the_mouse_and_with_the_keyboard_alone()
    {
        await using var visit = await portal.SignedInAsync("ada");
        await BeginAsync(visit, "by-mouse");
        await Step(visit, "dev").ClickAsync();
        foreach (var what in new[] { "Judgement", "Staging", "Soak", "Production" })
            await visit.Page.GetByRole(AriaRole.Region, new() { Name = "What can be added" }).GetByRole(AriaRole.Button, new() { NameString = what }).ClickAsync();
        await DrawnAsync(visit, "by-mouse", s_way);
        var drawn = await GraphAsync(visit, "by-mouse");

        await PressAsync(visit, "Undo", s_way.Length - 1);
        await DrawnAsync(visit, "by-mouse", ["dev"]);
        await PressAsync(visit, "Redo", s_way.Length - 1);
        await DrawnAsync(visit, "by-mouse", s_way);
        Assert.Equal(drawn, await GraphAsync(visit, "by-mouse"));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save…" }).ClickAsync();
        await SaveAsync(visit, "by-mouse");

        await BeginAsync(visit, "by-keys");
        await Step(visit, "dev").FocusAsync();
        foreach (var what in new[] { "judg", "staging", "soak", "prod" }) await AddAsync(visit, what);
        await DrawnAsync(visit, "by-keys", s_way);
        await visit.Page.Keyboard.PressAsync("Control+s");
        await SaveAsync(visit, "by-keys");

        Assert.Equal(GitPerson.Read(portal.Demo, "flows/by-mouse.yaml"), GitPerson.Read(portal.Demo, "flows/by-keys.yaml").Replace("by-keys", "by-mouse", StringComparison.Ordinal));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_killed_portal_loses_nothing_of_a_draft_not_even_what_it_did_not_hear()
    {
        await using var visit = await portal.SignedInAsync("ada");
        await BeginAsync(visit, "over-a-crash");
        await Step(visit, "dev").FocusAsync();
        await AddAsync(visit, "test");
        await DrawnAsync(visit, "over-a-crash", ["dev", "test"]);

        await visit.Page.RouteAsync("**/draft/steps", route => route.AbortAsync());
        await AddAsync(visit, "staging");
        await Assertions.Expect(Step(visit, "staging")).ToBeVisibleAsync();
        await portal.Demo.KillAsync();
        await portal.Demo.StartAsync();
        await visit.Page.UnrouteAsync("**/draft/steps");

        await visit.GoAsync("/flows/over-a-crash");
        await DrawnAsync(visit, "over-a-crash", ["dev", "test", "staging"]);
        await Assertions.Expect(Step(visit, "staging")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_was_changed_with_git_meanwhile_is_merged_and_comments_stay()
    {
        await using var visit = await portal.SignedInAsync("ada");
        await visit.GoAsync("/flows/standard");
        await Step(visit, "prod").FocusAsync();
        await AddAsync(visit, "judg");
        GitPerson.Push(portal.Demo, "flows/standard.yaml", text => text.Replace("title: Standard delivery", "title: Everyday delivery", StringComparison.Ordinal), "Call it what it is");
        await Assertions.Expect(visit.Page.GetByText("Somebody else saved this flow since you began.")).ToBeVisibleAsync(new() { Timeout = 40_000 });

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save…" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save what is merged" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("Saved Flow standard in")).ToBeVisibleAsync();
        var saved = GitPerson.Read(portal.Demo, "flows/standard.yaml");
        Assert.Contains("title: Everyday delivery", saved, StringComparison.Ordinal);
        Assert.Contains("id: judgement", saved, StringComparison.Ordinal);
        Assert.Contains("# A night in staging finds what an hour does not.", saved, StringComparison.Ordinal);
        Assert.Empty(visit.Complaints);
    }

    private static async Task BeginAsync(Visit visit, string name)
    {
        await visit.GoAsync("/flows/new");
        await visit.Page.GetByLabel("Name").FillAsync(name);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Draw the flow" }).ClickAsync();
        await Assertions.Expect(Step(visit, "dev")).ToBeVisibleAsync();
    }

    private static ILocator Step(Visit visit, string id) => visit.Page.Locator($"[data-step='{id}']");

    // After the step that has the focus.
    private static async Task AddAsync(Visit visit, string typed)
    {
        await visit.Page.Keyboard.PressAsync("n");
        await visit.Page.Keyboard.TypeAsync(typed);
        await visit.Page.Keyboard.PressAsync("Enter");
    }

    private static async Task PressAsync(Visit visit, string begins, int times)
    {
        var button = visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^{begins}:", RegexOptions.None, TimeSpan.FromSeconds(1)) });
        for (var time = 0; time < times; time++) await button.ClickAsync();
    }

    private static async Task SaveAsync(Visit visit, string name)
    {
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save flow" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByText($"Saved Flow {name} in")).ToBeVisibleAsync();
    }

    // The server has it, and nothing of it is under way any more.
    private static async Task DrawnAsync(Visit visit, string name, string[] steps)
    {
        for (var look = 0; ; look++)
        {
            var found = await WayAsync(visit, name);
            if (found.SequenceEqual(steps)) return;
            if (look == MostLooks) Assert.Equal(steps, found);
            await Task.Delay(100);
        }
    }

    // The steps one after another; anything that is not in one line is named with what it comes after.
    private static Task<string[]> WayAsync(Visit visit, string name) => visit.Page.EvaluateAsync<string[]>(
        "async name => { const { graph: { nodes } } = await (await fetch(`/api/flows/${name}/draft`)).json(); return nodes.map((node, at) => node.dependsOn.join() === (at ? nodes[at - 1].id : '') ? node.id : `${node.id} after ${node.dependsOn}`); }",
        name);

    private static Task<string> GraphAsync(Visit visit, string name) =>
        visit.Page.EvaluateAsync<string>("async name => JSON.stringify((await (await fetch(`/api/flows/${name}/draft`)).json()).graph)", name);
}
