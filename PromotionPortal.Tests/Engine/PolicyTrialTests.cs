using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Engine;

/// <summary>Trying conditions says what promoting would say.</summary>
public sealed class PolicyTrialTests : EngineTest
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("semver(containerImageTag) >= semver('2.0.0')", null)]
    [InlineData("semver(containerImageTag) >= semver('1.0.0')", "containerImageTag == '1.1'")]
    [InlineData("checks['unit'].passed", null)]
    [InlineData("size > 0 && containerRepository.endsWith('/shop/checkout')", "'blocked' in imageLabels")]
    [InlineData("now - builtAt < duration('1h')", null)]
    [InlineData("containerImage.contains(digest) || 1 / size > 0", "annotations['none'] == ''")]
    public async Task A_trial_says_of_every_image_what_promoting_says(string? pass, string? fail)
    {
        World.Govern(new() { Pass = pass, Fail = fail });
        await AddImagesAsync(5);
        foreach (var image in await JudgedAsync(new("checkout") { Environment = "prod" }))
        {
            var why = await Portal.Desk.WhyAsync(new("checkout", Digest.Parse(image.Digest), image.Tag, From: null), "prod", "", Portal.Dora, CancellationToken.None);
            Assert.Equal(Words(why.Single(gate => gate.Kind == GateKind.Conditions)), Words(image.Gates[0]));
            Assert.Equal(image.IsEligible, await DryRunAsync(image) is RequestOutcome.WouldBegin);
        }
    }

    [Fact]
    public async Task Typed_conditions_a_policy_and_what_governs_come_to_the_same()
    {
        const string pass = "semver(containerImageTag) >= semver('1.3.0')";
        World.Govern(new() { Pass = pass });
        await AddImagesAsync(5);
        var typed = await JudgedAsync(new("checkout") { Pass = pass });
        Assert.Equal(["1.4.0", "1.3.0"], typed.Where(image => image.IsEligible).Select(image => image.Tag));
        Assert.Equal(typed.Select(image => (image.Digest, image.Verdict)), (await JudgedAsync(new("checkout") { Policy = "open" })).Select(image => (image.Digest, image.Verdict)));
        Assert.Equal(typed.Select(image => (image.Digest, image.Verdict)), (await JudgedAsync(new("checkout") { Environment = "prod" })).Select(image => (image.Digest, image.Verdict)));
        // What is typed stands in the place of what the policy has.
        Assert.All(await JudgedAsync(new("checkout") { Policy = "open", Pass = "" }), image => Assert.Equal("There is no condition.", image.Verdict));
    }

    [Fact]
    public async Task Each_verdict_is_explained_part_by_part()
    {
        await AddImagesAsync(1);
        var image = Assert.Single(await JudgedAsync(new("checkout") { Pass = "containerImageTag == '2.0.0' || size > 9", Fail = "digest == ''" }));
        Assert.StartsWith("The pass condition does not hold.", image.Verdict, StringComparison.Ordinal);
        Assert.Equal([("fail", "false"), ("pass", "false")], image.Conditions.Select(condition => (condition.Field, condition.Value)));
        Assert.Equal(
            [
                (0, "containerImageTag == '2.0.0' || size > 9", "false"), (1, "containerImageTag == '2.0.0'", "false"), (2, "containerImageTag", "\"1.0.0\""),
                (1, "size > 9", "false"), (2, "size", "7"),
            ],
            image.Conditions[1].Parts.Select(part => (part.Depth, part.Text, part.Value)));
    }

    [Fact]
    public async Task A_required_signature_that_is_missing_makes_an_image_not_eligible()
    {
        World.Govern(new() { RequireSignatures = ["release-key"] });
        await AddImagesAsync(1);
        Assert.Equal("No signature with release-key was verified.", Assert.Single(await JudgedAsync(new("checkout") { Policy = "open" }), image => !image.IsEligible).Verdict);
    }

    [Fact]
    public async Task The_newest_that_are_still_there_are_judged_and_no_more_than_asked_for()
    {
        await AddImagesAsync(60);
        await using (var db = await Portal.Database.CreateDbContextAsync())
        {
            db.Images.Single(row => row.Tags.Contains("1.58.0")).GoneAt = World.Time.GetUtcNow();
            await db.SaveChangesAsync();
        }
        Assert.Equal(["1.59.0", "1.57.0", "1.56.0"], (await JudgedAsync(new("checkout") { Pass = "true", Images = 3 })).Select(image => image.Tag));
        Assert.Equal(TryPolicy.MostImages, (await JudgedAsync(new("checkout") { Pass = "true", Images = TryPolicy.MostImages })).Count);
        Assert.IsType<TrialOutcome.Unfit>(await Portal.Trial.RunAsync(new("checkout") { Pass = "true", Images = TryPolicy.MostImages + 1 }, Portal.Dora, CancellationToken.None));
    }

    [Fact]
    public async Task What_costs_too_much_is_not_tried_on_all()
    {
        await AddImagesAsync(30);
        const string dear = "[1, 2, 3, 4, 5, 6, 7, 8, 9].all(a, [1, 2, 3, 4, 5, 6, 7, 8, 9].all(b, [1, 2, 3, 4, 5, 6, 7, 8, 9].all(c, [1, 2, 3, 4, 5, 6, 7, 8, 9].all(d, [1, 2, 3, 4, 5, 6, 7, 8, 9].all(e, a + b + c + d + e + size > 0)))))";
        var judged = Assert.IsType<TrialOutcome.Judged>(await Portal.Trial.RunAsync(new("checkout") { Pass = dear, Images = 30 }, Portal.Dora, CancellationToken.None));
        Assert.Equal(30, judged.Images.Length + judged.LeftOut);
        Assert.NotEqual(0, judged.LeftOut);
        Assert.NotEmpty(judged.Images);
        Assert.All(judged.Images, image => Assert.InRange(image.Conditions.Sum(condition => condition.Parts.Length), 1, 150));
    }

    [Fact]
    public async Task Who_may_not_view_the_application_tries_nothing_on_it()
    {
        var cora = new Actor("cora", "Cora", Credential.Browser, [new(Role.Viewer, new("catalogue", "*"))], []);
        Assert.IsType<TrialOutcome.NotFound>(await Portal.Trial.RunAsync(new("checkout") { Pass = "true" }, cora, CancellationToken.None));
        Assert.IsType<TrialOutcome.Judged>(await Portal.Trial.RunAsync(new("catalogue") { Pass = "true" }, cora, CancellationToken.None));
    }

    private static (GateVerdict, string, string) Words(Gate gate) => (gate.Verdict, gate.What, gate.Help);

    private Task<RequestOutcome> DryRunAsync(JudgedImage image) =>
        Portal.Desk.RequestAsync(new([new("checkout", Digest.Parse(image.Digest), image.Tag, From: null)], "prod") { DryRun = true }, Portal.Dora, CancellationToken.None);

    private async Task<IReadOnlyList<JudgedImage>> JudgedAsync(TryPolicy command) => Assert.IsType<TrialOutcome.Judged>(await Portal.Trial.RunAsync(command, Portal.Dora, CancellationToken.None)).Images;

    private async Task AddImagesAsync(int count)
    {
        await using var db = await Portal.Database.CreateDbContextAsync();
        for (var number = 0; number < count; number++)
            db.Images.Add(new ImageRow { Application = "checkout", Digest = $"sha256:{number:x64}", Tags = [$"1.{number}.0"], Size = 7, Platforms = [], Annotations = "{}", FirstSeenAt = World.Time.GetUtcNow().AddMinutes(number) });
        await db.SaveChangesAsync();
    }
}
