using Microsoft.EntityFrameworkCore;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Notices;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Engine;

/// <summary>What registries tell, taken once and kept with what came of it.</summary>
public sealed class HookInboxTests : EngineTest
{
    private const string Repository = "builds/shop/checkout";

    [Fact]
    public async Task A_push_makes_the_image_known_without_a_look_at_any_other()
    {
        var row = await HandledAsync(Push("e-1", "1.0"));
        Assert.Equal((HookState.Handled, $"checkout 1.0 is {World.Checkout.Abbreviated}."), (row.State, row.Outcome));
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal("checkout", (await db.Images.SingleAsync()).Application);
    }

    [Fact]
    public async Task A_tag_that_moved_says_that_the_registry_told_of_it()
    {
        await HandledAsync(Push("e-1", "1.0"));
        await SampleImages.PushAsync(World.Open("builds"), "shop/checkout", World.Image("newer", "1.0"), CancellationToken.None);
        await HandledAsync(Push("e-2", "1.0"));
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal(TagSource.Webhook, (await db.TagMoves.SingleAsync()).Source);
    }

    [Fact]
    public async Task The_same_event_is_taken_once_however_often_it_is_sent()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Portal.Inbox.ReceiveAsync("builds", [Push("e-1", "1.0"), Push("e-1", "1.0")], TagSource.Webhook, CancellationToken.None))));
        Assert.Equal(1, taken.Sum());
        Assert.Equal(1, await Portal.Inbox.ReceiveAsync("main", [Push("e-1", "1.0")], TagSource.Webhook, CancellationToken.None));
    }

    [Theory]
    [InlineData("elsewhere/checkout", "1.0", "No application takes its images from builds/elsewhere/checkout.")]
    [InlineData(Repository, null, "It was pushed without a tag.")]
    public async Task What_starts_nothing_says_why(string repository, string? tag, string why)
    {
        var row = await HandledAsync(new("e-1", IsRemoval: false, "push", repository, tag, World.Checkout));
        Assert.Equal((HookState.Ignored, why), (row.State, row.Outcome));
    }

    [Fact]
    public async Task What_was_removed_is_gone_with_the_tag_or_with_all_tags_of_the_image()
    {
        await Portal.Scout.LookAsync(CancellationToken.None);
        ((PromotionPortal.Registry.Embedded.EmbeddedRegistry)World.Open("builds")).DeleteManifest("shop/checkout", World.Checkout.Text);
        var row = await HandledAsync(new("e-1", IsRemoval: true, "delete", Repository, Tag: null, World.Checkout));
        Assert.Equal("The tags of checkout were read again.", row.Outcome);
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.NotNull((await db.Images.SingleAsync(image => image.Application == "checkout")).GoneAt);
    }

    [Fact]
    public async Task A_registry_that_is_silent_is_asked_again_and_given_up_in_the_end()
    {
        World.Weather = _ => new(System.Net.HttpStatusCode.ServiceUnavailable);
        Assert.Equal((HookState.Waiting, 1), (await HandledAsync(Push("e-1", "1.0")) is var first ? (first.State, first.Tries) : default));
        for (var tries = 2; tries <= 5; tries++) await Portal.Inbox.HandleAsync(CancellationToken.None);
        await using (var db = await Portal.Database.CreateDbContextAsync()) Assert.Equal(HookState.GivenUp, (await db.HookEvents.SingleAsync()).State);

        Assert.Equal(HookState.Waiting, (await HandledAsync(Push("e-2", "1.0"))).State);
        World.Weather = _ => null;
        await Portal.Inbox.HandleAsync(CancellationToken.None);
        await using (var db = await Portal.Database.CreateDbContextAsync()) Assert.Equal(HookState.Handled, (await db.HookEvents.SingleAsync(row => row.Event == "e-2")).State);
    }

    [Fact]
    public async Task What_was_received_before_the_portal_died_is_handled_by_the_next_one()
    {
        await Portal.Inbox.ReceiveAsync("builds", [Push("e-1", "1.0")], TagSource.Webhook, CancellationToken.None);
        var next = await Portal.StartAsync(World);
        await next.Inbox.HandleAsync(CancellationToken.None);
        await using var db = await next.Database.CreateDbContextAsync();
        Assert.Equal(HookState.Handled, (await db.HookEvents.SingleAsync()).State);
    }

    [Fact]
    public async Task Events_are_kept_for_ninety_days()
    {
        await HandledAsync(Push("e-1", "1.0"));
        foreach (var (days, left) in new[] { (89, 1), (2, 0) })
        {
            World.Time.Advance(TimeSpan.FromDays(days));
            await Portal.Inbox.SweepAsync(CancellationToken.None);
            await using var db = await Portal.Database.CreateDbContextAsync();
            Assert.Equal(left, await db.HookEvents.CountAsync());
        }
    }

    private static RegistryNotice Push(string id, string tag) => new(id, IsRemoval: false, "push", Repository, tag, Digest: null);

    private async Task<HookEventRow> HandledAsync(RegistryNotice notice)
    {
        Assert.Equal(1, await Portal.Inbox.ReceiveAsync("builds", [notice], TagSource.Webhook, CancellationToken.None));
        await Portal.Inbox.HandleAsync(CancellationToken.None);
        await using var db = await Portal.Database.CreateDbContextAsync();
        return await db.HookEvents.SingleAsync(row => row.Event == notice.Event);
    }
}
