using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;

namespace PromotionPortal.Tests.Engine;

/// <summary>What a change is said to do to requests that wait is what it then does.</summary>
public sealed class WaitingImpactTests : EngineTest
{
    private static readonly Actor s_paul = new("paul", "Paul", Credential.Browser, [new(Role.ArtifactPromoter, Reach.All)], []);

    public static TheoryData<string, PolicyFields, PromotionState> Changes => new()
    {
        { "another count voids what was given", new() { ApprovalCount = 3 }, PromotionState.AwaitingApproval },
        { "a condition that it does not satisfy ends it", new() { ApprovalCount = 2, Pass = "containerImageTag == '9.9'" }, PromotionState.Stale },
        { "without approvals it goes on", new(), PromotionState.Queued },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_is_foretold_comes_to_pass(string why, PolicyFields after, PromotionState next)
    {
        Assert.NotEmpty(why);
        var id = await WaitingAsync();
        var touched = Assert.Single((await OfAsync(After(after), Portal.Dora)).Requests);
        Assert.Equal((id, "prod", next, 1), (touched.Promotion, touched.Environment, touched.Next, touched.Approvals));
        Assert.Equal((next == PromotionState.Stale, next == PromotionState.AwaitingApproval), (touched.IsEnded, touched.IsVoided));
        Assert.NotEmpty(touched.What);

        World.Definitions = After(after);
        await Portal.Desk.TellAsync(id, new PromotionEvent.Tick(), done: null, CancellationToken.None);
        Assert.Equal(next, (await Portal.ReadAsync(id)).Row.State);
    }

    [Fact]
    public async Task Taking_the_policy_away_ends_what_waits_under_it()
    {
        await WaitingAsync();
        var touched = Assert.Single((await OfAsync(World.Definitions with { PolicyBindings = World.Definitions.PolicyBindings.Clear() }, Portal.Dora)).Requests);
        Assert.Equal((true, "A gate closed meanwhile. No policy is applied to checkout in prod."), (touched.IsEnded, touched.What));
    }

    [Fact]
    public async Task The_same_rules_said_otherwise_touch_nothing()
    {
        await WaitingAsync();
        Assert.Empty((await OfAsync(After(new() { ApprovalCount = 2, RequireReason = false }), Portal.Dora)).Requests);
    }

    [Fact]
    public async Task What_comes_anyway_is_not_the_change_s_doing()
    {
        await WaitingAsync();
        World.Time.Advance(TimeSpan.FromDays(8)); // it has expired, and nobody has looked yet
        Assert.Empty((await OfAsync(After(new() { ApprovalCount = 2, Pass = "containerImageTag == '9.9'" }) with { Commit = "other" }, Portal.Dora)).Requests.Where(request => request.Next == PromotionState.Expired));
    }

    [Fact]
    public async Task What_somebody_may_not_see_is_only_counted()
    {
        await WaitingAsync();
        var cora = new Actor("cora", "Cora", Credential.Browser, [new(Role.Viewer, new("catalogue", "*"))], []);
        var touched = await OfAsync(After(new() { ApprovalCount = 3 }), cora);
        Assert.Equal((0, 1), (touched.Requests.Length, touched.Hidden));
    }

    private async Task<long> WaitingAsync()
    {
        World.Govern(new() { ApprovalCount = 2 });
        var id = await Portal.RequestAsync();
        await Portal.RunAsync();
        await Portal.AddAsync(s_paul);
        Assert.Equal(ApprovalResult.Approved, (await Portal.Approvals.ApproveAsync(new(id), s_paul, CancellationToken.None)).Result);
        return id;
    }

    private DefinitionsSnapshot After(PolicyFields fields) => World.Definitions with { Policies = World.Definitions.Policies.SetItem("open", new(new Metadata("open")) { Fields = fields }) };

    private Task<TouchedRequests> OfAsync(DefinitionsSnapshot after, Actor actor) => Portal.Impact.OfAsync(new RuleBook(after), new HashSet<string>(), actor, CancellationToken.None);
}
