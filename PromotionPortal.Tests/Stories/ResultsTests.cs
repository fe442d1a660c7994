using System.Net;
using PromotionPortal.Domain.Access;

namespace PromotionPortal.Tests.Stories;

/// <summary>Everything that can come of asking and of deciding, each with its own reason and its own words, as the API says it.</summary>
public sealed class ResultsTests(ResultsWorld results) : IClassFixture<ResultsWorld>
{
    private ShopWorld World => results.Shop;

    [Fact]
    public async Task Promoted()
    {
        var said = await ShopWorld.PromoteAsync(await World.DoraAsync(), "1.3.0", "test");
        Assert.Equal((HttpStatusCode.Accepted, "accepted", false), (said.Status, said.Result().GetProperty("result").GetString(), said.Result().GetProperty("needsApproval").GetBoolean()));
        await World.UntilAsync(said.Promotion, "Promoted");
    }

    [Fact]
    public async Task Sent_for_approval()
    {
        var said = await ShopWorld.PromoteAsync(await World.DoraAsync(), "1.3.0", "prod");
        Assert.Equal((HttpStatusCode.Accepted, "accepted", true), (said.Status, said.Result().GetProperty("result").GetString(), said.Result().GetProperty("needsApproval").GetBoolean()));
        await World.UntilAsync(said.Promotion, "AwaitingApproval");
    }

