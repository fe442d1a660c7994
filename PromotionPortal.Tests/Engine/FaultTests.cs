using System.Net;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Registry;

namespace PromotionPortal.Tests.Engine;

/// <summary>What can go wrong ends with a reason, leaves nothing half done, and can be tried again.</summary>
public sealed class FaultTests : IAsyncLifetime
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
    public async Task A_registry_that_is_down_is_waited_for()
    {
        _world.Weather = _ => new(HttpStatusCode.ServiceUnavailable);
        var id = await _portal.RequestAsync();
        var tries = 0;
        _world.Weather = _ => ++tries == 1 ? new(HttpStatusCode.ServiceUnavailable) : null;
        await _portal.RunAsync();
        Assert.Equal(PromotionState.Promoted, (await _portal.ReadAsync(id)).Row.State);
    }

    [Fact]
    public async Task A_registry_that_stays_down_fails_the_promotion_and_a_retry_succeeds()
    {
        _world.Weather = _ => new(HttpStatusCode.ServiceUnavailable);
        var id = await _portal.RequestAsync();
        await _portal.RunAsync();
        await AssertEndedAsync(id, PromotionState.Failed, EndingKind.RegistryUnreachable);

        _world.Weather = _ => null;
        var retry = Assert.IsType<RequestOutcome.Accepted>(await _portal.Desk.RetryAsync(id, Portal.Dora, CancellationToken.None));
        await _portal.RunAsync();
        Assert.Equal(PromotionState.Promoted, (await _portal.ReadAsync(retry.Promotion)).Row.State);
        Assert.Equal(retry.Promotion, (await _portal.ReadAsync(id)).RetriedBy);
    }

    [Fact]
    public async Task An_image_that_is_gone_is_refused()
    {
        var gone = new WantedImage("checkout", _world.Catalogue, "1.0", From: null);
        var id = await _portal.RequestAsync(images: gone);
        await _portal.RunAsync();
        await AssertEndedAsync(id, PromotionState.Refused, EndingKind.ImageGone);
    }

    [Fact]
    public async Task A_tag_that_moved_between_click_and_copy_does_not_change_what_is_copied()
    {
        var id = await _portal.RequestAsync();
        var moved = await SampleImages.PushAsync(_world.Open("builds"), "shop/checkout", World.Image("other", "1.0"), CancellationToken.None);
        await _portal.RunAsync();

        Assert.NotEqual(_world.Checkout, moved);
        Assert.Equal(_world.Checkout, await _world.TagAsync(World.Prod, "1.0"));
        Assert.Contains((await _portal.ReadAsync(id)).History, entry => entry.Action == "promotion.noted" && entry.Text.Contains(moved.Abbreviated, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_immutable_tag_that_is_taken_stays_where_it_is()
    {
        var theirs = await SampleImages.PushAsync(_world.Open("main"), "prod/checkout", World.Image("theirs", "1.0"), CancellationToken.None);
        var id = await _portal.RequestAsync();
        await _portal.RunAsync();
        await AssertEndedAsync(id, PromotionState.Refused, EndingKind.TagTaken);
        Assert.Equal(theirs, await _world.TagAsync(World.Prod, "1.0"));
    }

    [Fact]
    public async Task A_tag_that_somebody_moves_during_the_copy_is_not_overwritten()
    {
        Digest? theirs = null;
        _world.Weather = request =>
        {
            // Between the check and the tag: the first blob that travels.
            if (request.Method == HttpMethod.Post && theirs is null) theirs = SampleImages.PushAsync(_world.Open("main"), "test/checkout", World.Image("theirs", "1.0"), CancellationToken.None).GetAwaiter().GetResult();
            return null;
        };
        var id = await _portal.RequestAsync("test");
        await _portal.RunAsync();
        await AssertEndedAsync(id, PromotionState.Failed, EndingKind.TagTaken);
        Assert.Equal(theirs, await _world.TagAsync(World.Prod with { Repository = "main/test/checkout" }, "1.0"));
    }

    [Fact]
    public async Task A_tag_that_may_move_is_moved_from_where_it_was_seen()
    {
        await SampleImages.PushAsync(_world.Open("main"), "test/checkout", World.Image("older", "1.0"), CancellationToken.None);
        var id = await _portal.RequestAsync("test");
        await _portal.RunAsync();
        Assert.Equal(PromotionState.Promoted, (await _portal.ReadAsync(id)).Row.State);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, EndingKind.RegistryDenied)]
    [InlineData(HttpStatusCode.MethodNotAllowed, EndingKind.TargetNotWritable)]
    public async Task A_repository_that_takes_no_writes_fails_the_promotion(HttpStatusCode answer, EndingKind expected)
    {
        _world.Weather = request => request.Method == HttpMethod.Get || request.Method == HttpMethod.Head ? null : new(answer);
        var id = await _portal.RequestAsync();
        await _portal.RunAsync();
        await AssertEndedAsync(id, PromotionState.Failed, expected);
        Assert.Null(await _world.TagAsync(World.Prod, "1.0"));
    }

    [Fact]
    public async Task A_set_arrives_whole_or_not_at_all()
    {
        _world.Weather = request => request.Method == HttpMethod.Put && request.RequestUri!.AbsolutePath.Contains("catalogue", StringComparison.Ordinal) ? new(HttpStatusCode.MethodNotAllowed) : null;
        var id = await _portal.RequestAsync("prod", null, new("checkout", _world.Checkout, "1.0", null), new("catalogue", _world.Catalogue, "2.0", null));
        await _portal.RunAsync();
        await AssertEndedAsync(id, PromotionState.Failed, EndingKind.TargetNotWritable);
        Assert.Null(await _world.TagAsync(World.Prod, "1.0"));
    }

    [Fact]
    public async Task A_registry_that_is_no_longer_defined_ends_the_promotion()
    {
        var id = await _portal.RequestAsync();
        _world.Definitions = _world.Definitions with { Registries = _world.Definitions.Registries.Remove("main") };
        await _portal.RunAsync();
        await AssertEndedAsync(id, PromotionState.Failed, EndingKind.RegistryUndefined);
    }

    [Fact]
    public async Task Two_images_of_one_application_are_refused_while_both_are_on_their_way()
    {
        WantedImage[] both = [new("checkout", _world.Checkout, "1.0", null), new("checkout", _world.Catalogue, "2.0", null)];
        foreach (var image in both) await _portal.RequestAsync(images: image);
        var outcome = await _portal.Desk.RequestAsync(new([.. both], "prod"), Portal.Dora, CancellationToken.None);
        Assert.Equal(RefusalKind.NothingChosen, Assert.IsType<RequestOutcome.Refused>(outcome).Why.Kind);
    }

    [Fact]
    public async Task A_locked_database_refuses_the_request_and_begins_nothing()
    {
        await using (var holder = await _portal.Database.CreateDbContextAsync())
        {
            await holder.Database.OpenConnectionAsync();
            await using var held = await holder.Database.BeginTransactionAsync();
            var outcome = await _portal.Desk.RequestAsync(new([new("checkout", _world.Checkout, "1.0", null)], "prod"), Portal.Dora, CancellationToken.None);
            Assert.Equal(RefusalKind.PortalBusy, Assert.IsType<RequestOutcome.Refused>(outcome).Why.Kind);
        }
        await using var db = await _portal.Database.CreateDbContextAsync();
        Assert.False(await db.Promotions.AnyAsync());
        await _portal.RequestAsync();
    }

    private async Task AssertEndedAsync(long id, PromotionState state, EndingKind kind)
    {
        var view = await _portal.ReadAsync(id);
        Assert.Equal((state, (EndingKind?)kind), (view.Row.State, view.Row.EndingKind));
        Assert.NotEqual("", view.Row.EndingWhat);
        Assert.NotEqual("", view.Row.EndingHelp);
        Assert.Contains(view.History, entry => entry.Action == $"promotion.{state.ToString().ToLowerInvariant()}" && entry.Text.Contains(view.Row.EndingWhat!, StringComparison.Ordinal));
        Assert.Empty(await _portal.Doctor.ExamineAsync(CancellationToken.None));
    }
}
