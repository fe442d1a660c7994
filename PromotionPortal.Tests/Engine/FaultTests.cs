using System.Net;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Registry;

namespace PromotionPortal.Tests.Engine;

/// <summary>What can go wrong ends with a reason, leaves nothing half done, and can be tried again.</summary>
public sealed class FaultTests : EngineTest
{
    [Fact]
    public async Task A_registry_that_is_down_is_waited_for()
    {
        World.Weather = _ => new(HttpStatusCode.ServiceUnavailable);
        var id = await Portal.RequestAsync();
        var tries = 0;
        World.Weather = _ => ++tries == 1 ? new(HttpStatusCode.ServiceUnavailable) : null;
        await Portal.RunAsync();
        Assert.Equal(PromotionState.Promoted, (await Portal.ReadAsync(id)).Row.State);
    }

    [Fact]
    public async Task A_registry_that_stays_down_fails_the_promotion_and_a_retry_succeeds()
    {
        World.Weather = _ => new(HttpStatusCode.ServiceUnavailable);
        var id = await Portal.RequestAsync();
        await Portal.RunAsync();
        await AssertEndedAsync(id, PromotionState.Failed, EndingKind.RegistryUnreachable);

        World.Weather = _ => null;
        var retry = Assert.IsType<RequestOutcome.Accepted>(await Portal.Desk.RetryAsync(id, Portal.Dora, CancellationToken.None));
        await Portal.RunAsync();
        Assert.Equal(PromotionState.Promoted, (await Portal.ReadAsync(retry.Promotion)).Row.State);
        Assert.Equal(retry.Promotion, (await Portal.ReadAsync(id)).RetriedBy);
    }

    [Fact]
    public async Task An_image_that_is_gone_is_refused()
    {
        var gone = new WantedImage("checkout", World.Catalogue, "1.0", From: null);
        var id = await Portal.RequestAsync(images: gone);
        await Portal.RunAsync();
        await AssertEndedAsync(id, PromotionState.Refused, EndingKind.ImageGone);
    }

