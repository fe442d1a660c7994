using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Registry;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Engine;

public sealed class ReviewTests : IAsyncLifetime
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
    public async Task A_promotion_whose_steps_are_lost_is_found_and_carried_on()
    {
        var id = await _portal.RequestAsync();
        await using (var db = await _portal.Database.CreateDbContextAsync()) await db.Effects.ExecuteDeleteAsync();
        Assert.Equal("I1", Assert.Single(await _portal.Doctor.ExamineAsync(CancellationToken.None)).Invariant);

        await _portal.Review.RunAsync(CancellationToken.None);
        await _portal.RunAsync();
        Assert.Equal(PromotionState.Promoted, (await _portal.ReadAsync(id)).Row.State);
        Assert.Empty(await _portal.Doctor.ExamineAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_doctor_finds_an_end_that_is_told_twice_and_a_row_of_the_chain_that_was_altered()
    {
        await _portal.RequestAsync();
        await _portal.RunAsync();
        await using var db = await _portal.Database.CreateDbContextAsync();
        await db.AuditTrail.Where(row => row.Action == "promotion.queued").ExecuteUpdateAsync(set => set.SetProperty(row => row.Action, "promotion.promoted"));
        var findings = await _portal.Doctor.ExamineAsync(CancellationToken.None);
        Assert.Equal(["I3", "I5"], findings.Select(finding => finding.Invariant));
        Assert.Contains("was altered", findings[1].What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM AuditTrail WHERE Sequence = 2", "Row 2 is missing.")]
    [InlineData("UPDATE AuditTrail SET Text = 'nothing happened' WHERE Sequence = 2", "Row 2 was altered.")]
    [InlineData("UPDATE AuditTrail SET ActorName = 'Mallory' WHERE Sequence = 1", "Row 1 was altered.")]
    [InlineData("UPDATE AuditTrail SET Sequence = -1 WHERE Sequence = 2; UPDATE AuditTrail SET Sequence = 2 WHERE Sequence = 3; UPDATE AuditTrail SET Sequence = 3 WHERE Sequence = -1", "Row 2 does not follow row 1.")]
    public async Task The_chain_names_the_first_row_that_does_not_fit(string tampering, string expected)
    {
        await _portal.RequestAsync();
        await _portal.RunAsync();
        await using var db = await _portal.Database.CreateDbContextAsync();
#pragma warning disable EF1002 // the texts above
        await db.Database.ExecuteSqlRawAsync(tampering);
#pragma warning restore EF1002
        Assert.Equal(expected, await AuditTrail.FirstBreakAsync(db, CancellationToken.None));
    }

    [Fact]
    public async Task The_scout_sees_what_CI_pushed_and_what_went_away_and_says_when_the_source_is_silent()
    {
        await _portal.Scout.LookAsync(CancellationToken.None);
        await using (var db = await _portal.Database.CreateDbContextAsync())
        {
            var image = await db.Images.SingleAsync(row => row.Application == "checkout");
            Assert.Equal((_world.Checkout.Text, "1.0"), (image.Digest, Assert.Single(image.Tags)));
        }

        await SampleImages.PushAsync(_world.Open("builds"), "shop/checkout", World.Image("newer", "1.0"), CancellationToken.None);
        await _portal.Scout.LookAsync(CancellationToken.None);
        await using (var db = await _portal.Database.CreateDbContextAsync())
        {
            Assert.NotNull((await db.Images.SingleAsync(row => row.Digest == _world.Checkout.Text)).GoneAt);
            Assert.Equal(2, await db.Images.CountAsync(row => row.Application == "checkout"));
        }

        _world.Weather = _ => new(System.Net.HttpStatusCode.ServiceUnavailable);
        await _portal.Scout.LookAsync(CancellationToken.None);
        await using (var db = await _portal.Database.CreateDbContextAsync()) Assert.All(await db.Sources.ToListAsync(), source => Assert.NotNull(source.Problem));
    }
}