    /// <summary>Who asks for which image, from where, to where; the reason, its title and the words.</summary>
    [Theory]
    [InlineData("dora", "1.0.0", null, "test", "AlreadyPromoted", "Already promoted", " is available in test already. Nothing has to be done.")]
    [InlineData("dora", "1.0.0", null, "prod", "AlreadyRequested", "Already under way", " is on its way to prod. Follow that promotion.")]
    [InlineData("dora", "1.2.0", null, "staging", "BlockedByPolicy", "Blocked by policy", "The pass condition does not hold. `semver(containerImageTag) >= semver('1.3.0')` is false because `containerImageTag` is \"1.2.0\".")]
    [InlineData("dora", "1.4.0", null, "staging", "BlockedByPolicy", "Blocked by policy", "The fail condition holds. `containerImageTag == '1.4.0'` is true")]
    [InlineData("dora", "1.2.0", null, "island", "PolicyNotConfigured", "No policy is applied", "No policy is applied to shop in island. A super-admin applies one to the pair.")]
    [InlineData("tess", "1.2.0", null, "staging", "NoPermission", "Not allowed", "Build & deploy or above for shop in staging is needed. Ask a super-admin for the role.")]
    [InlineData("dora", "1.0.0", "prod", "test", "NotDescendant", "Not a descendant of the source", "No flow leads from prod to test. Choose a source before the target, or CI.")]
    [InlineData("dora", "1.2.0", "test", "staging", "SourceNotPassed", "The source has not passed", " is not available in test. Promote it to test first, or choose another source.")]
    [InlineData("dora", "1.0.0", "test", "test", "SourceNotPassed", "The source has not passed", "test is both source and target. Choose another target.")]
    [InlineData("vera", "1.2.0", null, "test", "NoPermission", "Not allowed", "Build & deploy or above is needed.")]
    [InlineData("dora", "1.2.0", null, "lab", "EvaluationFailed", "A condition cannot be evaluated", "A condition cannot be evaluated. ")]
    [InlineData("dora", "1.2.0", null, "vault", "ReasonMissing", "A reason is needed", "The policy asks for a reason.")]
    [InlineData("dora", "1.2.0", null, "safe", "NotSigned", "A signature is missing", "No signature with release-key was verified.")]
    [InlineData("dora", "1.2.0", null, "moon", "NotDefined", "Not found", "There is no environment moon.")]
    [InlineData("dora", "9.9.9", null, "test", "NotDefined", "Not found", "shop has no image '9.9.9'.")]
    [InlineData("dora", "1.2.0", "moon", "test", "NotDefined", "Not found", "There is no environment moon.")]
    public async Task Refused(string who, string image, string? from, string to, string kind, string title, string words)
    {
        foreach (var dryRun in new[] { true, false })
        {
            var said = await ShopWorld.PromoteAsync(await results.PersonAsync(who), image, to, from, dryRun: dryRun);
            Assert.Equal((kind, title), (said.Kind, said.Title));
            Assert.Contains(words, said.Words, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Blocked_tells_programs_the_expression_and_the_policy()
    {
        var said = await ShopWorld.PromoteAsync(await World.DoraAsync(), "1.2.0", "staging");
        Assert.Equal(["condition=semver(containerImageTag) >= semver('1.3.0')", "policy=staging"], said.Result().GetProperty("values").EnumerateArray().Select(value => $"{value.GetProperty("name").GetString()}={value.GetProperty("value").GetString()}"));
    }

    [Fact]
    public async Task Request_already_raised_names_the_request() =>
        Assert.Equal(results.Waiting, (await ShopWorld.PromoteAsync(await World.DoraAsync(), "1.0.0", "prod")).Body.GetProperty("promotion").GetInt64());

    [Fact]
    public async Task Partial_success_has_one_line_for_each_environment()
    {
        var said = await ShopWorld.SendAsync(await World.DoraAsync(), new(HttpMethod.Post, "/api/promotions")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { images = new[] { new { application = "shop", image = "1.2.0" } }, environments = new[] { "island", "staging", "pair" }, dryRun = true }),
        });
        Assert.Equal(HttpStatusCode.OK, said.Status);
        Assert.Equal(["island refused PolicyNotConfigured", "staging refused BlockedByPolicy", "pair wouldBegin "], said.Body.GetProperty("results").EnumerateArray()
            .Select(result => $"{result.GetProperty("environment").GetString()} {result.GetProperty("result").GetString()} {result.GetProperty("kind").GetString()}"));
    }

    [Fact]
    public async Task Approved_and_already_approved_by_you()
    {
        var id = await World.WaitingAsync("2.0.0", "pair");
        var paul = await World.PaulAsync();
        var first = await ShopWorld.DecideAsync(paul, id, "approve");
        Assert.Equal((HttpStatusCode.OK, "Approved", "Approved. It waits for others."), (first.Status, first.Outcome, first.Words));
        var again = await ShopWorld.DecideAsync(paul, id, "approve");
        Assert.Equal((HttpStatusCode.Conflict, "AlreadyApproved", "Already approved by you", "You have approved it already."), (again.Status, again.Outcome, again.Title, again.Words));
        var last = await ShopWorld.DecideAsync(await World.PersonAsync("priya", new Grant(Role.ArtifactPromoter, Reach.All)), id, "approve");
        Assert.Equal((HttpStatusCode.OK, "Approved. It goes to pair."), (last.Status, last.Words));
        await World.UntilAsync(id, "Promoted");
    }

    /// <summary>Who approves what was built by bob from a commit of eve, in which environment; the bar and the words.</summary>
    [Theory]
    [InlineData("dora", "prod", "Requester", "You asked for this promotion, and the policy lets nobody approve his own request.")]
    [InlineData("bob", "prod", "Builder", "You built this image, and the policy lets no builder approve it.")]
    [InlineData("eve", "prod", "Builder", "You built this image, and the policy lets no builder approve it.")]
    [InlineData("tess", "prod", "Role", "Artifact promoter or super-admin for shop in prod is needed.")]
    [InlineData("eve", "audited", "CommitAuthor", "You wrote a commit of this image, and the policy keeps authors from approving it.")]
    public async Task Not_allowed_says_what_keeps_one_from_it(string who, string environment, string bar, string words)
    {
        var id = results.Built[environment];
        foreach (var act in new[] { "approve", "reject" })
        {
            var said = await ShopWorld.DecideAsync(await results.PersonAsync(who), id, act, new { words = "Because." });
            Assert.Equal((HttpStatusCode.Forbidden, "NotAllowed", "Not allowed", bar, words), (said.Status, said.Outcome, said.Title, said.Bar, said.Words));
        }
        Assert.Equal("AwaitingApproval", await World.StateAsync(id));
    }

    [Theory]
    [InlineData("2.2.0", "stranger@example.org")]
    [InlineData("2.5.0", null)]
    public async Task Not_allowed_where_an_author_is_unknown_and_the_policy_asks_for_known_ones(string image, string? author)
    {
        if (author is not null) await World.ReportAsync(image, author: author);
        var said = await ShopWorld.DecideAsync(await World.PaulAsync(), await World.WaitingAsync(image, "audited"), "approve");
        Assert.Equal(("NotAllowed", "UnknownAuthor"), (said.Outcome, said.Bar));
    }

    /// <summary>What ended it, by whom, and the words for who comes afterwards.</summary>
    [Theory]
    [InlineData("2.3.0", "dora", "withdraw", "Withdrawn", "It does not wait any more: it is withdrawn.")]
    [InlineData("2.3.1", "paul", "reject", "Rejected", "It does not wait any more: it is rejected.")]
    [InlineData("2.3.2", "dora", "cancel", "Cancelled", "It does not wait any more: it is cancelled.")]
    public async Task No_longer_valid(string image, string who, string act, string result, string words)
    {
        var id = await World.WaitingAsync(image, "pair");
        var priya = await World.PersonAsync("priya", new Grant(Role.ArtifactPromoter, Reach.All));
        Assert.Equal("Approved", (await ShopWorld.DecideAsync(priya, id, "approve")).Outcome);
        Assert.Equal(result, (await ShopWorld.DecideAsync(await results.PersonAsync(who), id, act, new { words = "It is not wanted." })).Outcome);
        foreach (var late in new[] { priya, await World.PaulAsync() })
        {
            var said = await ShopWorld.DecideAsync(late, id, "approve");
            Assert.Equal((HttpStatusCode.Conflict, "NoLongerValid", "No longer valid", words), (said.Status, said.Outcome, said.Title, said.Words));
        }
    }

    [Fact]
    public async Task No_longer_valid_is_what_was_looked_at_under_other_rules()
    {
        var id = await World.WaitingAsync("2.4.0");
        var said = await ShopWorld.DecideAsync(await World.PaulAsync(), id, "approve", new { seen = new string('0', 64) });
        Assert.Equal(("NoLongerValid", "What it is about has changed since you looked. Look again."), (said.Outcome, said.Words));
    }

    [Fact]
    public async Task Not_found()
    {
        var nothing = await ShopWorld.DecideAsync(await World.PaulAsync(), 999_999, "approve");
        Assert.Equal((HttpStatusCode.NotFound, "There is no promotion 999999."), (nothing.Status, nothing.Words));
        // What somebody may not see does not exist for him.
        var carl = await World.PersonAsync("carl", new Grant(Role.ArtifactPromoter, new("cart", Reach.Everything)));
        var hidden = await ShopWorld.DecideAsync(carl, results.Waiting, "approve");
        Assert.Equal((HttpStatusCode.NotFound, $"There is no promotion {results.Waiting}."), (hidden.Status, hidden.Words));
    }
}

/// <summary>The shop with what the results need: one image there, one request raised, and images that people had a hand in.</summary>
public sealed class ResultsWorld : IAsyncLifetime, IDisposable
{
    public ShopWorld Shop { get; } = new();

