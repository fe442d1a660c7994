using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Registry;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Engine;

public sealed class ReviewTests : EngineTest
{
    [Fact]
    public async Task A_promotion_whose_steps_are_lost_is_found_and_carried_on()
    {
        var id = await Portal.RequestAsync();
        await using (var db = await Portal.Database.CreateDbContextAsync()) await db.Effects.ExecuteDeleteAsync();
        Assert.Equal("I1", Assert.Single(await Portal.Doctor.ExamineAsync(CancellationToken.None)).Invariant);

        await Portal.Review.RunAsync(CancellationToken.None);
        await Portal.RunAsync();
        Assert.Equal(PromotionState.Promoted, (await Portal.ReadAsync(id)).Row.State);
        Assert.Empty(await Portal.Doctor.ExamineAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_doctor_finds_an_end_that_is_told_twice_and_a_row_of_the_chain_that_was_altered()
    {
        await Portal.RequestAsync();
        await Portal.RunAsync();
        await using var db = await Portal.Database.CreateDbContextAsync();
        await db.AuditTrail.Where(row => row.Action == "promotion.queued").ExecuteUpdateAsync(set => set.SetProperty(row => row.Action, "promotion.promoted"));
        var findings = await Portal.Doctor.ExamineAsync(CancellationToken.None);
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
        await Portal.RequestAsync();
        await Portal.RunAsync();
        await using var db = await Portal.Database.CreateDbContextAsync();
#pragma warning disable EF1002 // the texts above
        await db.Database.ExecuteSqlRawAsync(tampering);
#pragma warning restore EF1002
        Assert.Equal(expected, await AuditTrail.FirstBreakAsync(db, CancellationToken.None));
    }

    [Fact]
    public async Task The_scout_sees_what_CI_pushed_and_what_went_away_and_says_when_the_source_is_silent()
    {
        await Portal.Scout.LookAsync(CancellationToken.None);
        await using (var db = await Portal.Database.CreateDbContextAsync())
        {
            var image = await db.Images.SingleAsync(row => row.Application == "checkout");
            Assert.Equal((World.Checkout.Text, "1.0"), (image.Digest, Assert.Single(image.Tags)));
        }

        await SampleImages.PushAsync(World.Open("builds"), "shop/checkout", World.Image("newer", "1.0"), CancellationToken.None);
        await Portal.Scout.LookAsync(CancellationToken.None);
        await using (var db = await Portal.Database.CreateDbContextAsync())
        {
            Assert.NotNull((await db.Images.SingleAsync(row => row.Digest == World.Checkout.Text)).GoneAt);
            Assert.Equal(2, await db.Images.CountAsync(row => row.Application == "checkout"));
        }

        World.Weather = _ => new(System.Net.HttpStatusCode.ServiceUnavailable);
        await Portal.Scout.LookAsync(CancellationToken.None);
        await using (var db = await Portal.Database.CreateDbContextAsync()) Assert.All(await db.Sources.ToListAsync(), source => Assert.NotNull(source.Problem));
    }
}
