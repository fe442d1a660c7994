using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Engine;

/// <summary>Who is told what of a promotion.</summary>
public sealed class NoticeTests : EngineTest
{
    [Fact]
    public async Task Whoever_may_approve_is_asked_and_nobody_else()
    {
        await AddAsync("paul", Role.ArtifactPromoter);
        await AddAsync("ada", Role.SuperAdmin);
        await AddAsync("vic", Role.Viewer);
        await AddAsync("adam", Role.Admin);
        await Portal.AddAsync(Person("tess", new Grant(Role.ArtifactPromoter, new("checkout", "test"))));
        await Portal.AddAsync(Person("cato", new Grant(Role.ArtifactPromoter, new("catalogue", Reach.Everything))));
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        Assert.Equal(["ada ApprovalNeeded", "paul ApprovalNeeded"], await ToldAsync(id));
    }

    [Fact]
    public async Task Whoever_is_barred_is_not_asked()
    {
        World.PolicyEditors = ["paul"];
        await AddAsync("paul", Role.ArtifactPromoter);
        await AddAsync("peter", Role.ArtifactPromoter);
        await DisableAsync("peter");
        await AddAsync("priya", Role.ArtifactPromoter);
        await Portal.AddAsync(Person("self", new Grant(Role.ArtifactPromoter, Reach.All)));
        await using (var db = await Portal.Database.CreateDbContextAsync()) await db.Grants.Where(grant => grant.UserId == "self").ExecuteUpdateAsync(set => set.SetProperty(grant => grant.GrantedBy, "self"));
        await AddAsync("dora", Role.ArtifactPromoter);
        Assert.Equal(["priya ApprovalNeeded"], await ToldAsync(await RequestedAsync(new() { ApprovalCount = 1, SeparatePolicyEditor = true })));
    }

    [Fact]
    public async Task Who_may_by_a_group_is_asked_until_his_time_there_ends()
    {
        await AddAsync("gina", role: null);
        await AddAsync("gone", role: null);
        await using (var db = await Portal.Database.CreateDbContextAsync())
        {
            db.Groups.Add(new() { Name = "sre", Title = "SRE" });
            db.Grants.Add(new() { GroupName = "sre", Role = Role.ArtifactPromoter, Application = "*", Environment = "*", GrantedBy = "set-up" });
            db.Memberships.AddRange(new MembershipRow { GroupName = "sre", UserId = "gina", AddedBy = "ada" }, new MembershipRow { GroupName = "sre", UserId = "gone", AddedBy = "ada", Until = World.Time.GetUtcNow().AddDays(-1) });
            await db.SaveChangesAsync();
        }
        Assert.Equal(["gina ApprovalNeeded"], await ToldAsync(await RequestedAsync(new() { ApprovalGroups = [new("sre", 1)] })));
    }

    [Fact]
    public async Task Only_who_fills_an_open_seat_is_asked()
    {
        await AddAsync("paul", Role.ArtifactPromoter);
        Assert.Empty(await ToldAsync(await RequestedAsync(new() { ApprovalGroups = [new("sre", 1)] })));
    }

    [Fact]
    public async Task The_requester_is_told_when_it_arrives_and_what_was_asked_is_settled()
    {
        var paul = await AddAsync("paul", Role.ArtifactPromoter);
        await AddAsync("priya", Role.ArtifactPromoter);
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        Assert.Equal(2, await UnreadAsync(id));
        await Portal.Approvals.ApproveAsync(new(id), paul, CancellationToken.None);
        Assert.Equal(0, await UnreadAsync(id));
        await Portal.RunAsync();
        Assert.Equal(["dora Promoted", "paul ApprovalNeeded", "priya ApprovalNeeded"], await ToldAsync(id));
    }

    [Fact]
    public async Task Who_approved_has_no_more_to_do_while_others_have()
    {
        var paul = await AddAsync("paul", Role.ArtifactPromoter);
        await AddAsync("priya", Role.ArtifactPromoter);
        var id = await RequestedAsync(new() { ApprovalCount = 2 });
        await Portal.Approvals.ApproveAsync(new(id), paul, CancellationToken.None);
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal(["priya"], await db.Notices.Where(notice => notice.ReadAt == null).Select(notice => notice.PersonId).ToListAsync());
    }

