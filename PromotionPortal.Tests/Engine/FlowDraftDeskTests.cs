using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Flows;
using PromotionPortal.Engine;
using PromotionPortal.Tests.Definitions;

namespace PromotionPortal.Tests.Engine;

#pragma warning disable CA1001 // the store goes in DisposeAsync
public sealed class FlowDraftDeskTests : EngineTest, IAsyncLifetime
#pragma warning restore CA1001
{
    private const string Name = "standard";
    private static readonly DefinitionKey s_key = new(DefinitionKind.Flow, Name);
    private static readonly Actor s_ada = new("ada", "Ada", Credential.Browser, [new(Role.SuperAdmin, Reach.All)], []);
    private static readonly Actor s_vera = new("vera", "Vera", Credential.Browser, [new(Role.Viewer, Reach.All)], []);
    private static readonly Actor s_nobody = new("nobody", "Nobody", Credential.Browser, [], []);
    private static readonly string s_flow = "# ours\napiVersion: promotionportal/v1\nkind: Flow\nmetadata: { name: standard, title: Standard }\nspec:\n  start: { images: true }\n  nodes:\n    - { id: dev, stage: dev } # first\n    - { id: prod, stage: prod, dependsOn: [ dev ] }\n";

    private DefinitionStore _store = null!;
    private DefinitionHistory _history = null!;
    private DefinitionDesk _definitions = null!;
    private DraftMoves _moves = null!;
    private FlowDraftDesk _desk = null!;
    private int _ids;

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await OpenAsync(Portal);
        Assert.IsType<SaveOutcome.Saved>(await SaveAsync((new(DefinitionKind.Registry, "main"), Sample.Main), (new(DefinitionKind.Environment, "dev"), Sample.Environment("dev", "position: 1")), (new(DefinitionKind.Environment, "prod"), Sample.Environment("prod", "position: 2")), (s_key, s_flow)));
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        _store.Dispose();
        await DisposeAsync();
    }

    [Fact]
    public async Task Looking_writes_nothing_and_a_step_begins_the_draft()
    {
        var look = await StateAsync(s_vera);
        Assert.Equal((0, false, false, null, "Standard", false, true, false), (look.Revision, look.IsDirty, look.HasDraft, look.Undo, look.Title, look.MayChange, look.MayPropose, look.ReadOnly));
        await using (var db = await Portal.Database.CreateDbContextAsync()) Assert.False(await db.FlowDrafts.AnyAsync());

        var state = await TakeAsync(s_vera, Edit("Stage of prod: prod → dev", new FlowOp.Set("prod", ["ifFails"], "ignore")));
        Assert.Equal((1, true, true, "Stage of prod: prod → dev", null), (state.Revision, state.IsDirty, state.HasDraft, state.Undo, state.Redo));
        Assert.Equal(s_flow.Replace("dependsOn: [ dev ]", "dependsOn: [ dev ], ifFails: ignore", StringComparison.Ordinal), await TextAsync(s_vera));
        Assert.False((await StateAsync(s_ada)).HasDraft);
    }

    [Fact]
    public async Task Undoing_and_doing_again_walks_the_log_and_a_new_step_ends_what_could_be_done_again()
    {
        await TakeAsync(s_ada, Edit("one", new FlowOp.Rename("dev", "early")), Edit("two", new FlowOp.Move(At("prod", 9, 9)), new FlowOp.Remove("early")));
        var back = await TakeAsync(s_ada, Undo());
        Assert.Equal((3, "one", "two"), (back.Revision, back.Undo, back.Redo));
        back = await TakeAsync(s_ada, Undo());
        Assert.Equal((null, "one", false), (back.Undo, back.Redo, back.IsDirty));
        Assert.Equal(s_flow, await TextAsync(s_ada));
        Assert.Equal("There is nothing to undo.", Assert.Single((await TakeAsync(s_ada, Undo())).Refused).Why);

        var forth = await TakeAsync(s_ada, Redo(), Redo(), Undo(), Edit("three", new FlowOp.Set("prod", ["ifFails"], "ignore")));
        Assert.Equal((8, "three", null, "early,prod"), (forth.Revision, forth.Undo, forth.Redo, string.Join(',', forth.Graph!.Nodes.Select(node => node.Id))));
        Assert.Equal("There is nothing to do again.", Assert.Single((await TakeAsync(s_ada, Redo())).Refused).Why);
    }

    [Fact]
    public async Task What_is_typed_without_a_rest_is_one_step_and_undone_to_the_letter()
    {
        await TakeAsync(s_ada, Edit("one", new FlowOp.Set("prod", ["ifFails"], "ignore")));
        var before = await TextAsync(s_ada);
        var (first, second) = (Edit("typed", new FlowOp.Text(before + "# m\n")), Edit("typed", new FlowOp.Text("# very " + before[2..] + "# more\n")));
        await TakeAsync(s_ada, first, second);
        var typed = await TakeAsync(s_ada, Edit("typed", new FlowOp.Text(before + "# more\n")), second);
        Assert.Equal((4, "typed", null, before + "# more\n"), (typed.Revision, typed.Undo, typed.Redo, await TextAsync(s_ada)));
        var back = await TakeAsync(s_ada, Undo());
        Assert.Equal(("one", "typed", before), (back.Undo, back.Redo, await TextAsync(s_ada)));
        await TakeAsync(s_ada, Redo());
        Assert.Equal(before + "# more\n", await TextAsync(s_ada));
    }

    [Fact]
    public async Task What_is_typed_later_or_after_something_else_or_after_an_undo_is_a_step_of_its_own()
    {
        await TakeAsync(s_ada, Edit("typed", new FlowOp.Text(s_flow + "# a\n")));
        World.Time.Advance(TimeSpan.FromSeconds(15));
        await TakeAsync(s_ada, Edit("typed", new FlowOp.Text(s_flow + "# ab\n")));
        await TakeAsync(s_ada, Undo());
        Assert.Equal(s_flow + "# a\n", await TextAsync(s_ada));
        await TakeAsync(s_ada, Edit("typed", new FlowOp.Text(s_flow + "# ac\n")));
        await TakeAsync(s_ada, Edit("drawn", new FlowOp.Set("prod", ["ifFails"], "ignore")), Edit("typed", new FlowOp.Text(s_flow)));
        await TakeAsync(s_ada, Undo(), Undo());
        Assert.Equal(s_flow + "# ac\n", await TextAsync(s_ada));
        await TakeAsync(s_ada, Undo());
        Assert.Equal(s_flow + "# a\n", await TextAsync(s_ada));
    }

    [Fact]
    public async Task A_step_that_is_sent_again_is_not_done_again()
    {
        FlowStep[] steps = [Edit("one", new FlowOp.Set("prod", ["ifFails"], "ignore")), Edit("two", new FlowOp.Rename("prod", "live"))];
        await TakeAsync(s_ada, steps);
        var undo = Undo();
        var once = await TakeAsync(s_ada, undo);
        var twice = await TakeAsync(s_ada, [.. steps, undo]);
        Assert.Equal((3, 3, "one", 0), (once.Revision, twice.Revision, twice.Undo, twice.Refused.Length));
    }

    [Fact]
    public async Task A_step_that_cannot_be_done_is_named_and_leaves_nothing_of_itself()
    {
        var state = await TakeAsync(s_ada, Edit("half", new FlowOp.Rename("dev", "early"), new FlowOp.Remove("gone")), Edit("whole", new FlowOp.Rename("prod", "live")));
        Assert.Equal("There is no node 'gone' any more.", Assert.Single(state.Refused).Why);
        Assert.Equal((1, "dev,live"), (state.Revision, string.Join(',', state.Graph!.Nodes.Select(node => node.Id))));
        Assert.False((await TakeAsync(s_vera, Edit("none", new FlowOp.Remove("gone")))).HasDraft);
    }

    [Fact]
    public async Task Sixteen_hands_at_once_lose_no_step()
    {
        await TakeAsync(s_ada, Edit("first", new FlowOp.SetFlow(["spec", "limit"], "5d")));
        var steps = Enumerable.Range(0, 16).Select(at => Edit($"step {at}", new FlowOp.Add(new JsonObject { ["id"] = $"n-{at}", ["stage"] = "dev" }))).ToList();
        // Each is sent twice, as after a lost answer.
        await Task.WhenAll(steps.Concat(steps).Select(step => Task.Run(() => TakeAsync(s_ada, step))));
        var state = await StateAsync(s_ada);
        Assert.Equal((17, 18), (state.Revision, state.Graph!.Nodes.Length));
        await TakeAsync(s_ada, [.. Enumerable.Range(0, 17).Select(_ => Undo())]);
        Assert.Equal(s_flow, await TextAsync(s_ada));
    }

    [Theory]
    [InlineData(0)] // before the commit
    [InlineData(1)] // after it, before the answer
    public async Task A_draft_is_there_after_the_portal_died_and_the_step_it_died_in_is_done_once(int point)
    {
        await TakeAsync(s_ada, Edit("one", new FlowOp.Rename("dev", "early")), Edit("two", new FlowOp.Rename("prod", "live")), Undo());
        var counting = new Killer();
        await Portal.StartAsync(World, counting);
        await OpenAsync(await Portal.StartAsync(World, new Killer(counting.Points.Count + point)));
        var last = Edit("last", new FlowOp.Remove("early"));
        await Assert.ThrowsAsync<KilledException>(() => TakeAsync(s_ada, last));

        await OpenAsync(await Portal.StartAsync(World));
        var state = await StateAsync(s_ada);
        Assert.Equal(point == 0 ? (3, "one", "two") : (4, "last", null), (state.Revision, state.Undo, state.Redo));
        Assert.Equal((4, "last"), ((await TakeAsync(s_ada, last)).Revision, (await TakeAsync(s_ada, last)).Undo));
    }

    [Fact]
    public async Task What_somebody_else_saved_meanwhile_is_told_and_merged_on_saving()
    {
        var state = await TakeAsync(s_ada, Edit("mine", new FlowOp.Set("dev", ["ifFails"], "ignore")));
        await SaveAsync((s_key, s_flow.Replace("title: Standard", "title: Usual", StringComparison.Ordinal)));
        state = await StateAsync(s_ada);
        Assert.True(state.Moved);
        var conflict = Assert.IsType<SaveOutcome.Conflict>(await _definitions.SaveAsync(new([new(s_key, await TextAsync(s_ada))], state.Base), s_ada, CancellationToken.None));
        Assert.Equal(s_flow.Replace("title: Standard", "title: Usual", StringComparison.Ordinal).Replace("stage: dev }", "stage: dev, ifFails: ignore }", StringComparison.Ordinal), Assert.Single(conflict.Merges).Merged!.Text);
    }

    [Fact]
    public async Task What_is_drawn_on_an_old_page_is_drawn_on_what_is_saved_now_and_a_typed_text_on_what_was_seen()
    {
        var seen = _store.Current.Commit;
        await SaveAsync((s_key, s_flow.Replace("title: Standard", "title: Usual", StringComparison.Ordinal)));
        var drawn = await TakeAsync(s_ada, seen, Edit("drawn", new FlowOp.Set("dev", ["ifFails"], "ignore")));
        Assert.Equal(("Usual", false), (drawn.Title, drawn.Moved));
        var typed = await TakeAsync(s_vera, seen, Edit("typed", new FlowOp.Text(s_flow + "# more\n")));
        Assert.Equal(("Standard", true), (typed.Title, typed.Moved));
    }

    [Fact]
    public async Task A_saved_draft_is_swept_away_and_what_was_drawn_meanwhile_goes_on()
    {
        await TakeAsync(s_ada, Edit("one", new FlowOp.Set("dev", ["ifFails"], "ignore")));
        await SaveAsync((s_key, await TextAsync(s_ada)));
        await _desk.SavedAsync(Name, await TextAsync(s_ada), s_ada, CancellationToken.None);
        Assert.False((await StateAsync(s_ada)).HasDraft);
        await using (var db = await Portal.Database.CreateDbContextAsync()) Assert.False(await db.FlowSteps.AnyAsync());

        await TakeAsync(s_ada, Edit("two", new FlowOp.Set("dev", ["ifFails"], null)));
        var sent = await TextAsync(s_ada);
        await SaveAsync((s_key, sent));
        await TakeAsync(s_ada, Edit("three", new FlowOp.Rename("dev", "early")));
        await _desk.SavedAsync(Name, sent, s_ada, CancellationToken.None);
        Assert.Equal((true, true, false, _store.Current.Commit), (await StateAsync(s_ada)) is var left ? (left.HasDraft, left.IsDirty, left.Moved, left.Base) : default);
    }

    [Fact]
    public async Task What_was_drawn_while_a_merge_was_saved_does_not_take_back_what_others_did()
    {
        var begun = _store.Current.Commit;
        await TakeAsync(s_ada, Edit("one", new FlowOp.Set("dev", ["ifFails"], "ignore")));
        var sent = await TextAsync(s_ada);
        await SaveAsync((s_key, sent.Replace("title: Standard", "title: Usual", StringComparison.Ordinal))); // merged with what somebody else did
        await TakeAsync(s_ada, Edit("two", new FlowOp.Rename("dev", "early")));
        await _desk.SavedAsync(Name, sent, s_ada, CancellationToken.None);
        Assert.Equal((true, true, begun), (await StateAsync(s_ada)) is var left ? (left.HasDraft, left.Moved, left.Base) : default);
    }

    [Fact]
    public async Task Who_may_not_see_it_finds_nothing_and_who_may_not_propose_draws_nothing()
    {
        Assert.IsType<FlowDraftAnswer.Missing>(await _desk.ReadAsync(Name, new(), s_nobody, CancellationToken.None));
        Assert.IsType<FlowDraftAnswer.Missing>(await _desk.TakeAsync(Name, new("", [Undo()]), s_nobody, CancellationToken.None));
        Assert.IsType<FlowDraftAnswer.Missing>(await _desk.DiscardAsync(Name, s_nobody, CancellationToken.None));
        Assert.IsType<FlowDraftAnswer.Missing>(await _desk.ReadAsync("unknown", new(), s_ada, CancellationToken.None));
        var reader = s_ada with { Credential = Credential.Token, Scopes = [TokenScope.Read] };
        Assert.IsType<FlowDraftAnswer.NotAllowed>(await _desk.TakeAsync(Name, new("", [Undo()]), reader, CancellationToken.None));
    }

    [Fact]
    public async Task A_new_flow_is_begun_once_and_discarded()
    {
        Assert.IsType<FlowDraftAnswer.Unfit>(await _desk.BeginAsync(Name, s_flow, s_ada, CancellationToken.None));
        var text = s_flow.Replace("name: standard", "name: hotfix", StringComparison.Ordinal);
        var begun = Assert.IsType<FlowDraftAnswer.Found>(await _desk.BeginAsync("hotfix", text, s_ada, CancellationToken.None)).Reading;
        Assert.Equal((true, true, 0, ""), (begun.State.IsNew, begun.State.IsDirty, begun.State.Revision, begun.Saved));
        Assert.IsType<FlowDraftAnswer.Unfit>(await _desk.BeginAsync("hotfix", text, s_ada, CancellationToken.None));
        Assert.Equal("hotfix", Assert.Single(await _desk.OwnAsync(s_ada, CancellationToken.None)).Key);
        Assert.IsType<FlowDraftAnswer.Missing>(await _desk.ReadAsync("hotfix", new(), s_vera, CancellationToken.None));
        Assert.Null(await _desk.DiscardAsync("hotfix", s_ada, CancellationToken.None));
        Assert.IsType<FlowDraftAnswer.Missing>(await _desk.ReadAsync("hotfix", new(), s_ada, CancellationToken.None));
    }

    [Fact]
    public async Task A_past_flow_is_for_reading_and_is_compared_by_meaning()
    {
        var first = _store.Current.Commit;
        await SaveAsync((s_key, s_flow.Replace("stage: prod,", "stage: dev,", StringComparison.Ordinal)));
        var past = await StateAsync(s_ada, new(Revision: first, Compare: _store.Current.Commit));
        Assert.Equal((true, false, "stage dev → prod"), (past.ReadOnly, past.IsDirty, Assert.Single(past.Diff!.Changed["prod"])));
        Assert.IsType<FlowDraftAnswer.Missing>(await _desk.ReadAsync(Name, new(Revision: new string('0', 40)), s_ada, CancellationToken.None));
    }

    [Fact]
    public async Task What_is_wrong_stands_at_its_node_and_in_its_line()
    {
        var state = await TakeAsync(s_ada, Edit("wrong", new FlowOp.Set("prod", ["when"], "nodes['gone'].state == 'x'"), new FlowOp.Set("dev", ["stage"], "nowhere")));
        Assert.Equal(
            ["dev stage 8:25 There is no Environment nowhere.", "prod when 9:58 The condition of 'prod' names the node 'gone', which is not there."],
            state.Problems.Where(problem => !problem.Note).Select(problem => $"{problem.Node} {problem.Field} {problem.Line}:{problem.Column} {problem.What}"));
        Assert.Contains(state.Problems, problem => problem is { Note: true, Node: "prod", Field: "stage" });
    }

    [Fact]
    public async Task Others_are_told_of_each_step_but_only_once()
    {
        var heard = new List<DraftMove>();
        using var listening = _moves.Listen(heard.Add);
        var move = Edit("moved", new FlowOp.Move(At("prod", 1, 2)));
        await TakeAsync(s_ada, move);
        await TakeAsync(s_ada, move);
        await TakeAsync(s_ada, Undo());
        Assert.Equal([("ada", Name, 1, true), ("ada", Name, 2, false)], heard.Select(one => (one.PersonId, one.Flow, one.Revision, one.IsLayout)));
    }

    [Fact]
    public async Task What_is_no_step_is_refused()
    {
        Assert.IsType<FlowDraftAnswer.Unfit>(await _desk.TakeAsync(Name, new("", []), s_ada, CancellationToken.None));
        foreach (var op in new FlowOp[] { new FlowOp.Rename("dev", "No Id"), new FlowOp.Set("dev", ["id"], "x"), new FlowOp.SetFlow(["metadata", "name"], "x"), new FlowOp.Move(At("dev", 0.5, 0)), new FlowOp.Connect("dev", "dev"), new FlowOp.Add(new JsonObject { ["id"] = 1 }) })
        {
            var (bad, good) = (Edit("bad", op), Edit("good", new FlowOp.SetFlow(["spec", "limit"], "5d")));
            var state = await TakeAsync(s_ada, bad, good);
            Assert.Equal((bad.Id, "good"), (Assert.Single(state.Refused).Id, state.Undo)); // it keeps back nothing that comes after it
            await _desk.DiscardAsync(Name, s_ada, CancellationToken.None);
        }
    }

    private Task OpenAsync(Portal portal) => OpenAsync(portal.Database, portal.Changes);

    private async Task OpenAsync(IDbContextFactory<PromotionPortal.Storage.PortalDb> database, Changes changes)
    {
        _store?.Dispose();
        _store = new(World.Data, World.Time);
        await _store.OpenAsync();
        _history = new(_store);
        var electorates = new Electorates(Portal.Database, new(null!, Portal.Database, World.Time), World.Time);
        var record = new DefinitionRecord(Portal.Database, _store, _history, World.Time);
        _definitions = new(Portal.Database, _store, _history, record, electorates, World.Time);
        _moves = new();
        _desk = new(database, _history, new(_store, _history, electorates), _moves, changes, World.Time);
        await record.CatchUpAsync(CancellationToken.None);
    }

    private Task<SaveOutcome> SaveAsync(params (DefinitionKey Key, string Text)[] texts) =>
        _definitions.SaveAsync(new([.. texts.Select(text => new DefinitionEdit(text.Key, text.Text))], _store.Current.Commit), s_ada, CancellationToken.None);

    private async Task<FlowState> StateAsync(Actor actor, FlowLook? look = null) => Assert.IsType<FlowDraftAnswer.Found>(await _desk.ReadAsync(Name, look ?? new(), actor, CancellationToken.None)).Reading.State;

    private async Task<string> TextAsync(Actor actor) => Assert.IsType<FlowDraftAnswer.Found>(await _desk.ReadAsync(Name, new(), actor, CancellationToken.None)).Reading.Text;

    private Task<FlowState> TakeAsync(Actor actor, params FlowStep[] steps) => TakeAsync(actor, "", steps);

    private async Task<FlowState> TakeAsync(Actor actor, string @base, params FlowStep[] steps) =>
        Assert.IsType<FlowDraftAnswer.Found>(await _desk.TakeAsync(Name, new(@base, [.. steps]), actor, CancellationToken.None)).Reading.State;

    private FlowStep.Edit Edit(string label, params FlowOp[] ops) => new(Id(), label, [.. ops]);

    private FlowStep.Undo Undo() => new(Id());

    private FlowStep.Redo Redo() => new(Id());

    private string Id() => $"step-{Interlocked.Increment(ref _ids)}";

    private static ImmutableSortedDictionary<string, CanvasPoint> At(string id, double x, double y) => ImmutableSortedDictionary<string, CanvasPoint>.Empty.Add(id, new(x, y));
}
