using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Identity;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Identity;

/// <summary>Groups, and rights that are given to people and to groups, with an end.</summary>
public sealed class GroupTests : IAsyncLifetime, IDisposable
{
    private static readonly Grant s_promoter = new(Role.ArtifactPromoter, new("product:web", "class:prod"));

    private static readonly DefinitionsSnapshot s_definitions = new("c-1")
    {
        Applications = DefinitionsSnapshot.Empty.Applications.Add("cart", new(new("cart")) { Product = "web", Image = new("builds", "cart") }),
        Environments = DefinitionsSnapshot.Empty.Environments.Add("prod", new(new("prod")) { Class = "prod" }),
    };

    private readonly Portal _portal = new();
    private Actor _root = Actor.Anonymous, _ada = Actor.Anonymous;

    public async Task InitializeAsync()
    {
        foreach (var name in new[] { "root", "ada" }) await _portal.AddAsync(name, new Grant(Role.SuperAdmin, Reach.All));
        await _portal.AddAsync("grace");
        (_root, _ada) = (await _portal.ActorAsync("root"), await _portal.ActorAsync("ada"));
        await DoneAsync(_portal.Groups.CreateAsync(_root, "sre", "Site reliability"));
    }

    [Fact]
    public async Task Whoever_is_in_a_group_has_its_rights_and_says_through_which()
    {
        await DoneAsync(_portal.Groups.AddAsync(_root, "sre", "grace"));
        var answer = await DoneAsync(_portal.Grants.GiveToGroupAsync(_ada, "sre", s_promoter, "releases of the shop"));
        Assert.Equal("The group sre has now: Artifact promoter of product web in class prod.", answer.Text);
        var grace = await _portal.ActorAsync("grace");
        Assert.Equal(s_promoter with { Group = "sre", GivenBy = _ada.Id, AddedBy = _root.Id }, Assert.Single(grace.Grants));
        Assert.Equal(["sre"], grace.Groups);
        var right = Assert.Single((await _portal.People.RightsAsync(_root, "grace"))!.Value);
        Assert.Equal(("ada the person", "root the person", "releases of the shop"), (right.GivenByName, right.AddedByName, right.Why));
        await DoneAsync(_portal.Groups.RemoveAsync(_root, "sre", "grace"));
        grace = await _portal.ActorAsync("grace");
        Assert.Empty(grace.Grants);
        Assert.Empty(grace.Groups);
    }

    [Theory]
    [InlineData(3, null, 3)]
    [InlineData(null, 5, 5)]
    [InlineData(3, 5, 3)]
    [InlineData(7, 5, 5)]
    public async Task A_right_through_a_group_ends_with_the_right_or_with_the_membership(int? grantDays, int? memberDays, int ends)
    {
        var now = _portal.Clock.GetUtcNow();
        await DoneAsync(_portal.Groups.AddAsync(_root, "sre", "grace", memberDays is { } days ? now.AddDays(days) : null));
        await DoneAsync(_portal.Grants.GiveToGroupAsync(_root, "sre", s_promoter with { Until = grantDays is { } more ? now.AddDays(more) : null }));
        Assert.Equal(now.AddDays(ends), Assert.Single((await _portal.ActorAsync("grace")).Grants).Until);
        _portal.Clock.Advance(TimeSpan.FromDays(ends) - TimeSpan.FromMinutes(1));
        Assert.Single((await _portal.ActorAsync("grace")).Grants);
        _portal.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty((await _portal.ActorAsync("grace")).Grants);
    }

    [Fact]
    public async Task A_right_that_ended_is_held_by_nobody_and_can_be_given_again()
    {
        var hotfix = Grant.OfVerb(Verb.Hotfix, new("shop", "*")) with { Until = _portal.Clock.GetUtcNow().AddHours(2) };
        await DoneAsync(_portal.Grants.GiveToPersonAsync(_root, "grace", hotfix));
        Assert.True(Access.Can(await _portal.ActorAsync("grace"), Verb.Hotfix, new("shop", "prod")).Allowed);
        _portal.Clock.Advance(TimeSpan.FromHours(3));
        Assert.False(Access.Can(await _portal.ActorAsync("grace"), Verb.Hotfix, new("shop", "prod")).Allowed);
        Assert.Equal("grace", Assert.Single(await ListAsync(new() { State = GrantState.Ended })).UserName);
        await DoneAsync(_portal.Grants.GiveToPersonAsync(_root, "grace", hotfix with { Until = null }));
        Assert.True(Access.Can(await _portal.ActorAsync("grace"), Verb.Hotfix, new("shop", "prod")).Allowed);
        Assert.Empty(await ListAsync(new() { State = GrantState.Ended }));
    }