    [Fact]
    public async Task A_tag_that_moved_between_click_and_copy_does_not_change_what_is_copied()
    {
        var id = await Portal.RequestAsync();
        var moved = await SampleImages.PushAsync(World.Open("builds"), "shop/checkout", World.Image("other", "1.0"), CancellationToken.None);
        await Portal.RunAsync();

        Assert.NotEqual(World.Checkout, moved);
        Assert.Equal(World.Checkout, await World.TagAsync(World.Prod, "1.0"));
        Assert.Contains((await Portal.ReadAsync(id)).History, entry => entry.Action == "promotion.noted" && entry.Text.Contains(moved.Abbreviated, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_immutable_tag_that_is_taken_stays_where_it_is()
    {
        var theirs = await SampleImages.PushAsync(World.Open("main"), "prod/checkout", World.Image("theirs", "1.0"), CancellationToken.None);
        var id = await Portal.RequestAsync();
        await Portal.RunAsync();
        await AssertEndedAsync(id, PromotionState.Refused, EndingKind.TagTaken);
        Assert.Equal(theirs, await World.TagAsync(World.Prod, "1.0"));
    }

    [Fact]
    public async Task A_tag_that_somebody_moves_during_the_copy_is_not_overwritten()
    {
        Digest? theirs = null;
        World.Weather = request =>
        {
            // Between the check and the tag: the first blob that travels.
            if (request.Method == HttpMethod.Post && theirs is null) theirs = SampleImages.PushAsync(World.Open("main"), "test/checkout", World.Image("theirs", "1.0"), CancellationToken.None).GetAwaiter().GetResult();
            return null;
        };
        var id = await Portal.RequestAsync("test");
        await Portal.RunAsync();
        await AssertEndedAsync(id, PromotionState.Failed, EndingKind.TagTaken);
        Assert.Equal(theirs, await World.TagAsync(World.Prod with { Repository = "main/test/checkout" }, "1.0"));
    }

    [Fact]
    public async Task A_tag_that_may_move_is_moved_from_where_it_was_seen()
    {
        await SampleImages.PushAsync(World.Open("main"), "test/checkout", World.Image("older", "1.0"), CancellationToken.None);
        var id = await Portal.RequestAsync("test");
        await Portal.RunAsync();
        Assert.Equal(PromotionState.Promoted, (await Portal.ReadAsync(id)).Row.State);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, EndingKind.RegistryDenied)]
    [InlineData(HttpStatusCode.MethodNotAllowed, EndingKind.TargetNotWritable)]
    public async Task A_repository_that_takes_no_writes_fails_the_promotion(HttpStatusCode answer, EndingKind expected)
    {
        World.Weather = request => request.Method == HttpMethod.Get || request.Method == HttpMethod.Head ? null : new(answer);
        var id = await Portal.RequestAsync();
        await Portal.RunAsync();
        await AssertEndedAsync(id, PromotionState.Failed, expected);
        Assert.Null(await World.TagAsync(World.Prod, "1.0"));
    }

    [Fact]
    public async Task A_set_arrives_whole_or_not_at_all()
    {
        World.Weather = request => request.Method == HttpMethod.Put && request.RequestUri!.AbsolutePath.Contains("catalogue", StringComparison.Ordinal) ? new(HttpStatusCode.MethodNotAllowed) : null;
        var id = await Portal.RequestAsync("prod", null, new("checkout", World.Checkout, "1.0", null), new("catalogue", World.Catalogue, "2.0", null));
        await Portal.RunAsync();
        await AssertEndedAsync(id, PromotionState.Failed, EndingKind.TargetNotWritable);
        Assert.Null(await World.TagAsync(World.Prod, "1.0"));
    }

    [Fact]
    public async Task A_registry_that_is_no_longer_defined_ends_the_promotion()
    {
        var id = await Portal.RequestAsync();
        World.Definitions = World.Definitions with { Registries = World.Definitions.Registries.Remove("main") };
        await Portal.RunAsync();
        await AssertEndedAsync(id, PromotionState.Failed, EndingKind.RegistryUndefined);
    }

    [Fact]
    public async Task Two_images_of_one_application_are_refused_while_both_are_on_their_way()
    {
        WantedImage[] both = [new("checkout", World.Checkout, "1.0", null), new("checkout", World.Catalogue, "2.0", null)];
        foreach (var image in both) await Portal.RequestAsync(images: image);
        var outcome = await Portal.Desk.RequestAsync(new([.. both], "prod"), Portal.Dora, CancellationToken.None);
        Assert.Equal(RefusalKind.NothingChosen, Assert.IsType<RequestOutcome.Refused>(outcome).Why.Kind);
    }

    [Fact]
    public async Task A_locked_database_refuses_the_request_and_begins_nothing()
    {
        await using (var holder = await Portal.Database.CreateDbContextAsync())
        {
            await holder.Database.OpenConnectionAsync();
            await using var held = await holder.Database.BeginTransactionAsync();
            var outcome = await Portal.Desk.RequestAsync(new([new("checkout", World.Checkout, "1.0", null)], "prod"), Portal.Dora, CancellationToken.None);
            Assert.Equal(RefusalKind.PortalBusy, Assert.IsType<RequestOutcome.Refused>(outcome).Why.Kind);
        }
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.False(await db.Promotions.AnyAsync());
        await Portal.RequestAsync();
    }

    private async Task AssertEndedAsync(long id, PromotionState state, EndingKind kind)
    {
        var view = await Portal.ReadAsync(id);
        Assert.Equal((state, (EndingKind?)kind), (view.Row.State, view.Row.EndingKind));
        Assert.NotEqual("", view.Row.EndingWhat);
        Assert.NotEqual("", view.Row.EndingHelp);
        Assert.Contains(view.History, entry => entry.Action == $"promotion.{state.ToString().ToLowerInvariant()}" && entry.Text.Contains(view.Row.EndingWhat!, StringComparison.Ordinal));
        Assert.Empty(await Portal.Doctor.ExamineAsync(CancellationToken.None));
    }
}
