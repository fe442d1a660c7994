using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Stories;

/// <summary>Somebody tries to have approved over HTTP what should not be.</summary>
public sealed class ApprovalAttackTests : IAsyncLifetime, IDisposable
{
    private readonly ShopWorld _world = new();

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        await _world.PushAsync("1.0.0", "1.1.0");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_token_of_an_approver_with_every_scope_neither_approves_nor_rejects_nor_takes_back()
    {
        var id = await _world.WaitingAsync("1.0.0", "pair");
        Assert.Equal("Approved", (await ShopWorld.DecideAsync(await _world.PaulAsync(), id, "approve")).Outcome);
        var token = await _world.TokenAsync("paul", Enum.GetValues<TokenScope>());
        foreach (var act in new[] { "approve", "reject", "take-back" }) Assert.Equal(HttpStatusCode.Forbidden, (await ShopWorld.DecideAsync(token, id, act, new { words = "By a script." })).Status);
        Assert.Equal("AwaitingApproval", await _world.StateAsync(id));
        Assert.Equal(1, await ValidVotesAsync(id));
    }

    [Fact]
    public async Task A_token_that_only_reads_hands_nothing_over()
    {
        var id = await _world.WaitingAsync("1.0.0");
        await _world.PaulAsync();
        foreach (var owner in new[] { "dora", "paul" })
        {
            var reader = await _world.TokenAsync(owner, TokenScope.Read);
            Assert.Equal((HttpStatusCode.Forbidden, "NotAllowed"), await ResultAsync(reader, id, "hand-over", new { person = "paul" }));
        }
        var promoter = await _world.TokenAsync("dora", TokenScope.Read, TokenScope.Promote);
        Assert.Equal((HttpStatusCode.OK, "HandedOver"), await ResultAsync(promoter, id, "hand-over", new { person = "paul" }));
    }

    [Fact]
    public async Task Handing_over_gives_no_right()
    {
        var id = await _world.WaitingAsync("1.0.0");
        var vera = await _world.PersonAsync("vera", new Grant(Role.Viewer, Reach.All), new Grant(Role.ArtifactPromoter, new("shop", "test")));
        Assert.Equal((HttpStatusCode.BadRequest, "Unfit"), await ResultAsync(await _world.DoraAsync(), id, "hand-over", new { person = "vera" }));
        Assert.Equal((HttpStatusCode.Forbidden, "NotAllowed"), await ResultAsync(vera, id, "approve"));
        Assert.Equal((HttpStatusCode.Forbidden, "NotAllowed"), await ResultAsync(vera, id, "hand-over", new { person = "dora" }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("http://evil.example")]
    [InlineData("http://localhost.evil.example")]
    public async Task What_another_site_makes_the_browser_of_an_approver_send_decides_nothing(string? origin)
    {
        var id = await _world.WaitingAsync("1.0.0");
        var paul = await _world.PaulAsync();
        paul.DefaultRequestHeaders.Remove("Origin");
        foreach (var type in new[] { "application/json", "text/plain", "application/x-www-form-urlencoded" })
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"/api/promotions/{id}/approve") { Content = new StringContent("{}", Encoding.UTF8, type) };
            if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
            Assert.Equal(HttpStatusCode.Forbidden, (await paul.SendAsync(request)).StatusCode);
        }
        Assert.Equal(0, await ValidVotesAsync(id));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Nothing_but_a_post_decides(string method)
    {
        var id = await _world.WaitingAsync("1.0.0");
        var paul = await _world.PaulAsync();
        foreach (var act in new[] { "approve", "reject", "take-back", "withdraw", "cancel", "remind", "hand-over" })
        {
            var request = new HttpRequestMessage(new(method), $"/api/promotions/{id}/{act}?words=No.&person=paul");
            request.Headers.Add("X-HTTP-Method-Override", "POST");
            Assert.False((await paul.SendAsync(request)).IsSuccessStatusCode);
        }
        Assert.Equal(("AwaitingApproval", 0), (await _world.StateAsync(id), await ValidVotesAsync(id)));
    }

    [Theory]
    [InlineData("{\"words\":\"yes\",\"words\":\"no\"}")]
    [InlineData("{\"person\":\"paul\"}")]
    [InlineData("{\"words\":null}")]
    [InlineData("[]")]
    [InlineData("{\"words\":")]
    public async Task A_body_with_something_else_in_it_decides_nothing(string body)
    {
        var id = await _world.WaitingAsync("1.0.0");
        var answer = await (await _world.PaulAsync()).PostAsync($"/api/promotions/{id}/approve", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal((HttpStatusCode.BadRequest, 0), (answer.StatusCode, await ValidVotesAsync(id)));
    }

    [Fact]
    public async Task Words_without_end_are_refused_in_words()
    {
        var id = await _world.WaitingAsync("1.0.0");
        foreach (var act in new[] { "approve", "reject" })
            Assert.Equal((HttpStatusCode.BadRequest, "Unfit"), await ResultAsync(await _world.PaulAsync(), id, act, new { words = new string('a', 1_001) }));
        Assert.Equal("AwaitingApproval", await _world.StateAsync(id));
    }

    [Fact]
    public async Task The_same_key_with_another_body_begins_nothing_and_changes_nothing()
    {
        var ada = await _world.PersonAsync("ada", new Grant(Role.SuperAdmin, Reach.All));
        await _world.DoraAsync();
        var first = await ShopWorld.PromoteAsync(ada, "1.0.0", "prod", reason: "Once.", key: "k");
        Assert.True(first.Result().GetProperty("needsApproval").GetBoolean());
        var again = await ShopWorld.PromoteAsync(ada, "1.0.0", "prod", reason: "Once.", key: "k");
        Assert.Equal(first.Body.ToString(), again.Body.ToString());
        foreach (var other in new[]
        {
            await ShopWorld.PromoteAsync(ada, "1.1.0", "prod", reason: "Once.", key: "k"),
            await ShopWorld.PromoteAsync(ada, "1.0.0", "prod", reason: "Twice.", key: "k"),
            await ShopWorld.PromoteAsync(ada, "1.0.0", "prod", reason: "Once.", key: "k", hotfix: true),
            await ShopWorld.PromoteAsync(ada, "1.0.0", "prod", from: "test", reason: "Once.", key: "k"),
            await ShopWorld.PromoteAsync(ada, "1.0.0", "prod", reason: "Once.", key: "k", application: "cart"),
        })
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "KeyUsedOtherwise"), (other.Status, other.Kind));
        await using var db = _world.Portal.Db();
        Assert.Equal(1, await db.Promotions.CountAsync());
    }