    [Fact]
    public async Task What_one_gave_oneself_or_joined_by_oneself_counts_for_no_approval_until_another_gives_it()
    {
        await DoneAsync(_portal.Grants.GiveToPersonAsync(_ada, "ada", s_promoter));
        await DoneAsync(_portal.Groups.AddAsync(_ada, "sre", "ada"));
        var ada = await _portal.ActorAsync("ada");
        Assert.Empty(ada.Groups);
        Assert.True(ada.Grants.Single(grant => grant.Role == Role.ArtifactPromoter).IsOwnDoingOf(ada.Id));
        await DoneAsync(_portal.Grants.GiveToPersonAsync(_root, "ada", s_promoter));
        await DoneAsync(_portal.Groups.AddAsync(_root, "sre", "ada"));
        ada = await _portal.ActorAsync("ada");
        Assert.Equal(["sre"], ada.Groups);
        Assert.False(ada.Grants.Single(grant => grant.Role == Role.ArtifactPromoter).IsOwnDoingOf(ada.Id));
        Assert.True(Access.Can(ada, Verb.Approve, s_definitions.PlaceOf("cart", "prod")).Allowed);
        // Giving it once more oneself does not make it one's own.
        Assert.Contains("already", (await _portal.Grants.GiveToPersonAsync(_ada, "ada", s_promoter)).Text, StringComparison.Ordinal);
        Assert.False((await _portal.ActorAsync("ada")).Grants.Single(grant => grant.Role == Role.ArtifactPromoter).IsOwnDoingOf(ada.Id));
    }

    [Fact]
    public async Task What_a_member_gave_the_group_counts_for_him_once_another_gives_it()
    {
        await DoneAsync(_portal.Groups.AddAsync(_root, "sre", "ada"));
        await DoneAsync(_portal.Grants.GiveToGroupAsync(_ada, "sre", s_promoter));
        Assert.True((await _portal.ActorAsync("ada")).Grants.Single(grant => grant.Group == "sre").IsOwnDoingOf(_ada.Id));
        await DoneAsync(_portal.Grants.GiveToGroupAsync(_root, "sre", s_promoter));
        Assert.False((await _portal.ActorAsync("ada")).Grants.Single(grant => grant.Group == "sre").IsOwnDoingOf(_ada.Id));
    }

    [Fact]
    public async Task People_are_read_within_a_transaction_as_it_stands_there_and_without_the_disabled()
    {
        await DoneAsync(_portal.People.DisableAsync(_root, _ada.Id));
        var grace = await _portal.ActorAsync("grace");
        await using var db = _portal.Db();
        await using var transaction = await db.Database.BeginTransactionAsync();
        db.Memberships.Add(new() { GroupName = "sre", UserId = grace.Id, AddedBy = _root.Id });
        await db.SaveChangesAsync();
        var people = await Actors.PeopleAsync(db, [grace.Id, _ada.Id, _root.Id, "nobody"], _portal.Clock.GetUtcNow());
        Assert.Equal([grace.Id, _root.Id], people.Select(person => person.Id).OrderBy(id => id == _root.Id));
        Assert.Equal(["sre"], people.Single(person => person.Id == grace.Id).Groups);
        Assert.All(people, person => Assert.Equal(Credential.Browser, person.Credential));
    }

    [Fact]
    public async Task Groups_are_told_with_how_many_can_act_in_them()
    {
        await DoneAsync(_portal.Groups.CreateAsync(_root, "qa", ""));
        await DoneAsync(_portal.Groups.AddAsync(_root, "sre", "grace"));
        await DoneAsync(_portal.Groups.AddAsync(_root, "sre", "ada"));
        await DoneAsync(_portal.Groups.AddAsync(_root, "sre", "root", _portal.Clock.GetUtcNow().AddDays(1)));
        await DoneAsync(_portal.People.DisableAsync(_root, _ada.Id));
        _portal.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal([("qa", 0), ("sre", 1)], (await _portal.Groups.SizesAsync()).Select(size => (size.Key, size.Value)).Order());
    }

