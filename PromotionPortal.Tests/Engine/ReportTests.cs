using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Registry;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Tests.Engine;

/// <summary>What CI says of an image, and what people do.</summary>
public sealed class ReportTests : EngineTest
{
    private static readonly BuildReport s_build = new() { BuiltBy = "dora", Repository = "https://git.example.org/shop.git", Commit = "0123abc", Branch = "main", CommitAuthor = "paul@example.org" };

    private static readonly Actor s_ci = Portal.Dora with { Id = "ci", Name = "CI", Credential = Credential.Token, Scopes = [TokenScope.Report] };

    [Fact]
    public async Task What_CI_reports_is_known_with_its_source()
    {
        var known = await TakenAsync(new("checkout", "1.0") { Build = s_build, Checks = [new("unit", true, "https://ci.example.org/7"), new("scan", false)], DeployedIn = ["test"] });
        Assert.Equal(World.Checkout, known.Digest);
        Assert.Equal(4, known.Changed.Length);

        var facts = await FactsAsync();
        Assert.Equal<string>(["1.0"], facts.Tags);
        var build = Assert.Single(facts.Builds);
        Assert.Equal(("dora", "0123abc", "main", "paul@example.org", "CI"), (build.BuiltBy, build.Commit, build.Branch, build.CommitAuthor, build.Reporter.Name));
        Assert.Equal(new CheckFact(true, "https://ci.example.org/7", World.Time.GetUtcNow(), new("ci", "CI")), facts.Checks["unit"]);
        Assert.False(facts.Checks["scan"].Passed);
        Assert.Equal(new DeployedFact(World.Time.GetUtcNow(), new("ci", "CI")), facts.DeployedIn["test"]);
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal("CI reported of checkout 1.0: built by dora from 0123abc on main of https://git.example.org/shop.git by the author paul@example.org; unit passed; scan failed; deployed in test.", (await db.AuditTrail.SingleAsync(row => row.Action == "image.reported")).Text);
    }

    [Fact]
    public async Task The_same_report_twice_changes_nothing_and_is_told_once()
    {
        var report = new CiReport("checkout", "1.0") { Build = s_build, Checks = [new("unit", true)], DeployedIn = ["test"] };
        Assert.NotEmpty((await TakenAsync(report)).Changed);
        World.Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty((await TakenAsync(report)).Changed);
        Assert.Empty((await TakenAsync(report with { Image = World.Checkout.Text })).Changed);
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal((1, 1, 1, 1), (await db.Builds.CountAsync(), await db.Checks.CountAsync(), await db.Deployed.CountAsync(), await db.AuditTrail.CountAsync(row => row.Action == "image.reported")));
    }

    [Fact]
    public async Task A_report_that_contradicts_what_built_an_image_is_refused_whole()
    {
        await TakenAsync(new("checkout", "1.0") { Build = s_build });
        foreach (var other in new[] { s_build with { BuiltBy = "mallory" }, s_build with { CommitAuthor = null }, s_build with { Commit = "fedcba9" } })
        {
            var refused = await RefusedAsync(new("checkout", "1.0") { Build = other, Checks = [new("unit", true)] });
            Assert.Equal(FactRefusal.Contradiction, refused.Kind);
            Assert.Contains("built by dora", refused.What, StringComparison.Ordinal);
        }
        Assert.Empty((await FactsAsync()).Checks);
        Assert.Equal("dora", Assert.Single((await FactsAsync()).Builds).BuiltBy);
    }