    public long Waiting { get; private set; }

    /// <summary>What waits in each environment of what bob built from a commit of eve.</summary>
    public Dictionary<string, long> Built { get; } = new(StringComparer.Ordinal);

    public async Task InitializeAsync()
    {
        await Shop.InitializeAsync();
        await Shop.PushAsync("1.0.0", "1.2.0", "1.3.0", "1.4.0", "2.0.0", "2.1.0", "2.2.0", "2.3.0", "2.3.1", "2.3.2", "2.4.0", "2.5.0");
        foreach (var name in new[] { "bob", "eve", "tess" }) await PersonAsync(name);
        await Shop.VerifiedAsync("eve");
        await Shop.ReportAsync("2.1.0", builtBy: "bob", author: "eve@example.org");
        await Shop.UntilAsync((await ShopWorld.PromoteAsync(await Shop.DoraAsync(), "1.0.0", "test")).Promotion, "Promoted");
        Waiting = await Shop.WaitingAsync("1.0.0");
        foreach (var environment in new[] { "prod", "audited" }) Built[environment] = await Shop.WaitingAsync("2.1.0", environment);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => Shop.Dispose();

    public Task<HttpClient> PersonAsync(string name) => name switch
    {
        "dora" => Shop.DoraAsync(),
        "paul" => Shop.PaulAsync(),
        "vera" => Shop.PersonAsync("vera", new Grant(Role.Viewer, Reach.All)),
        "tess" => Shop.PersonAsync("tess", new Grant(Role.BuildAndDeploy, new("shop", "test")), new Grant(Role.ArtifactPromoter, new("shop", "test"))),
        _ => Shop.PersonAsync(name, new Grant(Role.ArtifactPromoter, Reach.All)),
    };
}
