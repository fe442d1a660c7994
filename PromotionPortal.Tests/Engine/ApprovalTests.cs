using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Engine;

public sealed class ApprovalTests : EngineTest
{
    [Fact]
    public async Task With_approvals_it_waits_and_goes_on_when_the_last_one_agrees()
    {
        var id = await RequestedAsync(new() { ApprovalCount = 2 });
        Assert.Equal(PromotionState.AwaitingApproval, await StateAsync(id));
        Assert.Equal(ApprovalResult.Approved, await ApproveAsync(id, "paul"));
        Assert.Equal(ApprovalResult.AlreadyApproved, await ApproveAsync(id, "paul"));
        Assert.Equal(PromotionState.AwaitingApproval, await StateAsync(id));
        Assert.Equal(ApprovalResult.Approved, await ApproveAsync(id, "priya"));
        Assert.Equal(ApprovalResult.NoLongerValid, await ApproveAsync(id, "peter"));
        await Portal.RunAsync();
        Assert.Equal(PromotionState.Promoted, await StateAsync(id));
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal([EvaluationMoment.Request, EvaluationMoment.Approval, EvaluationMoment.Execution], await db.Evaluations.Where(row => row.PromotionId == id).OrderBy(row => row.Id).Select(row => row.Moment).ToListAsync());
        Assert.Contains("Paul", (await db.Evaluations.SingleAsync(row => row.PromotionId == id && row.Moment == EvaluationMoment.Approval)).Proof, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await Portal.Doctor.ExamineAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(Role.ArtifactPromoter, true)]
    [InlineData(Role.SuperAdmin, true)]
    [InlineData(Role.Admin, false)]
    [InlineData(Role.BuildAndDeploy, false)]
    [InlineData(Role.DeploymentApprover, false)]
    [InlineData(Role.Viewer, false)]
    public async Task Only_an_artifact_promoter_or_a_super_admin_approves(Role role, bool may)
    {
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        var person = await Portal.AddAsync(new("somebody", "Somebody", Credential.Browser, [new(role, Reach.All)], []));
        var outcome = await Portal.Approvals.ApproveAsync(new(id), person, CancellationToken.None);
        Assert.Equal(may ? (ApprovalResult.Approved, (ApproverBar?)null) : (ApprovalResult.NotAllowed, ApproverBar.Role), (outcome.Result, outcome.Bar));
    }

    [Theory]
    [InlineData(false, ApprovalResult.NotAllowed)]
    [InlineData(true, ApprovalResult.Approved)]
    public async Task The_requester_approves_only_where_the_policy_lets_him_super_admin_or_not(bool allowed, ApprovalResult expected)
    {
        World.Govern(new() { ApprovalCount = 1, RequesterApproves = allowed });
        var ada = await Portal.AddAsync(new("ada", "Ada", Credential.Browser, [new(Role.SuperAdmin, Reach.All)], []));
        var asked = Assert.IsType<RequestOutcome.Accepted>(await Portal.Desk.RequestAsync(new([new("checkout", World.Checkout, "1.0", From: null)], "prod"), ada, CancellationToken.None));
        Assert.True(asked.NeedsApproval);
        await Portal.RunAsync();
        Assert.Equal(expected, (await Portal.Approvals.ApproveAsync(new(asked.Promotion), ada, CancellationToken.None)).Result);
    }

    [Theory]
    [InlineData(false, ApprovalResult.Approved)]
    [InlineData(true, ApprovalResult.NotAllowed)]
    public async Task The_last_editor_of_the_policy_does_not_approve_where_it_says_so(bool separate, ApprovalResult expected)
    {
        World.PolicyEditors = ["paul"];
        Assert.Equal(expected, await ApproveAsync(await RequestedAsync(new() { ApprovalCount = 1, SeparatePolicyEditor = separate }), "paul"));
    }

    [Fact]
    public async Task A_token_never_approves()
    {
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        var paul = await PromoterAsync("paul");
        var outcome = await Portal.Approvals.ApproveAsync(new(id), paul with { Credential = Credential.Token, Scopes = [.. Enum.GetValues<TokenScope>()] }, CancellationToken.None);
        Assert.Equal(ApprovalResult.NotAllowed, outcome.Result);
    }

    [Fact]
    public async Task A_rejection_needs_a_reason_and_ends_it()
    {
        var id = await RequestedAsync(new() { ApprovalCount = 2 });
        var paul = await PromoterAsync("paul");
        Assert.Equal(ApprovalResult.Unfit, (await Portal.Approvals.RejectAsync(new(id), paul, CancellationToken.None)).Result);
        Assert.Equal(ApprovalResult.Rejected, (await Portal.Approvals.RejectAsync(new(id, "It breaks the cart."), paul, CancellationToken.None)).Result);
        var view = await Portal.ReadAsync(id);
        Assert.Equal((PromotionState.Rejected, "Paul rejected it: It breaks the cart."), (view.Row.State, view.Row.EndingWhat));
    }

    [Fact]
    public async Task An_approval_is_taken_back_until_the_copy_starts_and_it_waits_again()
    {
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        Assert.Equal(ApprovalResult.Approved, await ApproveAsync(id, "paul"));
        Assert.Equal(PromotionState.Queued, await StateAsync(id));
        Assert.Equal(ApprovalResult.TakenBack, (await Portal.Approvals.TakeBackAsync(new(id), await PromoterAsync("paul"), CancellationToken.None)).Result);
        await Portal.RunAsync();
        Assert.Equal(PromotionState.AwaitingApproval, await StateAsync(id));
        Assert.Equal(ApprovalResult.Approved, await ApproveAsync(id, "priya"));
        await Portal.RunAsync();
        Assert.Equal(PromotionState.Promoted, await StateAsync(id));
        Assert.Equal(ApprovalResult.NoLongerValid, (await Portal.Approvals.TakeBackAsync(new(id), await PromoterAsync("priya"), CancellationToken.None)).Result);
    }

    [Fact]
    public async Task A_policy_that_changed_voids_the_approvals_and_says_what_changed()
    {
        var id = await RequestedAsync(new() { ApprovalCount = 2 });
        Assert.Equal(ApprovalResult.Approved, await ApproveAsync(id, "paul"));
        World.Govern(new() { ApprovalCount = 2, RequireReason = false });
        Assert.Equal(ApprovalResult.Approved, await ApproveAsync(id, "priya"));
        Assert.Equal(PromotionState.Queued, await StateAsync(id)); // the same rules, said otherwise

        World.Govern(new() { ApprovalCount = 1, ApproverDeploys = true });
        await Portal.RunAsync();
        Assert.Equal(PromotionState.AwaitingApproval, await StateAsync(id));
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.All(await db.Votes.ToListAsync(), vote => Assert.Equal(VoteState.Void, vote.State));
        Assert.Contains(await db.AuditTrail.Where(row => row.Action == "promotion.noted").Select(row => row.Text).ToListAsync(), text => text.Contains("approvals.count 2 → 1", StringComparison.Ordinal));
        Assert.Equal(ApprovalResult.Approved, await ApproveAsync(id, "paul"));
        await Portal.RunAsync();
        Assert.Equal(PromotionState.Promoted, await StateAsync(id));
        Assert.Empty(await Portal.Doctor.ExamineAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_was_looked_at_before_it_changed_is_not_decided()
    {
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        Assert.Equal(ApprovalResult.NoLongerValid, (await Portal.Approvals.ApproveAsync(new(id, Seen: "another hash"), await PromoterAsync("paul"), CancellationToken.None)).Result);
    }

    [Fact]
    public async Task Who_has_read_the_new_rules_decides_by_them_though_the_promotion_was_not_told_yet()
    {
        var id = await RequestedAsync(new() { ApprovalCount = 2 });
        Assert.Equal(ApprovalResult.Approved, await ApproveAsync(id, "paul"));
        World.Govern(new() { ApprovalCount = 2, ApproverDeploys = true });
        var priya = await PromoterAsync("priya");
        var seen = await Portal.Waiting.FindAsync(id, priya, CancellationToken.None);

        var outcome = await Portal.Approvals.ApproveAsync(new(id, Seen: seen!.GoverningHash), priya, CancellationToken.None);

        Assert.Equal((ApprovalResult.Approved, "Approved. It waits for others."), (outcome.Result, outcome.Words));
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal([("Paul", VoteState.Void), ("Priya", VoteState.Valid)], (await db.Votes.OrderBy(vote => vote.Id).ToListAsync()).Select(vote => (vote.PersonName, vote.State)));
        Assert.Contains(await db.AuditTrail.Where(row => row.Action == "promotion.noted").Select(row => row.Text).ToListAsync(), text => text.Contains("approverDeploys", StringComparison.Ordinal));
        Assert.Empty(await Portal.Doctor.ExamineAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_a_refused_decision_has_caught_up_with_is_told_to_the_pages()
    {
        var id = await RequestedAsync(new() { ApprovalCount = 2 });
        Assert.Equal(ApprovalResult.Approved, await ApproveAsync(id, "paul"));
        World.Govern(new() { ApprovalCount = 2, ApproverDeploys = true });
        var priya = await PromoterAsync("priya");
        var seen = await Portal.Waiting.FindAsync(id, priya, CancellationToken.None);
        var told = 0;
        using var listening = Portal.Changes.Listen(() => told++);

        Assert.Equal(ApprovalResult.Unfit, (await Portal.Approvals.RejectAsync(new(id, Seen: seen!.GoverningHash), priya, CancellationToken.None)).Result);

        Assert.Equal(1, told);
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal(VoteState.Void, (await db.Votes.SingleAsync()).State);
    }

    [Theory]
    [InlineData("false", PromotionState.Stale)]
    [InlineData("true", PromotionState.AwaitingApproval)]
    public async Task A_gate_that_closes_while_it_waits_makes_it_stale(string pass, PromotionState expected)
    {
        var id = await RequestedAsync(new() { ApprovalCount = 1, Pass = "true" });
        World.Govern(new() { ApprovalCount = 1, Pass = pass });
        await Portal.Desk.TellAsync(id, new PromotionEvent.Tick(), done: null, CancellationToken.None);
        Assert.Equal(expected, await StateAsync(id));
    }

    [Fact]
    public async Task A_gate_that_closes_between_the_last_approval_and_the_copy_stops_the_copy()
    {
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        Assert.Equal(ApprovalResult.Approved, await ApproveAsync(id, "paul"));
        World.Govern(new() { ApprovalCount = 1, Fail = "true" });
        await Portal.RunAsync();
        Assert.Equal((PromotionState.Stale, EndingKind.GateClosed), ((await Portal.ReadAsync(id)).Row.State, (await Portal.ReadAsync(id)).Row.EndingKind));
        Assert.Null(await World.TagAsync(World.Prod, "1.0"));
    }

    [Fact]
    public async Task Where_nobody_has_to_agree_any_more_it_goes_on_with_a_proof_of_that()
    {
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        Assert.Equal(ApprovalResult.Approved, await ApproveAsync(id, "paul"));
        World.Govern(new());
        await Portal.RunAsync();
        Assert.Equal(PromotionState.Promoted, await StateAsync(id));
        Assert.Empty(await Portal.Doctor.ExamineAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_right_taken_from_the_requester_or_from_an_approver_counts_at_the_next_look()
    {
        var id = await RequestedAsync(new() { ApprovalCount = 2 });
        Assert.Equal(ApprovalResult.Approved, await ApproveAsync(id, "paul"));
        await TakeRightsAsync("paul");
        Assert.Equal(ApprovalResult.Approved, await ApproveAsync(id, "priya"));
        Assert.Equal(PromotionState.AwaitingApproval, await StateAsync(id));
        await TakeRightsAsync(Portal.Dora.Id);
        await Portal.Desk.TellAsync(id, new PromotionEvent.Tick(), done: null, CancellationToken.None);
        Assert.Equal(PromotionState.Stale, await StateAsync(id));
    }

    [Fact]
    public async Task It_expires_when_nobody_decides_in_time()
    {
        var id = await RequestedAsync(new() { ApprovalCount = 1, ApprovalsExpireAfter = TimeSpan.FromHours(2) });
        World.Time.Advance(TimeSpan.FromHours(1));
        await Portal.Review.RunAsync(CancellationToken.None);
        Assert.Equal(PromotionState.AwaitingApproval, await StateAsync(id));
        World.Time.Advance(TimeSpan.FromHours(1));
        await Portal.Review.RunAsync(CancellationToken.None);
        Assert.Equal(PromotionState.Expired, await StateAsync(id));
    }

    [Fact]
    public async Task The_requester_withdraws_and_nobody_else_does()
    {
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        Assert.Equal(ApprovalResult.NotAllowed, (await Portal.Approvals.WithdrawAsync(new(id), await PromoterAsync("paul"), CancellationToken.None)).Result);
        Assert.Equal(ApprovalResult.Withdrawn, (await Portal.Approvals.WithdrawAsync(new(id), Portal.Dora, CancellationToken.None)).Result);
        Assert.Equal(PromotionState.Withdrawn, await StateAsync(id));
        Assert.Equal(ApprovalResult.NoLongerValid, await ApproveAsync(id, "paul"));
    }

    [Fact]
    public async Task An_older_request_that_still_waits_is_superseded_by_a_later_one_that_arrived()
    {
        var older = await RequestedAsync(new() { ApprovalCount = 1 });
        var newer = await PromotionPortal.Registry.SampleImages.PushAsync(World.Open("builds"), "shop/checkout", World.Image("checkout", "2.0"), CancellationToken.None);
        var later = await Portal.RequestAsync("prod", key: null, new WantedImage("checkout", newer, "2.0", From: null));
        await Portal.RunAsync();
        Assert.Equal(ApprovalResult.Approved, await ApproveAsync(later, "paul"));
        await Portal.RunAsync();
        Assert.Equal((PromotionState.Promoted, PromotionState.Superseded), (await StateAsync(later), await StateAsync(older)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Of_sixty_four_who_approve_at_once_exactly_the_quorum_counts(int quorum)
    {
        var id = await RequestedAsync(new() { ApprovalCount = quorum });
        var people = new List<Actor>();
        for (var at = 0; at < 32; at++) people.Add(await PromoterAsync($"person-{at}"));
        var outcomes = await Task.WhenAll(people.Concat(people).Select(person => Task.Run(() => AgainWhileBusyAsync(() => Portal.Approvals.ApproveAsync(new(id), person, CancellationToken.None)))));
        Assert.Equal(quorum, outcomes.Count(outcome => outcome.Result == ApprovalResult.Approved));
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal(quorum, await db.Votes.CountAsync(vote => vote.PromotionId == id && vote.State == VoteState.Valid));
        Assert.Equal(1, await db.AuditTrail.CountAsync(row => row.Subject == $"promotion/{id}" && row.Action == "promotion.queued"));
    }

    [Fact]
    public async Task Of_an_approval_and_a_rejection_at_once_one_wins()
    {
        for (var round = 0; round < 8; round++)
        {
            var id = await RequestedAsync(new() { ApprovalCount = 1 });
            var (paul, priya) = (await PromoterAsync("paul"), await PromoterAsync("priya"));
            var outcomes = await Task.WhenAll(
                Task.Run(() => AgainWhileBusyAsync(() => Portal.Approvals.ApproveAsync(new(id), paul, CancellationToken.None))),
                Task.Run(() => AgainWhileBusyAsync(() => Portal.Approvals.RejectAsync(new(id, "No."), priya, CancellationToken.None))));
            var winner = Assert.Single(outcomes, outcome => outcome.IsDone);
            Assert.Equal(winner.Result == ApprovalResult.Approved ? PromotionState.Queued : PromotionState.Rejected, await StateAsync(id));
            await Portal.Approvals.CancelAsync(new(id), Portal.Dora, CancellationToken.None);
        }
    }

    [Theory]
    [InlineData(PromotionState.AwaitingApproval)]
    [InlineData(PromotionState.Queued)]
    public async Task Who_may_promote_there_cancels_until_the_tags_move(PromotionState at)
    {
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        if (at == PromotionState.Queued) Assert.Equal(ApprovalResult.Approved, await ApproveAsync(id, "paul"));
        Assert.Equal(ApprovalResult.NotAllowed, (await Portal.Approvals.CancelAsync(new(id), await PromoterAsync("paul"), CancellationToken.None)).Result);
        Assert.Equal(ApprovalResult.Cancelled, (await Portal.Approvals.CancelAsync(new(id), Portal.Dora, CancellationToken.None)).Result);
        await Portal.RunAsync();
        Assert.Equal(PromotionState.Cancelled, await StateAsync(id));
        Assert.Null(await World.TagAsync(World.Prod, "1.0"));
        Assert.Empty(await Portal.Doctor.ExamineAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_approval_that_fills_no_open_seat_is_not_taken()
    {
        var id = await RequestedAsync(new() { ApprovalGroups = [new("sre", 1)] });
        Assert.Equal(ApprovalResult.NotNeeded, await ApproveAsync(id, "paul"));
    }

    [Fact]
    public async Task A_hotfix_needs_the_right_and_a_reason()
    {
        async Task<RefusalKind?> Kind(Actor actor, string reason) =>
            (await Portal.Desk.RequestAsync(new([new("checkout", World.Checkout, "1.0", From: null)], "prod") { IsHotfix = true, Reason = reason, DryRun = true }, actor, CancellationToken.None) as RequestOutcome.Refused)?.Why.Kind;
        var admin = Portal.Dora with { Grants = [new(Role.SuperAdmin, Reach.All)] };
        Assert.Equal(RefusalKind.NoPermission, await Kind(Portal.Dora, "It burns."));
        Assert.Equal(RefusalKind.ReasonMissing, await Kind(admin, " "));
        Assert.Null(await Kind(admin, "It burns."));
    }

    [Fact]
    public async Task Why_not_and_really_trying_agree()
    {
        foreach (var fields in new PolicyFields[] { new(), new() { Pass = "false" }, new() { Fail = "true" }, new() { Pass = "checks['x'].passed" }, new() { RequireReason = true }, new() { ApprovalCount = 1 }, new() { RequireSignatures = ["k"] } })
            foreach (var environment in new[] { "test", "prod", "moon" })
                foreach (var actor in new[] { Portal.Dora, Portal.Dora with { Grants = [] } })
                {
                    World.Govern(fields);
                    var wanted = new WantedImage("checkout", World.Checkout, "1.0", From: null);
                    var gates = await Portal.Desk.WhyAsync(wanted, environment, "", actor, CancellationToken.None);
                    var tried = await Portal.Desk.RequestAsync(new([wanted], environment) { DryRun = true }, actor, CancellationToken.None);
                    Assert.Equal(gates.FirstOrDefault(gate => gate.Verdict == GateVerdict.Closed)?.Refusal, (tried as RequestOutcome.Refused)?.Why.Kind);
                    Assert.Equal(gates.Any(gate => gate is { Kind: GateKind.Approvals, Verdict: GateVerdict.Waits }) && tried is RequestOutcome.WouldBegin, (tried as RequestOutcome.WouldBegin)?.NeedsApproval ?? false);
                }
    }

    [Theory]
    [InlineData("dora", ApprovalResult.NotAllowed)]
    [InlineData("somebody-else", ApprovalResult.Approved)]
    [InlineData("", ApprovalResult.Approved)]
    public async Task Whoever_came_in_by_a_link_that_the_requester_made_does_not_approve_for_him(string maker, ApprovalResult expected)
    {
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        await OpenedAsync("paul", maker);
        var outcome = await Portal.Approvals.ApproveAsync(new(id), await PromoterAsync("paul"), CancellationToken.None);
        Assert.Equal((expected, expected == ApprovalResult.Approved ? null : ApproverBar.OpenedAccount), (outcome.Result, outcome.Bar));
        Assert.Equal(expected == ApprovalResult.Approved ? PromotionState.Queued : PromotionState.AwaitingApproval, await StateAsync(id));
    }

    [Fact]
    public async Task A_super_admin_fills_no_second_seat_through_an_account_that_he_opened()
    {
        var id = await RequestedAsync(new() { ApprovalCount = 2 });
        await OpenedAsync("paul", "ada");
        var ada = await Portal.AddAsync(new("ada", "Ada", Credential.Browser, [new(Role.SuperAdmin, Reach.All)], []));
        Assert.Equal(ApprovalResult.Approved, (await Portal.Approvals.ApproveAsync(new(id), ada, CancellationToken.None)).Result);
        Assert.Equal(ApprovalResult.NotNeeded, await ApproveAsync(id, "paul"));
        Assert.Equal(ApprovalResult.Approved, await ApproveAsync(id, "priya"));
        Assert.Equal(PromotionState.Queued, await StateAsync(id));
    }

    private async Task OpenedAsync(string person, string maker)
    {
        await PromoterAsync(person);
        await using var db = await Portal.Database.CreateDbContextAsync();
        await db.Users.Where(user => user.Id == person).ExecuteUpdateAsync(set => set.SetProperty(user => user.OpenedById, maker));
    }

    private async Task<long> RequestedAsync(PolicyFields fields)
    {
        World.Govern(fields);
        var id = await Portal.RequestAsync();
        await Portal.RunAsync();
        return id;
    }

    private Task<Actor> PromoterAsync(string id) => Portal.AddAsync(new(id, char.ToUpperInvariant(id[0]) + id[1..], Credential.Browser, [new(Role.ArtifactPromoter, Reach.All)], []));

    private async Task<ApprovalResult> ApproveAsync(long id, string person) => (await Portal.Approvals.ApproveAsync(new(id), await PromoterAsync(person), CancellationToken.None)).Result;

    private async Task<PromotionState> StateAsync(long id) => (await Portal.ReadAsync(id)).Row.State;

    private static async Task<ApprovalOutcome> AgainWhileBusyAsync(Func<Task<ApprovalOutcome>> decide)
    {
        while (true)
        {
            var outcome = await decide();
            if (outcome.Result != ApprovalResult.PortalBusy) return outcome;
        }
    }

    private async Task TakeRightsAsync(string person)
    {
        await using var db = await Portal.Database.CreateDbContextAsync();
        await db.Grants.Where(grant => grant.UserId == person).ExecuteDeleteAsync();
    }
}