    [Fact]
    public async Task The_last_super_admin_who_stays_one_is_neither_given_an_end_nor_replaced_by_a_group()
    {
        await DoneAsync(_portal.Groups.AddAsync(_ada, "sre", "ada"));
        await DoneAsync(_portal.Grants.GiveToGroupAsync(_root, "sre", new(Role.SuperAdmin, Reach.All)));
        await DoneAsync(_portal.Grants.GiveToPersonAsync(_root, "ada", new Grant(Role.SuperAdmin, Reach.All) with { Until = _portal.Clock.GetUtcNow().AddDays(1) }));
        var last = (await ListAsync(new() { Holder = "root" })).Single();
        Assert.Equal(AnswerKind.Refused, (await _portal.Grants.TakeAsync(_ada, last.Id)).Kind);
        Assert.Equal(AnswerKind.Refused, (await _portal.Grants.GiveToPersonAsync(_ada, "root", last.Grant with { Until = _portal.Clock.GetUtcNow().AddDays(1) })).Kind);
        Assert.Equal(AnswerKind.Refused, (await _portal.People.DisableAsync(_ada, _root.Id)).Kind);
    }

    [Fact]
    public async Task A_group_goes_when_it_is_empty()
    {
        await DoneAsync(_portal.Groups.AddAsync(_root, "sre", "grace"));
        await DoneAsync(_portal.Grants.GiveToGroupAsync(_root, "sre", s_promoter));
        Assert.Contains("People are in", (await _portal.Groups.DeleteAsync(_root, "sre")).Text, StringComparison.Ordinal);
        await DoneAsync(_portal.Groups.RemoveAsync(_root, "sre", "grace"));
        Assert.Contains("has rights", (await _portal.Groups.DeleteAsync(_root, "sre")).Text, StringComparison.Ordinal);
        await DoneAsync(_portal.Grants.TakeAsync(_root, Assert.Single((await _portal.Groups.FindAsync(_root, "sre"))!.Grants).Id));
        await DoneAsync(_portal.Groups.DeleteAsync(_root, "sre"));
        Assert.Null(await _portal.Groups.FindAsync(_root, "sre"));
    }

    [Fact]
    public async Task What_was_given_is_found_by_whose_it_is_what_it_is_where_it_reaches_and_when_it_ends()
    {
        await DoneAsync(_portal.Grants.GiveToPersonAsync(_root, "grace", new(Role.Viewer, new("shop", "*"))));
        await DoneAsync(_portal.Grants.GiveToGroupAsync(_root, "sre", s_promoter with { Until = _portal.Clock.GetUtcNow().AddDays(10) }));
        async Task<string[]> Holders(GrantFilter filter) => [.. (await ListAsync(filter)).Select(given => given.HolderName).Order(StringComparer.Ordinal)];

        Assert.Equal(["grace the person"], await Holders(new() { Holder = "GRAC" }));
        Assert.Equal(["sre"], await Holders(new() { Holder = "sr" }));
        Assert.Empty(await Holders(new() { Holder = "%" }));
        Assert.Equal(["sre"], await Holders(new() { Right = new(Role.ArtifactPromoter, Reach.All) }));
        Assert.Equal(["ada the person", "grace the person", "root the person"], await Holders(new() { Place = new("shop") }));
        Assert.Equal(["ada the person", "root the person", "sre"], await Holders(new() { Place = s_definitions.PlaceOf("cart", "prod") }));
        Assert.Equal(["sre"], await Holders(new() { State = GrantState.EndingSoon }));
    }

    public static TheoryData<string, Func<Portal, Actor, Task<Answer>>> Commands => new()
    {
        { "group.created", (portal, actor) => portal.Groups.CreateAsync(actor, "qa", "Quality") },
        { "group.deleted", (portal, actor) => portal.Groups.DeleteAsync(actor, "sre") },
        { "group.joined", (portal, actor) => portal.Groups.AddAsync(actor, "sre", "grace") },
        { "group.left", async (portal, actor) =>
            {
                await portal.Groups.AddAsync(await portal.ActorAsync("root"), "sre", "ada");
                return await portal.Groups.RemoveAsync(actor, "sre", "ada");
            }
        },
        { "role.granted", (portal, actor) => portal.Grants.GiveToPersonAsync(actor, "grace", Grant.OfVerb(Verb.EditFlows, Reach.OfProduct("web"))) },
        { "role.revoked", async (portal, actor) => await portal.Grants.TakeAsync(actor, (await portal.Grants.ListAsync(await portal.ActorAsync("root"), new() { Holder = "ada" }))!.Grants.Single().Id) },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_change_is_audited_and_only_a_super_admin_in_person_makes_one(string action, Func<Portal, Actor, Task<Answer>> send)
    {
        Actor[] others =
        [
            Actor.Anonymous,
            .. Enum.GetValues<Role>().Where(role => role != Role.SuperAdmin).Select(role => _root with { Id = "x", Grants = [new(role, Reach.All)] }),
            .. Access.GrantedApart.Select(verb => _root with { Id = "x", Grants = [Grant.OfVerb(verb, Reach.All)] }),
            _root with { Grants = [new(Role.SuperAdmin, Reach.OfProduct("web"))] },
            _root with { Credential = Credential.Token, Scopes = [.. Enum.GetValues<TokenScope>()] },
        ];
        foreach (var other in others) Assert.Equal(AnswerKind.NotAllowed, (await send(_portal, other)).Kind);
        await DoneAsync(send(_portal, _root));
        await using var db = _portal.Db();
        var last = await db.AuditTrail.Where(row => row.ActorId == _root.Id).OrderByDescending(row => row.Sequence).FirstAsync();
        Assert.Equal((action, _root.Id), (last.Action, last.ActorId));
        Assert.StartsWith("root the person ", last.Text, StringComparison.Ordinal);
        Assert.Null(await AuditTrail.FirstBreakAsync(db, CancellationToken.None));
    }

    [Fact]
    public async Task The_audit_says_until_when_and_what_for()
    {
        var until = new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero);
        await DoneAsync(_portal.Grants.GiveToPersonAsync(_root, "grace", Grant.OfVerb(Verb.Hotfix, new("shop", "class:prod")) with { Until = until }, "on call"));
        await using var db = _portal.Db();
        Assert.Equal("root the person gave grace the person: Hotfix of shop in class prod, until 2027-01-31 00:00 UTC (on call).", (await db.AuditTrail.Where(row => row.ActorId == _root.Id).OrderByDescending(row => row.Sequence).FirstAsync()).Text);
    }