    [Fact]
    public async Task An_image_built_from_two_repositories_has_two_builders()
    {
        await TakenAsync(new("checkout", "1.0") { Build = s_build });
        await TakenAsync(new("checkout", "1.0") { Build = s_build with { Repository = "https://git.example.org/base.git", BuiltBy = "paul" } });
        Assert.Equal(["dora", "paul"], (await FactsAsync()).Builds.Select(build => build.BuiltBy).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_check_that_changes_counts_as_it_was_said_last_and_keeps_its_history()
    {
        await TakenAsync(new("checkout", "1.0") { Checks = [new("unit", false)] });
        World.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("unit passed, having failed before", Assert.Single((await TakenAsync(new("checkout", "1.0") { Checks = [new("unit", true)] })).Changed));
        Assert.True((await FactsAsync()).Checks["unit"].Passed);
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal([false, true], await db.Checks.OrderBy(row => row.Id).Select(row => row.Passed).ToListAsync());
    }

    [Fact]
    public async Task Where_another_image_was_deployed_the_one_before_no_longer_runs()
    {
        await TakenAsync(new("checkout", "1.0") { DeployedIn = ["test"] });
        var newer = await SampleImages.PushAsync(World.Open("builds"), "shop/checkout", World.Image("checkout", "2.0"), CancellationToken.None);
        World.Time.Advance(TimeSpan.FromMinutes(5));
        await TakenAsync(new("checkout", "2.0") { DeployedIn = ["test"] });
        Assert.Empty((await FactsAsync()).DeployedIn);
        Assert.Equal(World.Time.GetUtcNow(), (await FactsAsync(newer)).DeployedIn["test"].Since);
        World.Time.Advance(TimeSpan.FromMinutes(5));
        await TakenAsync(new("checkout", "1.0") { DeployedIn = ["test"] });
        Assert.Equal(World.Time.GetUtcNow(), (await FactsAsync()).DeployedIn["test"].Since);
    }

    [Fact]
    public async Task A_tag_is_looked_up_at_once_so_that_no_report_falls_on_the_image_before()
    {
        await Portal.Scout.LookAsync(CancellationToken.None);
        var newer = await SampleImages.PushAsync(World.Open("builds"), "shop/checkout", World.Image("newer", "1.0"), CancellationToken.None);
        Assert.Equal(newer, (await TakenAsync(new("checkout", "1.0") { Checks = [new("unit", true)] })).Digest);
        Assert.Empty((await FactsAsync()).Checks);
        Assert.Equal<string>(["1.0"], (await FactsAsync(newer)).Tags);
    }

    [Fact]
    public async Task An_image_that_was_never_seen_is_looked_up_by_its_digest()
    {
        Assert.Equal(World.Checkout, (await TakenAsync(new("checkout", World.Checkout.Text) { Checks = [new("unit", true)] })).Digest);
        await Portal.Scout.LookAsync(CancellationToken.None);
        Assert.Equal<string>(["1.0"], (await FactsAsync()).Tags);
    }

    [Theory]
    [InlineData("7.0")]
    [InlineData("sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Of_an_image_that_is_not_there_nothing_is_written(string image)
    {
        var refused = await RefusedAsync(new("checkout", image) { Checks = [new("unit", true)] });
        Assert.Equal((FactRefusal.NotFound, $"checkout has no image '{image}'."), (refused.Kind, refused.What));
    }

    [Fact]
    public async Task A_registry_that_is_silent_refuses_in_words_and_what_is_known_by_its_digest_is_taken_all_the_same()
    {
        await Portal.Scout.LookAsync(CancellationToken.None);
        World.Weather = _ => new(System.Net.HttpStatusCode.ServiceUnavailable);
        Assert.Equal(FactRefusal.NoAnswer, (await RefusedAsync(new("checkout", "1.0") { Checks = [new("unit", true)] })).Kind);
        Assert.NotEmpty((await TakenAsync(new("checkout", World.Checkout.Text) { Checks = [new("unit", true)] })).Changed);
    }

    [Theory]
    [InlineData(Role.Viewer, "*", FactRefusal.NotAllowed)]
    [InlineData(Role.ArtifactPromoter, "*", FactRefusal.NotAllowed)]
    [InlineData(Role.BuildAndDeploy, "catalogue", FactRefusal.NotFound)]
    public async Task Who_may_not_build_the_application_may_not_report_on_it(Role role, string application, FactRefusal expected) =>
        Assert.Equal(expected, (await RefusedAsync(new("checkout", "1.0") { Checks = [new("unit", true)] }, s_ci with { Grants = [new(role, new(application, "*"))] })).Kind);

    [Fact]
    public async Task A_token_that_was_made_for_something_else_reports_nothing() =>
        Assert.Equal(FactRefusal.NotAllowed, (await RefusedAsync(new("checkout", "1.0") { Checks = [new("unit", true)] }, s_ci with { Scopes = [TokenScope.Promote] })).Kind);

    [Fact]
    public async Task Nobody_says_that_he_deployed_where_he_may_not()
    {
        var ofTest = s_ci with { Grants = [new(Role.BuildAndDeploy, new("*", "test"))] };
        Assert.Equal(FactRefusal.NotAllowed, (await RefusedAsync(new("checkout", "1.0") { DeployedIn = ["test", "prod"] }, ofTest)).Kind);
        Assert.IsType<FactOutcome.Known>(await Portal.Facts.ReportAsync(new("checkout", "1.0") { DeployedIn = ["test"] }, ofTest, CancellationToken.None));
    }

    [Fact]
    public async Task The_same_key_brings_the_same_image_also_when_its_tag_has_moved_and_another_report_with_it_is_refused()
    {
        var report = new CiReport("checkout", "1.0") { Checks = [new("unit", true)] };
        await Portal.Facts.ReportAsync(report, s_ci, CancellationToken.None, "run-7");
        await SampleImages.PushAsync(World.Open("builds"), "shop/checkout", World.Image("newer", "1.0"), CancellationToken.None);
        var again = Assert.IsType<FactOutcome.Known>(await Portal.Facts.ReportAsync(report, s_ci, CancellationToken.None, "run-7"));
        Assert.Equal((World.Checkout, 0), (again.Digest, again.Changed.Length));
        var other = await Portal.Facts.ReportAsync(report with { Checks = [new("unit", false)] }, s_ci, CancellationToken.None, "run-7");
        Assert.Equal(FactRefusal.KeyUsedOtherwise, Assert.IsType<FactOutcome.Refused>(other).Kind);
    }

    [Fact]
    public async Task Thirty_two_reports_at_once_are_written_once()
    {
        await Portal.Scout.LookAsync(CancellationToken.None);
        var report = new CiReport("checkout", World.Checkout.Text) { Build = s_build, Checks = [new("unit", true)], DeployedIn = ["test"] };
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => Portal.Facts.ReportAsync(report, s_ci, CancellationToken.None))));
        Assert.Single(outcomes.OfType<FactOutcome.Known>(), known => !known.Changed.IsEmpty);
        Assert.All(outcomes.OfType<FactOutcome.Refused>(), refused => Assert.Equal(FactRefusal.NoAnswer, refused.Kind));
    }

    [Fact]
    public async Task Where_CI_deployed_an_image_it_has_passed_and_may_be_promoted_on_from_there()
    {
        var wanted = new WantedImage("checkout", World.Checkout, "1.0", From: "test");
        var before = await Portal.Desk.RequestAsync(new([wanted], "prod"), Portal.Dora, CancellationToken.None);
        Assert.Equal(RefusalKind.SourceNotPassed, Assert.IsType<RequestOutcome.Refused>(before).Why.Kind);
        await TakenAsync(new("checkout", "1.0") { DeployedIn = ["test"] });
        var id = await Portal.RequestAsync("prod", key: null, wanted);
        await Portal.RunAsync();
        Assert.Equal(PromotionState.Promoted, (await Portal.ReadAsync(id)).Row.State);
        Assert.Equal(World.Checkout, await World.TagAsync(World.Prod, "1.0"));
    }

    [Fact]
    public async Task A_label_is_put_on_once_taken_off_once_and_told_each_time()
    {
        await Portal.Scout.LookAsync(CancellationToken.None);
        foreach (var (on, changes) in new[] { (true, 1), (true, 0), (false, 1), (false, 0), (true, 1) })
            Assert.Equal(changes, Assert.IsType<FactOutcome.Known>(await LabelAsync("qa-approved", on, Portal.Dora)).Changed.Length);
        Assert.Equal<string>(["qa-approved"], (await FactsAsync()).Labels);
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal(["image.labelled", "image.unlabelled", "image.labelled"], await db.AuditTrail.Where(row => row.Action.Contains("label")).OrderBy(row => row.Sequence).Select(row => row.Action).ToListAsync());
    }

    [Fact]
    public async Task A_label_needs_a_person_who_may_build_a_plain_word_and_an_image()
    {
        await Portal.Scout.LookAsync(CancellationToken.None);
        Assert.Equal(FactRefusal.NotAllowed, Assert.IsType<FactOutcome.Refused>(await LabelAsync("x", on: true, s_ci)).Kind);
        Assert.Equal(FactRefusal.NotAllowed, Assert.IsType<FactOutcome.Refused>(await LabelAsync("x", on: true, Portal.Dora with { Grants = [new(Role.ArtifactPromoter, Reach.All)] })).Kind);
        Assert.Equal(FactRefusal.NotComplete, Assert.IsType<FactOutcome.Refused>(await LabelAsync("Two words", on: true, Portal.Dora)).Kind);
        Assert.Equal(FactRefusal.NotFound, Assert.IsType<FactOutcome.Refused>(await Portal.Facts.LabelAsync("checkout", World.Catalogue, "x", on: true, Portal.Dora, CancellationToken.None)).Kind);
    }

    [Fact]
    public async Task Whoever_sees_an_application_may_write_about_its_images_but_no_token_does()
    {
        await Portal.Scout.LookAsync(CancellationToken.None);
        var viewer = Portal.Dora with { Grants = [new(Role.Viewer, new("checkout", "*"))] };
        Assert.IsType<FactOutcome.Known>(await Portal.Facts.CommentAsync("checkout", World.Checkout, " Looks good. ", viewer, CancellationToken.None));
        Assert.Equal(FactRefusal.NotAllowed, Assert.IsType<FactOutcome.Refused>(await Portal.Facts.CommentAsync("checkout", World.Checkout, "x", s_ci, CancellationToken.None)).Kind);
        Assert.Equal(FactRefusal.NotFound, Assert.IsType<FactOutcome.Refused>(await Portal.Facts.CommentAsync("catalogue", World.Catalogue, "x", viewer, CancellationToken.None)).Kind);
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal("Looks good.", (await db.Comments.SingleAsync()).Text);
    }

    private Task<FactOutcome> LabelAsync(string label, bool on, Actor actor) => Portal.Facts.LabelAsync("checkout", World.Checkout, label, on, actor, CancellationToken.None);

    private async Task<FactOutcome.Known> TakenAsync(CiReport report) => Assert.IsType<FactOutcome.Known>(await Portal.Facts.ReportAsync(report, s_ci, CancellationToken.None));

    private async Task<FactOutcome.Refused> RefusedAsync(CiReport report, Actor? actor = null) => Assert.IsType<FactOutcome.Refused>(await Portal.Facts.ReportAsync(report, actor ?? s_ci, CancellationToken.None));

    private async Task<ImageFacts> FactsAsync(Digest? digest = null)
    {
        await using var db = await Portal.Database.CreateDbContextAsync();
        return (await ImageFactsView.ReadAsync(db, "checkout", digest ?? World.Checkout, CancellationToken.None))!;
    }
}
