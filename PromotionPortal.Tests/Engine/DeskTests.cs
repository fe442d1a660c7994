using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;

namespace PromotionPortal.Tests.Engine;

public sealed class DeskTests : EngineTest
{
    private static readonly Digest s_other = Digest.Parse($"sha256:{new string('7', 64)}");

    [Fact]
    public async Task Sixty_four_people_who_ask_at_once_begin_one_promotion()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(at => Task.Run(() => AskAsync(Portal.Dora with { Id = $"person {at}" }))));
        var begun = Assert.Single(outcomes.OfType<RequestOutcome.Accepted>());
        Assert.All(outcomes.OfType<RequestOutcome.Refused>(), refused => Assert.True(refused.Why.Kind is RefusalKind.AlreadyRequested or RefusalKind.PortalBusy, refused.Why.What));
        Assert.Contains(outcomes.OfType<RequestOutcome.Refused>(), refused => refused.Why.Existing == begun.Promotion);
    }

    [Fact]
    public async Task The_same_key_brings_the_same_answer_and_another_request_with_it_is_refused()
    {
        var first = await Portal.RequestAsync(key: "k");
        Assert.Equal(first, await Portal.RequestAsync(key: "k"));
        await Portal.RunAsync();
        Assert.Equal(first, await Portal.RequestAsync(key: "k"));

        Assert.Equal(RefusalKind.KeyUsedOtherwise, Assert.IsType<RequestOutcome.Refused>(await AgainAsync(Wanted with { Tag = "2.0", Digest = s_other })).Why.Kind);
        Assert.Equal(RefusalKind.KeyUsedOtherwise, Assert.IsType<RequestOutcome.Refused>(await AgainAsync(Wanted with { From = "test" })).Why.Kind);
    }

    [Fact]
    public async Task The_same_key_brings_the_same_answer_also_when_CI_moved_or_added_a_tag_meanwhile()
    {
        var first = await Portal.RequestAsync(key: "k");
        Assert.Equal(first, Assert.IsType<RequestOutcome.Accepted>(await AgainAsync(Wanted with { Tag = "1.0-hotel" })).Promotion);
        Assert.Equal(first, Assert.IsType<RequestOutcome.Accepted>(await AgainAsync(Wanted with { Digest = s_other })).Promotion);
    }

    private Task<RequestOutcome> AgainAsync(WantedImage image) => Portal.Desk.RequestAsync(new([image], "prod") { IdempotencyKey = "k" }, Portal.Dora, CancellationToken.None);

    [Fact]
    public async Task Another_persons_key_is_another_key()
    {
        await Portal.RequestAsync(key: "k");
        var outcome = await Portal.Desk.RequestAsync(new([Wanted], "test") { IdempotencyKey = "k" }, Portal.Dora with { Id = "other" }, CancellationToken.None);
        Assert.IsType<RequestOutcome.Accepted>(outcome);
    }

    [Fact]
    public async Task A_dry_run_judges_and_writes_nothing()
    {
        var outcome = await Portal.Desk.RequestAsync(new([Wanted], "prod") { DryRun = true }, Portal.Dora, CancellationToken.None);
        Assert.Equal(World.Prod, Assert.IsType<RequestOutcome.WouldBegin>(outcome).Plan.Items.Single().Target);
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Empty(db.Promotions);
        Assert.Empty(db.AuditTrail);
    }

    [Fact]
    public async Task Who_only_looks_does_not_wait_for_a_writer()
    {
        await using var holder = await Portal.Database.CreateDbContextAsync();
        await using var held = await holder.Database.BeginTransactionAsync();
        Assert.IsType<RequestOutcome.WouldBegin>(await Portal.Desk.RequestAsync(new([Wanted], "prod") { DryRun = true }, Portal.Dora, CancellationToken.None));
        Assert.Equal(RefusalKind.PortalBusy, Assert.IsType<RequestOutcome.Refused>(await Portal.Desk.RequestAsync(new([Wanted], "prod"), Portal.Dora, CancellationToken.None)).Why.Kind);
    }

    [Fact]
    public async Task Who_may_not_is_refused_and_the_audit_says_so()
    {
        var viewer = Portal.Dora with { Grants = [new(Role.Viewer, Reach.All)] };
        var outcome = await AskAsync(viewer);
        Assert.Equal(RefusalKind.NoPermission, Assert.IsType<RequestOutcome.Refused>(outcome).Why.Kind);
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal("promotion.not-begun", Assert.Single(db.AuditTrail).Action);
    }

    [Fact]
    public async Task What_was_promoted_can_be_promoted_on_from_there()
    {
        await Portal.RequestAsync("test");
        await Portal.RunAsync();
        var id = await Portal.RequestAsync("prod", null, Wanted with { From = "test" });
        await Portal.RunAsync();
        var view = await Portal.ReadAsync(id);
        Assert.Equal(PromotionState.Promoted, view.Row.State);
        Assert.Equal("main/test/checkout", view.Promotion.Items.Single().Source.Repository);
    }

    [Fact]
    public async Task A_promotion_that_did_not_fail_cannot_be_retried()
    {
        var id = await Portal.RequestAsync();
        var outcome = await Portal.Desk.RetryAsync(id, Portal.Dora, CancellationToken.None);
        Assert.Equal(RefusalKind.AlreadyRequested, Assert.IsType<RequestOutcome.Refused>(outcome).Why.Kind);
    }

    private WantedImage Wanted => new("checkout", World.Checkout, "1.0", From: null);

    private Task<RequestOutcome> AskAsync(Actor actor) => Portal.Desk.RequestAsync(new([Wanted], "prod"), actor, CancellationToken.None);
}
