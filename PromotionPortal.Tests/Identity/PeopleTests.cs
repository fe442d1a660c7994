using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Identity;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Identity;

public sealed class PeopleTests : IAsyncLifetime, IDisposable
{
    private readonly Portal _portal = new();
    private Actor _root = Actor.Anonymous;

    public async Task InitializeAsync()
    {
        await _portal.AddAsync("root", new Grant(Role.SuperAdmin, Reach.All));
        _root = await _portal.ActorAsync("root");
    }

    [Fact]
    public async Task A_person_is_added_given_a_role_and_found_in_the_list()
    {
        var ada = (await _portal.People.AddAsync(_root, new("ada", "Ada Lovelace", "ada@example.org"))).Result!;
        var grant = new Grant(Role.ArtifactPromoter, new("shop", "prod"));
        var answer = await _portal.People.GrantAsync(_root, ada, grant);
        Assert.Equal("Ada Lovelace is now Artifact promoter of shop in prod.", answer.Text);
        var person = Assert.Single((await _portal.People.ListAsync(_root, "lovel"))!.People);
        Assert.Equal(("ada", "Ada Lovelace", "ada@example.org", false), (person.UserName, person.DisplayName, person.Email, person.Disabled));
        Assert.Equal(grant with { GivenBy = _root.Id }, Assert.Single(person.Grants));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("\\")]
    public async Task A_search_is_taken_by_the_letter(string search) => Assert.Empty((await _portal.People.ListAsync(_root, search))!.People);

    [Fact]
    public async Task An_address_is_one_persons_alone_and_whoever_adds_it_vouches_for_it()
    {
        Assert.True((await _portal.People.AddAsync(_root, new("ada", "Ada Lovelace", "ada@example.org"))).IsDone);
        var second = await _portal.People.AddAsync(_root, new("eve", "Eve", "ADA@example.org"));
        Assert.Equal((false, "ADA@example.org belongs to somebody else here, and commits of it to him."), (second.IsDone, second.Text));
        Assert.True((await _portal.People.AddAsync(_root, new("eve", "Eve"))).IsDone);
        await using var db = _portal.Db();
        Assert.Equal(["ada"], await db.Users.Where(user => user.EmailConfirmed).Select(user => user.UserName).ToListAsync());
    }

    [Fact]
    public async Task A_long_list_comes_in_pages()
    {
        for (var number = 0; number < People.PageSize; number++) await _portal.AddAsync($"person-{number}");
        var (first, second) = (await _portal.People.ListAsync(_root), await _portal.People.ListAsync(_root, page: 2));
        Assert.Equal((People.PageSize, 1, People.PageSize + 1), (first!.People.Length, second!.People.Length, second.Total));
    }

    public static TheoryData<string, Func<People, Actor, string, Task<Answer>>> Commands => new()
    {
        { "add", (people, actor, _) => people.AddAsync(actor, new("new", "New")) },
        { "grant", (people, actor, id) => people.GrantAsync(actor, id, new(Role.SuperAdmin, Reach.All)) },
        { "revoke", (people, actor, id) => people.RevokeAsync(actor, id, new(Role.Viewer, Reach.All)) },
        { "disable", (people, actor, id) => people.DisableAsync(actor, id) },
        { "enable", (people, actor, id) => people.EnableAsync(actor, id) },
        { "link", (people, actor, id) => people.NewLinkAsync(actor, id) },
    };