    [Theory]
    [InlineData("reject")]
    [InlineData("withdraw")]
    [InlineData("cancel")]
    [InlineData("expire")]
    [InlineData("close")]
    public async Task The_requester_is_told_of_every_other_end(string how)
    {
        var paul = await AddAsync("paul", Role.ArtifactPromoter);
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        switch (how)
        {
            case "reject": await Portal.Approvals.RejectAsync(new(id, "Not on a Friday."), paul, CancellationToken.None); break;
            case "withdraw": await Portal.Approvals.WithdrawAsync(new(id), Portal.Dora, CancellationToken.None); break;
            case "cancel": await Portal.Approvals.CancelAsync(new(id), Portal.Dora, CancellationToken.None); break;
            case "expire": World.Time.Advance(TimeSpan.FromDays(8)); break;
            default: World.Govern(new() { ApprovalCount = 1, Pass = "false" }); break;
        }
        await Portal.Review.RunAsync(CancellationToken.None);
        Assert.Equal(["dora NotPromoted", "paul ApprovalNeeded"], await ToldAsync(id));
        Assert.Equal(1, await UnreadAsync(id));
        var line = Assert.Single((await DeskOf().ReadAsync(Portal.Dora, unreadOnly: true, 1, CancellationToken.None)).Rows);
        Assert.StartsWith("checkout 1.0 did not reach prod.", line.Text, StringComparison.Ordinal);
        if (how == "reject") Assert.Contains("Not on a Friday.", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_copy_is_told_and_a_second_look_tells_nothing_again()
    {
        World.Weather = request => request.Method == HttpMethod.Put ? new(System.Net.HttpStatusCode.Forbidden) : null;
        var id = await Portal.RequestAsync();
        await Portal.RunAsync();
        await Portal.Review.RunAsync(CancellationToken.None);
        Assert.Equal(PromotionState.Failed, (await Portal.ReadAsync(id)).Row.State);
        Assert.Equal(["dora NotPromoted"], await ToldAsync(id));
    }

    [Fact]
    public async Task A_reminder_goes_to_those_who_are_still_needed()
    {
        var paul = await AddAsync("paul", Role.ArtifactPromoter);
        await AddAsync("priya", Role.ArtifactPromoter);
        var id = await RequestedAsync(new() { ApprovalCount = 2 });
        await Portal.Approvals.ApproveAsync(new(id), paul, CancellationToken.None);
        Assert.Equal(ApprovalResult.Reminded, (await Portal.Approvals.RemindAsync(new(id), Portal.Dora, CancellationToken.None)).Result);
        Assert.Equal(ApprovalResult.Unfit, (await Portal.Approvals.RemindAsync(new(id), Portal.Dora, CancellationToken.None)).Result);
        Assert.Equal(["priya Reminder"], (await ToldAsync(id)).Where(told => told.EndsWith("Reminder", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_is_asked_by_name_is_told_by_whom()
    {
        await AddAsync("paul", Role.ArtifactPromoter);
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        await Portal.Approvals.HandOverAsync(new(id), "paul", Portal.Dora, CancellationToken.None);
        var lines = (await DeskOf().ReadAsync(await ActorAsync("paul"), unreadOnly: true, 1, CancellationToken.None)).Rows;
        Assert.Equal(["Dora asks you to decide about checkout 1.0 for prod.", "checkout 1.0 waits for your approval to go to prod."], lines.Select(line => line.Text));
    }

    [Fact]
    public async Task Only_whose_approval_is_needed_is_asked_by_name_and_nobody_is_flooded()
    {
        await AddAsync("paul", Role.ArtifactPromoter);
        await AddAsync("priya", Role.ArtifactPromoter);
        await AddAsync("sam", Role.Viewer);
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        async Task<(ApprovalResult, string)> HandAsync(string who) => await Portal.Approvals.HandOverAsync(new(id), who, Portal.Dora, CancellationToken.None) is var outcome ? (outcome.Result, outcome.Words) : default;
        var refused = (ApprovalResult.Unfit, "Choose somebody whose approval is still needed here.");
        Assert.Equal([refused, refused, refused], [await HandAsync("sam"), await HandAsync("nobody at all"), await HandAsync("dora")]);
        Assert.Equal(ApprovalResult.HandedOver, (await HandAsync("paul")).Item1);
        Assert.Equal(ApprovalResult.HandedOver, (await HandAsync("paul")).Item1);
        Assert.Equal((ApprovalResult.Unfit, "You have asked somebody within the last hour."), await HandAsync("priya"));
        Assert.Equal(["paul HandedOver"], (await ToldAsync(id)).Where(told => told.EndsWith("HandedOver", StringComparison.Ordinal)));
        World.Time.Advance(ApprovalDesk.RemindEvery);
        Assert.Equal(ApprovalResult.HandedOver, (await HandAsync("priya")).Item1);
    }

    [Fact]
    public async Task Voided_approvals_are_told_to_the_requester_and_to_those_who_gave_them()
    {
        var paul = await AddAsync("paul", Role.ArtifactPromoter);
        await AddAsync("priya", Role.ArtifactPromoter);
        var id = await RequestedAsync(new() { ApprovalCount = 2 });
        await Portal.Approvals.ApproveAsync(new(id), paul, CancellationToken.None);
        World.Govern(new() { ApprovalCount = 3 });
        await Portal.Review.RunAsync(CancellationToken.None);
        Assert.Equal(["dora ApprovalsVoided", "paul ApprovalNeeded", "paul ApprovalsVoided", "priya ApprovalNeeded"], await ToldAsync(id));
    }

    [Fact]
    public async Task Voided_without_anybody_having_approved_is_no_news()
    {
        await AddAsync("paul", Role.ArtifactPromoter);
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        World.Govern(new() { ApprovalCount = 2 });
        await Portal.Review.RunAsync(CancellationToken.None);
        Assert.Equal(["paul ApprovalNeeded"], await ToldAsync(id));
    }

    [Fact]
    public async Task An_approval_that_is_taken_back_asks_again()
    {
        var paul = await AddAsync("paul", Role.ArtifactPromoter);
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        await Portal.Approvals.ApproveAsync(new(id), paul, CancellationToken.None);
        Assert.Equal(0, await UnreadAsync(id));
        await Portal.Approvals.TakeBackAsync(new(id), paul, CancellationToken.None);
        Assert.Equal(1, await UnreadAsync(id));
    }

    [Fact]
    public async Task The_number_of_people_is_bounded()
    {
        await using (var db = await Portal.Database.CreateDbContextAsync())
        {
            for (var number = 0; number < NoticeDesk.MostPeople + 5; number++)
            {
                db.Users.Add(new() { Id = $"p{number:D4}", UserName = $"p{number:D4}", NormalizedUserName = $"P{number:D4}", DisplayName = "One" });
                db.Grants.Add(new() { UserId = $"p{number:D4}", Role = Role.ArtifactPromoter, Application = "*", Environment = "*", GrantedBy = "set-up" });
            }
            await db.SaveChangesAsync();
        }
        Assert.Equal(NoticeDesk.MostPeople, (await ToldAsync(await RequestedAsync(new() { ApprovalCount = 1 }))).Count);
    }

    [Fact]
    public async Task Who_may_no_longer_see_it_reads_and_counts_nothing()
    {
        await AddAsync("paul", Role.ArtifactPromoter);
        await RequestedAsync(new() { ApprovalCount = 1 });
        Assert.Equal(1, await DeskOf().UnreadAsync(await ActorAsync("paul"), CancellationToken.None));
        await TakeRightsAsync("paul");
        Assert.Equal(0, await DeskOf().UnreadAsync(await ActorAsync("paul"), CancellationToken.None));
        Assert.Empty((await DeskOf().ReadAsync(await ActorAsync("paul"), unreadOnly: false, 1, CancellationToken.None)).Rows);
    }

    [Fact]
    public async Task Nobody_marks_the_notices_of_another()
    {
        var paul = await AddAsync("paul", Role.ArtifactPromoter);
        var priya = await AddAsync("priya", Role.ArtifactPromoter);
        await RequestedAsync(new() { ApprovalCount = 1 });
        var ofPaul = Assert.Single((await DeskOf().ReadAsync(paul, unreadOnly: true, 1, CancellationToken.None)).Rows).Id;
        Assert.Equal(0, await DeskOf().MarkReadAsync(priya, [ofPaul], CancellationToken.None));
        Assert.Equal(0, await DeskOf().MarkReadAsync(paul with { Credential = Credential.Token, Scopes = [.. Enum.GetValues<TokenScope>()] }, [ofPaul], CancellationToken.None));
        Assert.Equal(1, await DeskOf().MarkReadAsync(paul, [], CancellationToken.None));
        Assert.Equal((0, 1), (await DeskOf().UnreadAsync(paul, CancellationToken.None), await DeskOf().UnreadAsync(priya, CancellationToken.None)));
    }

    [Fact]
    public async Task Looking_at_the_promotion_marks_what_was_told_of_it()
    {
        var paul = await AddAsync("paul", Role.ArtifactPromoter);
        var id = await RequestedAsync(new() { ApprovalCount = 1 });
        Assert.Equal(0, await DeskOf().SeenAsync(paul, id + 1, CancellationToken.None));
        Assert.Equal(1, await DeskOf().SeenAsync(paul, id, CancellationToken.None));
        Assert.Equal(0, await DeskOf().UnreadAsync(paul, CancellationToken.None));
    }

    [Fact]
    public async Task Old_notices_go_and_young_ones_stay()
    {
        var paul = await AddAsync("paul", Role.ArtifactPromoter);
        await RequestedAsync(new() { ApprovalCount = 1 });
        var care = new NoticeCare(Portal.Database, World.Time);
        World.Time.Advance(NoticeCare.KeptFor - TimeSpan.FromDays(1));
        await care.RunAsync(CancellationToken.None);
        Assert.Equal(1, await DeskOf().UnreadAsync(paul, CancellationToken.None));
        World.Time.Advance(TimeSpan.FromDays(2));
        await care.RunAsync(CancellationToken.None);
        Assert.Equal(0, await DeskOf().UnreadAsync(paul, CancellationToken.None));
    }

    private NoticeDesk DeskOf() => new(Portal.Database, new Rules(() => World.Definitions), World.Time, Portal.Changes);

    private static Actor Person(string id, params Grant[] grants) => new(id, char.ToUpperInvariant(id[0]) + id[1..], Credential.Browser, [.. grants], []);

    private Task<Actor> AddAsync(string id, Role? role) => Portal.AddAsync(Person(id, role is { } given ? [new(given, Reach.All)] : []));

    private async Task<Actor> ActorAsync(string id)
    {
        await using var db = await Portal.Database.CreateDbContextAsync();
        return Assert.Single(await PromotionPortal.Identity.Actors.PeopleAsync(db, [id], World.Time.GetUtcNow()));
    }

    private async Task<long> RequestedAsync(PolicyFields fields)
    {
        World.Govern(fields);
        var id = await Portal.RequestAsync();
        await Portal.RunAsync();
        return id;
    }

    private async Task<List<string>> ToldAsync(long promotion)
    {
        await using var db = await Portal.Database.CreateDbContextAsync();
        return [.. (await db.Notices.Where(notice => notice.PromotionId == promotion).ToListAsync()).Select(notice => $"{notice.PersonId} {notice.Kind}").Order(StringComparer.Ordinal)];
    }

    private async Task<int> UnreadAsync(long promotion)
    {
        await using var db = await Portal.Database.CreateDbContextAsync();
        return await db.Notices.CountAsync(notice => notice.PromotionId == promotion && notice.ReadAt == null);
    }

    private async Task TakeRightsAsync(string person)
    {
        await using var db = await Portal.Database.CreateDbContextAsync();
        await db.Grants.Where(grant => grant.UserId == person).ExecuteDeleteAsync();
    }

    private async Task DisableAsync(string person)
    {
        await using var db = await Portal.Database.CreateDbContextAsync();
        await db.Users.Where(user => user.Id == person).ExecuteUpdateAsync(set => set.SetProperty(user => user.Disabled, true));
    }
}
