using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Bunit;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Flows;
using PromotionPortal.Engine;
using PromotionPortal.Tests.AccessMatrix;
using PromotionPortal.Web.Definitions;
using PromotionPortal.Web.Flows;
using Portal = PromotionPortal.Tests.Identity.Portal;

namespace PromotionPortal.Tests.Web;

/// <summary>The pages about flows, on the real portal; the canvas itself is tried in the browser.</summary>
public sealed class FlowPagesTests : IAsyncLifetime, IDisposable
{
    private const string Flow = "apiVersion: promotionportal/v1\nkind: Flow\nmetadata: { name: standard, title: Standard delivery }\nspec:\n  start: { images: true }\n  nodes:\n    - { id: test, stage: test } # first\n    - { id: calm, soak: { for: 2h }, dependsOn: [ test ] }\n    - { id: look, judgement: { judges: { count: 1 } }, dependsOn: [ calm ] }\n";
    private const string Strict = "apiVersion: promotionportal/v1\nkind: Policy\nmetadata: { name: strict }\nspec: { approvals: { count: 2 }, selector: { products: { names: [ web ] } } }\n";
    private const string Web = "apiVersion: promotionportal/v1\nkind: Product\nmetadata: { name: web, title: Web }\nspec: { flows: [ { flow: standard } ] }\n";

    private readonly Portal _portal = new();
    private readonly PortalPages _browser = new();

    private FlowDraftDesk Desk => _portal.Get<FlowDraftDesk>();