    [Fact]
    public async Task Two_super_admins_who_disable_each_other_at_once_leave_one()
    {
        var ada = await _portal.AddAsync("ada", new Grant(Role.SuperAdmin, Reach.All));
        var asAda = await _portal.ActorAsync("ada");
        Assert.True((await _portal.People.DisableAsync(_root, ada)).IsDone);
        // Ada's order was let in before she was disabled.
        Assert.Equal(AnswerKind.Refused, (await _portal.People.DisableAsync(asAda, _root.Id)).Kind);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Whoever_is_no_super_admin_changes_nothing(string command, Func<People, Actor, string, Task<Answer>> send)
    {
        var ada = await _portal.AddAsync("ada", new Grant(Role.Viewer, Reach.All));
        var before = await CountAuditAsync();
        Actor[] actors =
        [
            Actor.Anonymous,
            .. new[] { Role.Viewer, Role.BuildAndDeploy, Role.Admin, Role.ArtifactPromoter, Role.DeploymentApprover }
                .Select(role => _root with { Id = "x", Grants = [new(role, Reach.All)] }),
            _root with { Grants = [new(Role.SuperAdmin, new("shop", "*"))] },
            _root with { Credential = Credential.Token, Scopes = [.. Enum.GetValues<TokenScope>()] },
        ];
        foreach (var actor in actors) Assert.Equal((command, AnswerKind.NotAllowed), (command, (await send(_portal.People, actor, ada)).Kind));
        Assert.Null(await _portal.People.ListAsync(actors[1]));
        Assert.Equal(before, await CountAuditAsync());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task What_a_super_admin_changes_is_audited_in_his_name(string command, Func<People, Actor, string, Task<Answer>> send)
    {
        var ada = await _portal.AddAsync("ada", new Grant(Role.Viewer, Reach.All));
        if (command == "enable") await _portal.People.DisableAsync(_root, ada);
        var before = await CountAuditAsync();
        Assert.True((await send(_portal.People, _root, ada)).IsDone);
        await using var db = _portal.Db();
        Assert.Equal(before + 1, await CountAuditAsync());
        Assert.Equal(_root.Id, (await db.AuditTrail.Where(row => !row.Subject.StartsWith("definitions/")).OrderByDescending(row => row.Sequence).FirstAsync()).ActorId);
        Assert.Null(await AuditTrail.FirstBreakAsync(db, CancellationToken.None));
    }

    [Fact]
    public async Task Nobody_disables_himself() =>
        Assert.Contains("another super-admin", (await _portal.People.DisableAsync(_root, _root.Id)).Text, StringComparison.Ordinal);

    [Fact]
    public async Task The_last_super_admin_stays_one()
    {
        var all = new Grant(Role.SuperAdmin, Reach.All);
        Assert.Equal(AnswerKind.Refused, (await _portal.People.RevokeAsync(_root, _root.Id, all)).Kind);
        var disabled = await _portal.AddAsync("other", all);
        await _portal.People.DisableAsync(_root, disabled);
        Assert.Equal(AnswerKind.Refused, (await _portal.People.RevokeAsync(_root, _root.Id, all)).Kind);
        await _portal.People.EnableAsync(_root, disabled);
        Assert.True((await _portal.People.RevokeAsync(_root, _root.Id, all)).IsDone);
    }

    [Fact]
    public async Task Two_super_admins_who_remove_each_other_at_once_leave_one()
    {
        var all = new Grant(Role.SuperAdmin, Reach.All);
        var otherId = await _portal.AddAsync("other", all);
        var other = await _portal.ActorAsync("other");
        var answers = await Task.WhenAll(
            Task.Run(() => _portal.People.RevokeAsync(_root, otherId, all)),
            Task.Run(() => _portal.People.RevokeAsync(other, _root.Id, all)));
        Assert.Single(answers, answer => answer.IsDone);
    }

    [Theory]
    [InlineData("a", "Ada", null, "2 to 50 characters")]
    [InlineData("Ada", "Ada", null, "a-z")]
    [InlineData("ada lovelace", "Ada", null, "a-z")]
    [InlineData("-ada", "Ada", null, "begins and ends")]
    [InlineData("ada", "  ", null, "for others to read")]
    [InlineData("ada", "Ada\nEve", null, "one line")]
    [InlineData("ada", "Ada", "not an address", "no e-mail address")]
    [InlineData("root", "Root", null, "already")]
    public async Task A_person_who_makes_no_sense_is_refused_in_words(string name, string display, string? email, string words)
    {
        var answer = await _portal.People.AddAsync(_root, new(name, display, email));
        Assert.Equal(AnswerKind.Refused, answer.Kind);
        Assert.Contains(words, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.SuperAdmin, "shop", "*")]
    [InlineData(Role.Viewer, "", "*")]
    [InlineData(Role.Viewer, "*", "Prod")]
    [InlineData((Role)77, "*", "*")]
    public async Task A_role_that_makes_no_sense_is_refused(Role role, string application, string environment) =>
        Assert.Equal(AnswerKind.Refused, (await _portal.People.GrantAsync(_root, _root.Id, new(role, new(application, environment)))).Kind);

    [Fact]
    public async Task A_granted_role_says_who_granted_it()
    {
        var ada = await _portal.AddAsync("ada");
        await _portal.People.GrantAsync(_root, ada, new(Role.Viewer, Reach.All));
        await using var db = _portal.Db();
        Assert.Equal(_root.Id, (await db.Grants.SingleAsync(row => row.UserId == ada)).GrantedBy);
    }

    [Fact]
    public async Task A_new_link_voids_the_one_before()
    {
        var ada = await _portal.AddAsync("ada");
        var first = (await _portal.People.NewLinkAsync(_root, ada)).Result!;
        var second = (await _portal.People.NewLinkAsync(_root, ada)).Result!;
        Assert.Null(await _portal.Get<SignInLinks>().UseAsync(first.Split("code=")[1]));
        Assert.NotNull(await _portal.Get<SignInLinks>().UseAsync(second.Split("code=")[1]));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _portal.Dispose();

    private async Task<int> CountAuditAsync()
    {
        await using var db = _portal.Db();
        // Starting, the portal tells of its definitions, whenever it gets to it.
        return await db.AuditTrail.CountAsync(row => !row.Subject.StartsWith("definitions/"));
    }
}