    [Fact]
    public async Task Sent_many_times_at_once_under_one_key_it_is_one_request()
    {
        var dora = await _world.DoraAsync();
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => ShopWorld.PromoteAsync(dora, "1.0.0", "prod", key: "k")));
        Assert.Single(all.Where(said => said.IsAccepted).Select(said => said.Promotion).Distinct());
        await using var db = _world.Portal.Db();
        Assert.Equal(1, await db.Promotions.CountAsync());
    }

    [Fact]
    public async Task A_right_taken_between_the_page_and_the_click_is_gone_and_so_is_one_that_ended()
    {
        var id = await _world.WaitingAsync("1.0.0");
        var paul = await _world.PaulAsync();
        var lena = await _world.PersonAsync("lena", new Grant(Role.Viewer, Reach.All), new Grant(Role.ArtifactPromoter, Reach.All) { Until = _world.Portal.Clock.GetUtcNow().AddHours(1) });
        foreach (var person in new[] { paul, lena }) Assert.True((await ShopWorld.GetAsync(person, $"/api/requests/{id}")).Body.GetProperty("canApprove").GetBoolean());
        await using (var db = _world.Portal.Db()) await db.Grants.Where(grant => grant.UserId == db.Users.Single(user => user.UserName == "paul").Id).ExecuteDeleteAsync();
        _world.Portal.Clock.Advance(TimeSpan.FromHours(2));
        foreach (var person in new[] { paul, lena }) Assert.Equal(HttpStatusCode.Forbidden, (await ShopWorld.DecideAsync(person, id, "approve")).Status);
        Assert.Equal(0, await ValidVotesAsync(id));
    }

    [Fact]
    public async Task An_approval_given_by_a_right_that_ended_since_fills_no_seat()
    {
        var id = await _world.WaitingAsync("1.0.0", "pair");
        var lena = await _world.PersonAsync("lena", new Grant(Role.ArtifactPromoter, Reach.All) { Until = _world.Portal.Clock.GetUtcNow().AddHours(1) });
        Assert.Equal("Approved", (await ShopWorld.DecideAsync(lena, id, "approve")).Outcome);
        _world.Portal.Clock.Advance(TimeSpan.FromHours(2));
        var second = await ShopWorld.DecideAsync(await _world.PaulAsync(), id, "approve");
        Assert.Equal(("Approved", "Approved. It waits for others."), (second.Outcome, second.Words));
    }

    [Fact]
    public async Task Who_put_himself_where_the_right_is_approves_nothing_by_it()
    {
        var portal = _world.Portal;
        var id = await _world.WaitingAsync("1.0.0");
        // Somebody who may keep people, but to whom nobody gave the right to approve there.
        await _world.PersonAsync("root", new Grant(Role.SuperAdmin, Reach.All));
        var mia = await _world.PersonAsync("mia", new Grant(Role.Viewer, Reach.All));
        var (root, self) = (await portal.ActorAsync("root"), await portal.ActorAsync("mia"));
        await portal.Groups.CreateAsync(root, "approvers", "");
        await portal.Grants.GiveToGroupAsync(root, "approvers", new(Role.ArtifactPromoter, Reach.All));
        await using (var db = portal.Db())
        {
            db.Memberships.Add(new() { GroupName = "approvers", UserId = self.Id, AddedBy = self.Id });
            await db.SaveChangesAsync();
        }
        var said = await ShopWorld.DecideAsync(mia, id, "approve");
        Assert.Equal(HttpStatusCode.Forbidden, said.Status);
        Assert.Contains("Nobody approves by a right that he gave himself.", said.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_for_one_environment_opens_no_other_by_its_number()
    {
        var id = await _world.WaitingAsync("1.0.0");
        var own = await _world.WaitingAsync("1.0.0", "pair");
        var pia = await _world.PersonAsync("pia", new Grant(Role.ArtifactPromoter, new("shop", "pair")));
        Assert.Equal((HttpStatusCode.Forbidden, "NotAllowed"), await ResultAsync(pia, id, "approve"));
        Assert.Equal((HttpStatusCode.Forbidden, "NotAllowed"), await ResultAsync(pia, id, "reject", new { words = "No." }));
        Assert.Equal((HttpStatusCode.OK, "Approved"), await ResultAsync(pia, own, "approve"));
        // The hash of one request is no key to another.
        var hash = (await ShopWorld.GetAsync(pia, $"/api/requests/{own}")).Body.GetProperty("governingHash").GetString();
        Assert.Equal((HttpStatusCode.Conflict, "NoLongerValid"), await ResultAsync(await _world.PaulAsync(), id, "approve", new { seen = hash }));
    }

    [Fact]
    public async Task Of_the_last_approval_and_a_rejection_sent_at_once_one_wins_and_the_other_is_told()
    {
        var (paul, priya) = (await _world.PaulAsync(), await _world.PersonAsync("priya", new Grant(Role.ArtifactPromoter, Reach.All)));
        var id = await _world.WaitingAsync("1.0.0");
        var said = await Task.WhenAll(ShopWorld.DecideAsync(paul, id, "approve"), ShopWorld.DecideAsync(priya, id, "reject", new { words = "No." }));
        var winner = Assert.Single(said, one => one.Status == HttpStatusCode.OK);
        Assert.Equal("NoLongerValid", Assert.Single(said, one => one.Status == HttpStatusCode.Conflict).Outcome);
        await _world.UntilAsync(id, winner.Outcome == "Approved" ? "Promoted" : "Rejected");
    }

    [Fact]
    public async Task An_application_that_one_may_not_see_is_not_told_from_one_that_is_not_there()
    {
        var carl = await _world.PersonAsync("carl", new Grant(Role.BuildAndDeploy, new("cart", Reach.Everything)));
        var digest = "sha256:" + new string('d', 64);
        foreach (var image in new[] { "1.0.0", digest })
        {
            var hidden = await ShopWorld.PromoteAsync(carl, image, "test", application: "shop");
            var absent = await ShopWorld.PromoteAsync(carl, image, "test", application: "nope");
            Assert.Equal((absent.Status, absent.Kind, absent.Words), (hidden.Status, hidden.Kind, hidden.Words.Replace("shop", "nope", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_token_that_may_only_promote_names_images_by_their_tags()
    {
        await _world.DoraAsync();
        Assert.True((await ShopWorld.PromoteAsync(await _world.TokenAsync("dora", TokenScope.Promote), "1.0.0", "test", dryRun: true)).IsAccepted);
    }

    private static async Task<(HttpStatusCode, string?)> ResultAsync(HttpClient who, long id, string act, object? body = null)
    {
        var said = await ShopWorld.DecideAsync(who, id, act, body);
        return (said.Status, said.Outcome);
    }

    private async Task<int> ValidVotesAsync(long id)
    {
        await using var db = _world.Portal.Db();
        return await db.Votes.CountAsync(vote => vote.PromotionId == id && vote.State == VoteState.Valid);
    }
}