    public async Task InitializeAsync()
    {
        _browser.Show(_portal);
        await _portal.DefineShopAsync();
        await _portal.AddAsync("ada", new Grant(Role.SuperAdmin, Reach.All));
        await _portal.AddAsync("vera", new Grant(Role.Viewer, Reach.All));
        await SaveAsync(("flows/standard.yaml", Flow), ("policies/strict.yaml", Strict), ("products/web.yaml", Web));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_list_says_the_way_the_products_and_what_is_drawn()
    {
        await TakeAsync("vera", new FlowOp.Set("calm", ["soak", "for"], "4h"));
        var page = await _browser.OpenAsync<FlowsPage>("vera", "/flows");
        Assert.Equal(["standard · Standard delivery", "Images from CItest", "web"], page.FindAll("tbody tr > *").Take(3).Select(PortalPages.Words));
        Assert.Contains("Sound · your draft", PortalPages.Words(page.FindAll("tbody tr > *")[3]), StringComparison.Ordinal);
        Assert.Equal("Propose new flow", page.Find(".button--primary").TextContent);
        var ada = await _browser.OpenAsync<FlowsPage>("ada", "/flows");
        Assert.DoesNotContain("your draft", ada.Markup, StringComparison.Ordinal);
        Assert.Contains("No flow fits", (await _browser.OpenAsync<FlowsPage>("ada", "/flows?show=drafts")).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_of_the_drawer_is_a_step_of_the_draft_in_words()
    {
        var page = await _browser.OpenAsync<FlowPage>("ada", "/flows/standard?node=calm", parameters => parameters.Add(page => page.Name, "standard"));
        page.Find("#field-spec-nodes-1-soak-for").Change("4h");
        page.WaitForAssertion(() => Assert.False(page.Find(".page-head .button--primary").HasAttribute("disabled")));
        var state = (await ReadingAsync("ada")).State;
        Assert.Equal(("Soak of calm: 2h → 4h", 1), (state.Undo, state.Revision));
        Assert.Equal(Flow.Replace("2h", "4h", StringComparison.Ordinal), (await ReadingAsync("ada")).Text);
    }

    [Fact]
    public async Task A_node_that_is_renamed_in_its_drawer_stays_open_under_its_new_id()
    {
        var page = await _browser.OpenAsync<FlowPage>("ada", "/flows/standard?node=calm", parameters => parameters.Add(page => page.Name, "standard"));
        page.Find("#field-spec-nodes-1-id").Change("quiet");
        page.WaitForAssertion(() => Assert.EndsWith("node=quiet", _browser.Address, StringComparison.Ordinal));
        Assert.Contains("dependsOn: [ quiet ]", (await ReadingAsync("ada")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_condition_of_a_step_is_tried_on_what_was_decided()
    {
        await TakeAsync("ada", new FlowOp.Set("look", ["judgement", "choices"], new JsonArray("go", "wait")));
        await TakeAsync("ada", new FlowOp.Set("calm", ["when"], "nodes['look'].choice == 'go'"));
        var page = await _browser.OpenAsync<FlowPage>("ada", "/flows/standard?node=calm", parameters => parameters.Add(page => page.Name, "standard"));
        Assert.Contains("It runs", PortalPages.Words(page.Find(".when-try [role=status]")), StringComparison.Ordinal);
        await page.Find(".when-try select").ChangeAsync(new() { Value = "wait" });
        page.WaitForAssertion(() => Assert.Contains("It is skipped", PortalPages.Words(page.Find(".when-try [role=status]")), StringComparison.Ordinal));
        Assert.Contains("nodes['look'].choice", PortalPages.Words(page.Find(".when-try .explained")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stage_tells_what_policies_ask_of_the_chosen_product_and_from_where()
    {
        var page = await _browser.OpenAsync<FlowPage>("vera", "/flows/standard?node=test&product=web", parameters => parameters.Add(page => page.Name, "standard"));
        var gates = page.FindAll(".flow-gates__list > div").Select(PortalPages.Words).ToList();
        Assert.Contains("Approvals2 approversfrom strict", gates);
        Assert.Contains("Reasonmay be left outno policy says so", gates);
    }

    [Fact]
    public async Task Typed_text_is_a_step_too_and_a_problem_leads_to_its_line()
    {
        var page = await _browser.OpenAsync<FlowPage>("ada", "/flows/standard?view=yaml", parameters => parameters.Add(page => page.Name, "standard"));
        page.Find("textarea").Change(Flow.Replace("stage: test }", "stage: nowhere }", StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Equal("7:26", page.Find(".node-problems__bad a").TextContent));
        Assert.EndsWith("/flows/standard?view=yaml#L7", page.Find(".node-problems__bad a").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal("YAML as typed", (await ReadingAsync("ada")).State.Undo);
    }

    [Fact]
    public async Task Saving_shows_what_it_means_and_ends_the_draft()
    {
        await TakeAsync("ada", new FlowOp.Set("calm", ["soak", "for"], "4h"));
        var page = await _browser.OpenAsync<FlowPage>("ada", "/flows/standard?do=save", parameters => parameters.Add(page => page.Name, "standard"));
        page.WaitForAssertion(() => Assert.Equal("changedcalm soak.for 2h → 4h", PortalPages.Words(page.Find(".dialog .flow-diff li"))));
        page.FindAll(".dialog__actions .button--primary").Single(button => button.TextContent == "Save flow").Click();
        page.WaitForAssertion(() => Assert.DoesNotContain("do=save", _browser.Address, StringComparison.Ordinal));
        Assert.False((await ReadingAsync("ada")).State.HasDraft);
        Assert.Equal(TimeSpan.FromHours(4), _portal.Get<DefinitionStore>().Current.Flows["standard"].Nodes[1].Soak!.For);
    }

    [Fact]
    public async Task A_draft_is_discarded_only_after_a_question()
    {
        await TakeAsync("ada", new FlowOp.Set("calm", ["soak", "for"], "4h"));
        var page = await _browser.OpenAsync<FlowPage>("ada", "/flows/standard?do=discard", parameters => parameters.Add(page => page.Name, "standard"));
        page.Find(".button--danger").Click();
        page.WaitForAssertion(() => Assert.DoesNotContain("do=discard", _browser.Address, StringComparison.Ordinal));
        Assert.Equal(Flow, (await ReadingAsync("ada")).Text);
    }

    [Fact]
    public async Task A_past_flow_is_compared_and_cannot_be_changed()
    {
        var first = _portal.Get<DefinitionStore>().Current.Commit;
        await SaveAsync(("flows/standard.yaml", Flow.Replace("2h", "4h", StringComparison.Ordinal)));
        var page = await _browser.OpenAsync<FlowPage>("ada", $"/flows/standard?revision={first}&compare={_portal.Get<DefinitionStore>().Current.Commit}&node=calm", parameters => parameters.Add(page => page.Name, "standard"));
        Assert.Equal("changedcalm soak.for 4h → 2h", PortalPages.Words(page.Find(".flow-diff li")));
        Assert.True(page.Find("#field-spec-nodes-1-soak-for").HasAttribute("readonly"));
        Assert.DoesNotContain("Save…", page.Markup, StringComparison.Ordinal);
        Assert.Contains("There is no such flow", (await _browser.OpenAsync<FlowPage>("ada", "/flows/unknown", parameters => parameters.Add(page => page.Name, "unknown"))).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flow_is_begun_as_a_copy_under_a_name_and_a_title()
    {
        var page = await _browser.OpenAsync<NewFlowPage>("vera", "/flows/new?copy=standard");
        page.Find("#flow-name").Input("standard");
        Assert.Contains("There is one already", page.Markup, StringComparison.Ordinal);
        page.Find("#flow-name").Input("careful");
        page.FindAll("input")[1].Change("With care");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.EndsWith("/flows/careful", _browser.Address, StringComparison.Ordinal));
        Assert.Equal(Flow.Replace("name: standard, title: Standard delivery", "name: careful, title: With care", StringComparison.Ordinal), (await ReadingAsync("vera", "careful")).Text);
    }

    [Fact]
    public async Task A_box_that_only_moved_draws_nothing_of_the_page_anew()
    {
        var page = await _browser.OpenAsync<FlowPage>("ada", "/flows/standard", parameters => parameters.Add(page => page.Name, "standard"));
        await TakeAsync("ada", new FlowOp.SetFlow(["spec", "limit"], "5d"));
        page.WaitForAssertion(() => Assert.False(page.Find(".page-head .button--primary").HasAttribute("disabled")));
        await Task.Delay(200);
        var drawn = page.RenderCount;
        await TakeAsync("ada", new FlowOp.Move(ImmutableSortedDictionary<string, CanvasPoint>.Empty.Add("calm", new(1, 2))));
        await Task.Delay(200);
        Assert.Equal(drawn, page.RenderCount);
    }

    [Fact]
    public async Task In_the_YAML_it_is_read_where_a_box_was_moved_to()
    {
        var page = await _browser.OpenAsync<FlowPage>("ada", "/flows/standard?view=yaml", parameters => parameters.Add(page => page.Name, "standard"));
        await TakeAsync("ada", new FlowOp.Move(ImmutableSortedDictionary<string, CanvasPoint>.Empty.Add("calm", new(120, 240))));
        page.WaitForAssertion(() => Assert.Contains("240", page.FindComponent<YamlPane>().Instance.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_an_earlier_page_left_in_the_browser_does_not_take_back_what_was_drawn_since()
    {
        await TakeAsync("ada", new FlowOp.Set("calm", ["soak", "for"], "4h"));
        var page = await _browser.OpenAsync<FlowPage>("ada", "/flows/standard?view=yaml", parameters => parameters.Add(page => page.Name, "standard"));
        var pane = page.FindComponent<YamlPane>().Instance;
        await page.InvokeAsync(() => pane.OnText.InvokeAsync(new(Flow + "# left behind\n", "0.0", IsRestored: true)));
        Assert.Contains("4h", (await ReadingAsync("ada")).Text, StringComparison.Ordinal);
        await page.InvokeAsync(() => pane.OnText.InvokeAsync(new(Flow + "# typed over it\n", pane.Base, IsRestored: true)));
        Assert.Contains("# typed over it", (await ReadingAsync("ada")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_taken_stays_where_it_is_typed()
    {
        var page = await _browser.OpenAsync<FlowPage>("ada", "/flows/standard?view=yaml", parameters => parameters.Add(page => page.Name, "standard"));
        var typed = Flow + new string('#', DefinitionText.MostLetters);
        await page.InvokeAsync(() => page.FindComponent<YamlPane>().Instance.OnText.InvokeAsync(new(typed, null, IsRestored: false)));
        Assert.Equal(typed, page.FindComponent<YamlPane>().Instance.Text);
        Assert.NotEmpty(page.FindAll("[role=alert]"));
        Assert.Equal(Flow, (await ReadingAsync("ada")).Text);
    }

    [Fact]
    public async Task What_is_said_by_the_whole_text_does_not_move_boxes_back()
    {
        var page = await _browser.OpenAsync<FlowPage>("ada", "/flows/standard?node=calm", parameters => parameters.Add(page => page.Name, "standard"));
        await TakeAsync("ada", new FlowOp.Move(ImmutableSortedDictionary<string, CanvasPoint>.Empty.Add("calm", new(120, 240))), page.FindComponent<FlowCanvas>().Instance.Id);
        await page.Find("#field-spec-nodes-1-id").ChangeAsync(new() { Value = "Bad Id" });
        var text = (await ReadingAsync("ada")).Text;
        Assert.Contains("Bad Id", text, StringComparison.Ordinal);
        Assert.Contains("240", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choices_that_stand_twice_are_a_problem_and_not_the_end_of_the_page()
    {
        await TakeAsync("ada", new FlowOp.Set("look", ["judgement", "choices"], new JsonArray("go", "go", "wait")));
        await TakeAsync("ada", new FlowOp.Set("calm", ["when"], "nodes['look'].choice == 'go'"));
        var page = await _browser.OpenAsync<FlowPage>("ada", "/flows/standard?node=calm", parameters => parameters.Add(page => page.Name, "standard"));
        Assert.Equal(["not yet", "go", "wait"], page.FindAll(".when-try option").Select(option => option.TextContent));
        await TakeAsync("ada", new FlowOp.Set("look", ["judgement", "choices"], new JsonArray("wait", "go", "go")));
        page.WaitForAssertion(() => Assert.Equal(["not yet", "wait", "go"], page.FindAll(".when-try option").Select(option => option.TextContent)));
    }

    [Fact]
    public async Task A_page_that_is_left_listens_no_more()
    {
        var page = await _browser.OpenAsync<FlowPage>("ada", "/flows/standard", parameters => parameters.Add(page => page.Name, "standard"));
        Assert.Equal(1, _portal.Get<DraftMoves>().Listeners);
        page.Instance.Dispose();
        Assert.Equal(0, _portal.Get<DraftMoves>().Listeners);
    }

    public void Dispose()
    {
        _browser.Dispose();
        _portal.Dispose();
    }

    private async Task<FlowReading> ReadingAsync(string who, string name = "standard") => Assert.IsType<FlowDraftAnswer.Found>(await Desk.ReadAsync(name, new(), await _portal.ActorAsync(who), CancellationToken.None)).Reading;

    private async Task TakeAsync(string who, FlowOp op, string? from = null) => Assert.IsType<FlowDraftAnswer.Found>(await Desk.TakeAsync("standard", new("", [new FlowStep.Edit(FlowChangeWords.NewId(), "Sample", [op])]) { From = from }, await _portal.ActorAsync(who), CancellationToken.None));

    private async Task SaveAsync(params (string Path, string Text)[] files)
    {
        var store = _portal.Get<DefinitionStore>();
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync([.. files.Select(file => new PromotionPortal.Git.FileChange(file.Path, file.Text))], store.Current.Commit, new("Sample", "sample@example.org", "sample", "c-3"), "Change"));
    }
}