    public static TheoryData<string, Grant, string> Senseless => new()
    {
        { "", new(Role.Admin, new("class:prod", "*")), "by name" },
        { "", Grant.OfVerb(Verb.Promote, Reach.All), "with roles alone" },
        { "", Grant.OfVerb(Verb.EditPolicies, Reach.OfProduct("web")), "several at once" },
        { "", new(Role.Admin, Reach.All) { Until = DateTimeOffset.UnixEpoch }, "over already" },
        { "", new(Role.Admin, Reach.All) { Until = DateTimeOffset.MaxValue }, "five years" },
        { "two\nlines", new(Role.Admin, Reach.All), "one line" },
    };

    [Theory]
    [MemberData(nameof(Senseless))]
    public async Task A_right_that_makes_no_sense_is_refused_in_words(string why, Grant grant, string words)
    {
        var answer = await _portal.Grants.GiveToPersonAsync(_root, "grace", grant, why);
        Assert.Equal(AnswerKind.Refused, answer.Kind);
        Assert.Contains(words, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_said_to_be_not_there()
    {
        Assert.Equal(AnswerKind.NotFound, (await _portal.Grants.GiveToPersonAsync(_root, "nobody", s_promoter)).Kind);
        Assert.Equal(AnswerKind.NotFound, (await _portal.Grants.GiveToGroupAsync(_root, "nothing", s_promoter)).Kind);
        Assert.Equal(AnswerKind.NotFound, (await _portal.Grants.TakeAsync(_root, 999_999)).Kind);
        Assert.Equal(AnswerKind.NotFound, (await _portal.Groups.AddAsync(_root, "nothing", "grace")).Kind);
        Assert.Equal(AnswerKind.NotFound, (await _portal.Groups.AddAsync(_root, "sre", "nobody")).Kind);
        Assert.Equal(AnswerKind.NotFound, (await _portal.Groups.RemoveAsync(_root, "sre", "grace")).Kind);
        Assert.Equal(AnswerKind.Refused, (await _portal.Groups.CreateAsync(_root, "sre", "")).Kind);
        Assert.Equal(AnswerKind.Refused, (await _portal.Groups.CreateAsync(_root, "S R E", "")).Kind);
    }

    [Fact]
    public async Task A_verb_that_this_program_does_not_know_is_held_by_nobody()
    {
        await using (var db = _portal.Db())
        {
            db.Grants.Add(new() { UserId = (await _portal.ActorAsync("grace")).Id, Apart = "FlyToTheMoon", Application = "*", Environment = "*" });
            await db.SaveChangesAsync();
        }
        Assert.Empty((await _portal.ActorAsync("grace")).Grants);
        Assert.Empty((await _portal.People.FindAsync(_root, "grace"))!.Grants);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _portal.Dispose();

    private static async Task<Answer> DoneAsync(Task<Answer> change)
    {
        var answer = await change;
        Assert.True(answer.IsDone, answer.Text);
        return answer;
    }

    private async Task<IReadOnlyList<GrantView>> ListAsync(GrantFilter filter) => (await _portal.Grants.ListAsync(_root, filter))!.Grants;
}
