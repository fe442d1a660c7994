using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Git;
using PromotionPortal.Storage;
using PromotionPortal.Tests.Definitions;

namespace PromotionPortal.Tests.Engine;

#pragma warning disable CA1001 // the store goes in DisposeAsync
public sealed class DefinitionDeskTests : EngineTest, IAsyncLifetime
#pragma warning restore CA1001
{
    private static readonly Actor s_ada = new("ada", "Ada", Credential.Browser, [new(Role.SuperAdmin, Reach.All)], []);
    private static readonly Actor s_vera = new("vera", "Vera", Credential.Browser, [new(Role.Viewer, Reach.All)], []);
    private static readonly DefinitionKey s_prod = new(DefinitionKind.Environment, "prod");
    private static readonly DefinitionKey s_test = new(DefinitionKind.Environment, "test");

    private DefinitionStore _store = null!;
    private DefinitionRecord _record = null!;
    private Electorates _electorates = null!;
    private DefinitionDesk _desk = null!;
    private ProposalDesk _proposals = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _store = new(World.Data, World.Time);
        await _store.OpenAsync();
        var history = new DefinitionHistory(_store);
        _record = new(Portal.Database, _store, history, World.Time);
        _electorates = new(Portal.Database, new(null!, Portal.Database, World.Time), World.Time);
        _desk = new(Portal.Database, _store, history, _record, _electorates, World.Time);
        _proposals = new(Portal.Database, _desk, World.Time, Portal.Changes);
        await _record.CatchUpAsync(CancellationToken.None);
        Assert.IsType<SaveOutcome.Saved>(await Save(s_ada, (new(DefinitionKind.Registry, "main"), Sample.Main), (s_prod, Prod(40))));
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        _store.Dispose();
        await DisposeAsync();
    }

    [Fact]
    public async Task A_save_is_a_commit_by_that_person_and_one_entry_of_the_audit_trail()
    {
        var saved = Assert.IsType<SaveOutcome.Saved>(await Save(s_ada, (s_prod, Prod(41))));
        Assert.Equal(41, _store.Current.Environments["prod"].Position);
        var revision = new DefinitionHistory(_store).Revision(saved.Commit);
        Assert.Equal(("Ada", "ada", "Environment prod: position 40 → 41"), (revision.AuthorName, revision.ActorId, revision.Message));
        var entry = Assert.Single(await AuditAsync(), row => row.Subject == $"definitions/{saved.Commit}");
        Assert.Equal(("definitions.saved", "ada", "Ada changed the definitions: Environment prod: position 40 → 41"), (entry.Action, entry.ActorId, entry.Text));
        Assert.IsType<SaveOutcome.Unchanged>(await Save(s_ada, (s_prod, Prod(41))));
    }

    [Fact]
    public async Task A_save_that_names_a_group_which_is_not_there_or_asks_for_more_of_it_is_refused_and_one_that_leaves_it_as_it_is_is_not()
    {
        var key = new DefinitionKey(DefinitionKind.Policy, "guarded");
        static string Policy(int count, string title = "Guarded") =>
            $"apiVersion: promotionportal/v1\nkind: Policy\nmetadata:\n  name: guarded\n  title: {title}\nspec:\n  approvals:\n    groups:\n      - group: sre\n        count: {count}\n";
        var unknown = Assert.IsType<SaveOutcome.Unsound>(await Save(s_ada, (key, Policy(1))));
        Assert.Equal("policies/guarded.yaml:9:16: There is no group 'sre'. A super-admin creates it, or another is named.", Assert.Single(unknown.Problems).ToString());

        await using (var db = await Portal.Database.CreateDbContextAsync())
        {
            db.Groups.Add(new() { Name = "sre", Title = "" });
            db.Memberships.Add(new() { GroupName = "sre", UserId = Portal.Dora.Id, AddedBy = "ada" });
            await db.SaveChangesAsync();
        }
        Assert.Contains("2 of the group 'sre' must agree, but only 1 person is in it.", Assert.Single((await _desk.PlanAsync(new([new(key, Policy(2))], _store.Current.Commit), s_ada, CancellationToken.None)).Problems).What, StringComparison.Ordinal);
        Assert.IsType<SaveOutcome.Saved>(await Save(s_ada, (key, Policy(1))));

        // Nobody is stopped by what was wrong before, nor by what others took away.
        await using (var db = await Portal.Database.CreateDbContextAsync()) await db.Groups.ExecuteDeleteAsync();
        Assert.IsType<SaveOutcome.Saved>(await Save(s_ada, (key, Policy(1, "Well guarded"))));
        var open = Assert.Single(QuorumProblems.OfGroups(_store.Current, await _electorates.LookAsync(CancellationToken.None)));
        Assert.Equal(("policies/guarded.yaml", "There is no group 'sre'."), (open.File, open.What));
    }

    [Fact]
    public async Task Of_two_who_save_the_same_at_once_one_commits_and_the_other_merges_field_by_field()
    {
        var read = _store.Current.Commit;
        Assert.IsType<SaveOutcome.Saved>(await Save(s_ada, (s_prod, Prod(41))));
        var ours = Prod(40).Replace("name: prod", "name: prod, title: Production", StringComparison.Ordinal);
        var conflict = Assert.IsType<SaveOutcome.Conflict>(await _desk.SaveAsync(new([new(s_prod, ours)], read), s_ada, CancellationToken.None));
        var merge = Assert.Single(conflict.Merges);
        Assert.Empty(merge.Merged!.Conflicts);
        Assert.IsType<SaveOutcome.Saved>(await _desk.SaveAsync(new([new(s_prod, merge.Merged.Text)], conflict.Tip), s_ada, CancellationToken.None));
        Assert.Equal((41, "Production"), (_store.Current.Environments["prod"].Position, _store.Current.Environments["prod"].Metadata.Title));
    }

    [Fact]
    public async Task What_others_changed_elsewhere_meanwhile_stops_nobody()
    {
        var read = _store.Current.Commit;
        Assert.IsType<SaveOutcome.Saved>(await Save(s_ada, (s_test, Sample.Environment("test", "position: 1"))));
        Assert.IsType<SaveOutcome.Saved>(await _desk.SaveAsync(new([new(s_prod, Prod(42))], read), s_ada, CancellationToken.None));
        Assert.Equal((1, 42), (_store.Current.Environments["test"].Position, _store.Current.Environments["prod"].Position));
    }

    [Fact]
    public async Task What_is_unsound_or_still_named_by_others_is_not_saved()
    {
        var unsound = Assert.IsType<SaveOutcome.Unsound>(await Save(s_ada, (s_prod, Prod(41) + "  colour: red\n")));
        Assert.Contains("colour", Assert.Single(unsound.Problems).What, StringComparison.Ordinal);
        Assert.IsType<SaveOutcome.Saved>(await Save(s_ada, (new(DefinitionKind.Product, "shop"), Sample.Shop), (new(DefinitionKind.Application, "checkout"), Sample.Checkout)));
        var inUse = Assert.IsType<SaveOutcome.Unsound>(await Save(s_ada, (new(DefinitionKind.Product, "shop"), null)));
        Assert.Equal("applications/checkout.yaml", Assert.Single(inUse.Problems).File);
        Assert.True(_store.Current.Products.ContainsKey("shop"));
    }

    [Theory]
    [InlineData(Role.Viewer, DefinitionKind.Environment, false)]
    [InlineData(Role.BuildAndDeploy, DefinitionKind.Application, false)]
    [InlineData(Role.ArtifactPromoter, DefinitionKind.Flow, false)]
    [InlineData(Role.Admin, DefinitionKind.Environment, true)]
    [InlineData(Role.Admin, DefinitionKind.Flow, true)]
    [InlineData(Role.Admin, DefinitionKind.Policy, false)]
    [InlineData(Role.Admin, DefinitionKind.PolicyBinding, false)]
    [InlineData(Role.Admin, DefinitionKind.Registry, false)]
    [InlineData(Role.SuperAdmin, DefinitionKind.Policy, true)]
    [InlineData(Role.SuperAdmin, DefinitionKind.GitRepository, true)]
    public void Who_may_change_what(Role role, DefinitionKind kind, bool allowed) =>
        Assert.Equal(allowed, DefinitionAccess.MayChange(new("x", "X", Credential.Browser, [new(role, Reach.All)], []), DefinitionsSnapshot.Empty, new(kind, "some")).Allowed);

    [Theory]
    [InlineData("checkout", "*", DefinitionKind.Application, "checkout", true)]
    [InlineData("checkout", "*", DefinitionKind.Application, "cart", false)]
    [InlineData("checkout", "prod", DefinitionKind.Application, "checkout", false)]
    [InlineData("*", "prod", DefinitionKind.Environment, "prod", true)]
    [InlineData("checkout", "prod", DefinitionKind.Environment, "prod", false)]
    [InlineData("checkout", "*", DefinitionKind.Product, "shop", false)]
    public void An_admin_of_a_part_changes_that_part(string application, string environment, DefinitionKind kind, string name, bool allowed) =>
        Assert.Equal(allowed, DefinitionAccess.MayChange(new("x", "X", Credential.Browser, [new(Role.Admin, new(application, environment))], []), DefinitionsSnapshot.Empty, new(kind, name)).Allowed);

    [Fact]
    public async Task Without_the_right_one_proposes_and_somebody_with_it_accepts_in_the_name_of_the_author()
    {
        var refused = Assert.IsType<SaveOutcome.NotAllowed>(await Save(s_vera, (s_prod, Prod(41))));
        Assert.True(refused.MayPropose);
        var id = await Propose((s_prod, Prod(41)));
        Assert.IsType<SaveOutcome.NotAllowed>(await _proposals.AcceptAsync(id, merged: null, s_vera, CancellationToken.None));
        Assert.Equal(40, _store.Current.Environments["prod"].Position);

        var saved = Assert.IsType<SaveOutcome.Saved>(await _proposals.AcceptAsync(id, merged: null, s_ada, CancellationToken.None));
        Assert.Equal(41, _store.Current.Environments["prod"].Position);
        Assert.Equal("Vera", new DefinitionHistory(_store).Revision(saved.Commit).AuthorName);
        var row = await ProposalAsync(id);
        Assert.Equal((ProposalState.Accepted, "ada", saved.Commit), (row.State, row.DecidedById, row.Commit));
        Assert.Equal(["proposal.made", "proposal.accepted"], (await AuditAsync()).Where(entry => entry.Subject == $"proposal/{id}").Select(entry => entry.Action));
        Assert.IsType<SaveOutcome.Unfit>(await _proposals.AcceptAsync(id, merged: null, s_ada, CancellationToken.None));
    }

    [Fact]
    public async Task Whoever_accepts_a_proposal_slips_in_nothing_else()
    {
        var id = await Propose((s_prod, Prod(41)));
        var more = new SaveDefinitions([new(s_prod, Prod(41)), new(s_test, Sample.Environment("test", "position: 1"))], _store.Current.Commit);
        Assert.IsType<SaveOutcome.Unfit>(await _proposals.AcceptAsync(id, more, s_ada, CancellationToken.None));
    }

    [Fact]
    public async Task A_proposal_is_declined_with_a_reason_by_who_may_change_it_and_withdrawn_by_its_author()
    {
        var id = await Propose((s_prod, Prod(41)));
        Assert.NotNull(await _proposals.DeclineAsync(id, "No", s_vera, CancellationToken.None));
        Assert.NotNull(await _proposals.DeclineAsync(id, " ", s_ada, CancellationToken.None));
        Assert.Null(await _proposals.DeclineAsync(id, "It stays last.", s_ada, CancellationToken.None));
        Assert.NotNull(await _proposals.WithdrawAsync(id, s_vera, CancellationToken.None));
        Assert.Equal((ProposalState.Declined, "It stays last."), ((await ProposalAsync(id)).State, (await ProposalAsync(id)).Answer));

        var other = await Propose((s_prod, Prod(42)));
        Assert.NotNull(await _proposals.WithdrawAsync(other, s_ada, CancellationToken.None));
        Assert.Null(await _proposals.WithdrawAsync(other, s_vera, CancellationToken.None));
    }

    [Fact]
    public async Task A_commit_whose_telling_was_lost_in_a_crash_is_told_later_as_the_same_persons_and_ends_its_proposal()
    {
        var id = await Propose((s_prod, Prod(41)));
        await using (var db = await Portal.Database.CreateDbContextAsync())
        {
            db.DefinitionChanges.Add(new() { Id = "lost", ActorId = "ada", ActorName = "Ada", Credential = Credential.Browser, At = World.Time.GetUtcNow(), ProposalId = id });
            await db.SaveChangesAsync();
        }
        var commit = await CommitAsync("lost", Prod(41));
        await _record.CatchUpAsync(CancellationToken.None);
        await _record.CatchUpAsync(CancellationToken.None);
        Assert.Equal(("definitions.saved", "ada"), Assert.Single((await AuditAsync()).Where(entry => entry.Subject == $"definitions/{commit}").Select(entry => (entry.Action, entry.ActorId))));
        Assert.Equal(ProposalState.Accepted, (await ProposalAsync(id)).State);
    }

    [Fact]
    public async Task A_commit_from_outside_is_told_as_such_even_with_a_copied_trailer_and_its_author_is_known_by_a_verified_address_alone()
    {
        await using (var db = await Portal.Database.CreateDbContextAsync())
        {
            db.Users.Add(new() { Id = "u-1", UserName = "adal", NormalizedUserName = "ADAL", DisplayName = "Ada L.", Email = "ada@example.org", NormalizedEmail = "ADA@EXAMPLE.ORG", EmailConfirmed = true });
            await db.SaveChangesAsync();
        }
        var used = new DefinitionHistory(_store).Revision(_store.Current.Commit).ChangeId!;
        var forged = await CommitAsync(used, Prod(41));
        await _record.CatchUpAsync(CancellationToken.None);
        var entry = Assert.Single(await AuditAsync(), row => row.Subject == $"definitions/{forged}");
        Assert.Equal(("definitions.pushed", "u-1", "Ada L.", Credential.None), (entry.Action, entry.ActorId, entry.ActorName, entry.Credential));
    }

    [Fact]
    public async Task What_is_too_much_or_nonsense_is_refused_before_anything_is_read()
    {
        async Task<bool> IsUnfit(SaveDefinitions command) => await _desk.SaveAsync(command, s_ada, CancellationToken.None) is SaveOutcome.Unfit;
        Assert.True(await IsUnfit(new([], _store.Current.Commit)));
        Assert.True(await IsUnfit(new([new(s_prod, "x")], "no-such-commit")));
        Assert.True(await IsUnfit(new([new(s_prod, "x"), new(s_prod, "y")], _store.Current.Commit)));
        Assert.True(await IsUnfit(new([new(new(DefinitionKind.Environment, "../etc"), "x")], _store.Current.Commit)));
        Assert.True(await IsUnfit(new([new(s_prod, new('x', DefinitionText.MostLetters + 1))], _store.Current.Commit)));
    }

    private static string Prod(int position) => Sample.Environment("prod", $"position: {position}");

    private Task<SaveOutcome> Save(Actor actor, params (DefinitionKey Key, string? Text)[] edits) =>
        _desk.SaveAsync(new([.. edits.Select(edit => new DefinitionEdit(edit.Key, edit.Text))], _store.Current.Commit), actor, CancellationToken.None);

    private async Task<long> Propose(params (DefinitionKey Key, string? Text)[] edits) =>
        Assert.IsType<SaveOutcome.Proposed>(await _proposals.ProposeAsync(new([.. edits.Select(edit => new DefinitionEdit(edit.Key, edit.Text))], _store.Current.Commit) { Message = "Move it" }, s_vera, CancellationToken.None)).Proposal;

    private async Task<string> CommitAsync(string change, string text) =>
        Assert.IsType<CommitOutcome.Committed>(await _store.CommitAsync([new FileChange(s_prod.Path, text)], _store.Current.Commit, new("Ada", "ada@example.org", "ada", change), "Past the desk")).Commit;

    private async Task<List<AuditRow>> AuditAsync()
    {
        await using var db = await Portal.Database.CreateDbContextAsync();
        return await db.AuditTrail.AsNoTracking().OrderBy(row => row.Sequence).ToListAsync();
    }

    private async Task<ProposalRow> ProposalAsync(long id)
    {
        await using var db = await Portal.Database.CreateDbContextAsync();
        return await db.Proposals.AsNoTracking().SingleAsync(row => row.Id == id);
    }
}
