using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;

namespace PromotionPortal.Tests.Engine;

/// <summary>The portal is killed at every point at which it can be, and the next one ends as an undisturbed one would.</summary>
public sealed class CrashTests
{
    private const string Key = "once";

    [Fact]
    public async Task A_promotion_passes_commits_and_requests_at_which_it_can_be_killed()
    {
        var points = await PointsAsync();
        Assert.Contains(points, point => point.StartsWith("before PUT", StringComparison.Ordinal));
        Assert.True(points.Count(point => point == "after a commit") >= 7, $"{points.Count} points");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Killed_anywhere_it_converges(int kills)
    {
        var points = await PointsAsync();
        foreach (var (point, at) in points.Select((point, at) => (point, at)))
        {
            await using var world = await World.CreateAsync();
            for (var kill = 0; kill < kills; kill++) await LiveAsync(world, new Killer(at));
            await LiveAsync(world, new Killer());
            await AssertPromotedAsync(world, point);
        }
    }

    [Fact]
    public async Task Every_step_done_twice_changes_nothing()
    {
        await using var world = await World.CreateAsync();
        var portal = await Portal.StartAsync(world);
        var id = await portal.RequestAsync(key: Key);
        var before = (await portal.ReadAsync(id)).Promotion;
        await portal.RunAsync();

        PromotionEffect[] steps = [.. Steps(before)];
        foreach (var step in steps.Concat(steps)) Assert.IsNotType<PromotionEvent.StepFailed>(await portal.Work.DoAsync(id, step, CancellationToken.None));
        foreach (var happened in new PromotionEvent[] { new PromotionEvent.ImageCopied("checkout"), new PromotionEvent.TagPointed("checkout"), new PromotionEvent.StepFailed("checkout", EndingKind.RegistryDenied, "late") })
            await portal.Desk.TellAsync(id, happened, done: null, CancellationToken.None);

        await AssertPromotedAsync(world, "after every step was done three times");
    }

    [Fact]
    public async Task Who_lost_his_lease_cannot_tell_the_outcome()
    {
        await using var world = await World.CreateAsync();
        var portal = await Portal.StartAsync(world);
        var id = await portal.RequestAsync();
        var outbox = new Outbox(portal.Database, world.Time, new EffectOptions());
        var slow = Assert.Single(await outbox.LeaseAsync(1, CancellationToken.None));
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var quick = Assert.Single(await outbox.LeaseAsync(1, CancellationToken.None));

        Assert.False(await outbox.RenewAsync(slow, CancellationToken.None));
        Assert.False(await portal.Desk.TellAsync(id, new PromotionEvent.ImageMissing("checkout"), slow, CancellationToken.None));
        Assert.Equal(PromotionState.Requested, (await portal.ReadAsync(id)).Row.State);
        Assert.True(await portal.Desk.TellAsync(id, new PromotionEvent.ImageFound("checkout", world.Checkout, TargetTag: null), quick, CancellationToken.None));
        Assert.Equal(PromotionState.Queued, (await portal.ReadAsync(id)).Row.State);
    }

    // A person whose request got no answer sends it again with the same key.
    private static async Task LiveAsync(World world, Killer killer)
    {
        try
        {
            var portal = await Portal.StartAsync(world, killer);
            await portal.RequestAsync(key: Key);
            await portal.RunAsync();
        }
        catch (KilledException)
        {
            world.Time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private static async Task<List<string>> PointsAsync()
    {
        await using var world = await World.CreateAsync();
        var killer = new Killer();
        await LiveAsync(world, killer);
        return killer.Points;
    }

    private static async Task AssertPromotedAsync(World world, string point)
    {
        var portal = await Portal.StartAsync(world);
        var view = await portal.ReadAsync(1);
        Assert.True(view.Row.State == PromotionState.Promoted, $"Killed {point}: {view.Row.State}, {view.Row.EndingWhat}");
        Assert.Equal(world.Checkout, await world.TagAsync(World.Prod, "1.0"));
        Assert.Empty((await portal.Doctor.ExamineAsync(CancellationToken.None)).Select(finding => $"Killed {point}: {finding.What}"));
        await using var db = await portal.Database.CreateDbContextAsync();
        Assert.Equal((1, 1), (db.Promotions.Count(), db.Available.Count()));
    }

    private static IEnumerable<PromotionEffect> Steps(Promotion promotion) =>
        new[] { (PromotionState.Requested, ItemPhase.Planned), (PromotionState.Queued, ItemPhase.Checked), (PromotionState.Copying, ItemPhase.Copied) }
            .SelectMany(stage => PromotionDecider.Outstanding(promotion with { State = stage.Item1, Items = [.. promotion.Items.Select(item => item with { Phase = stage.Item2 })] }));
}
