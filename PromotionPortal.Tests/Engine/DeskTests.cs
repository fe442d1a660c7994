using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;

namespace PromotionPortal.Tests.Engine;

public sealed class DeskTests : IAsyncLifetime
{
    private World _world = null!;
    private Portal _portal = null!;

    public async Task InitializeAsync()
    {
        _world = await World.CreateAsync();
        _portal = await Portal.StartAsync(_world);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

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
        var first = await _portal.RequestAsync(key: "k");
        Assert.Equal(first, await _portal.RequestAsync(key: "k"));
        await _portal.RunAsync();
        Assert.Equal(first, await _portal.RequestAsync(key: "k"));

        var other = await _portal.Desk.RequestAsync(new([Wanted with { Tag = "2.0" }], "prod") { IdempotencyKey = "k" }, Portal.Dora, CancellationToken.None);
        Assert.Equal(RefusalKind.KeyUsedOtherwise, Assert.IsType<RequestOutcome.Refused>(other).Why.Kind);
    }

    [Fact]
    public async Task Another_persons_key_is_another_key()
    {
        await _portal.RequestAsync(key: "k");
        var outcome = await _portal.Desk.RequestAsync(new([Wanted], "test") { IdempotencyKey = "k" }, Portal.Dora with { Id = "other" }, CancellationToken.None);
        Assert.IsType<RequestOutcome.Accepted>(outcome);
    }

    [Fact]
    public async Task A_dry_run_judges_and_writes_nothing()
    {
        var outcome = await _portal.Desk.RequestAsync(new([Wanted], "prod") { DryRun = true }, Portal.Dora, CancellationToken.None);
        Assert.Equal(World.Prod, Assert.IsType<RequestOutcome.WouldBegin>(outcome).Plan.Items.Single().Target);
        await using var db = await _portal.Database.CreateDbContextAsync();
        Assert.Empty(db.Promotions);
        Assert.Empty(db.AuditTrail);
    }

    [Fact]
    public async Task Who_may_not_is_refused_and_the_audit_says_so()
    {
        var viewer = Portal.Dora with { Grants = [new(Role.Viewer, Reach.All)] };
        var outcome = await AskAsync(viewer);
        Assert.Equal(RefusalKind.NoPermission, Assert.IsType<RequestOutcome.Refused>(outcome).Why.Kind);
        await using var db = await _portal.Database.CreateDbContextAsync();
        Assert.Equal("promotion.not-begun", Assert.Single(db.AuditTrail).Action);
    }

    [Fact]
    public async Task What_was_promoted_can_be_promoted_on_from_there()
    {
        await _portal.RequestAsync("test");
        await _portal.RunAsync();
        var id = await _portal.RequestAsync("prod", null, Wanted with { From = "test" });
        await _portal.RunAsync();
        var view = await _portal.ReadAsync(id);
        Assert.Equal(PromotionState.Promoted, view.Row.State);
        Assert.Equal("main/test/checkout", view.Promotion.Items.Single().Source.Repository);
    }

    [Fact]
    public async Task A_promotion_that_did_not_fail_cannot_be_retried()
    {
        var id = await _portal.RequestAsync();
        var outcome = await _portal.Desk.RetryAsync(id, Portal.Dora, CancellationToken.None);
        Assert.Equal(RefusalKind.AlreadyRequested, Assert.IsType<RequestOutcome.Refused>(outcome).Why.Kind);
    }

    private WantedImage Wanted => new("checkout", _world.Checkout, "1.0", From: null);

    private Task<RequestOutcome> AskAsync(Actor actor) => _portal.Desk.RequestAsync(new([Wanted], "prod"), actor, CancellationToken.None);
}
