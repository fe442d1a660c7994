using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Engine;

/// <summary>What waits for whom: paged and counted by the database, judged by the same rules as a decision.</summary>
public sealed class WaitingTests : EngineTest
{
    public static TheoryData<bool, bool, bool, bool, bool> Switches()
    {
        var rows = new TheoryData<bool, bool, bool, bool, bool>();
        for (var bits = 0; bits < 32; bits++) rows.Add((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Switches))]
    public async Task What_the_database_counts_for_somebody_is_what_the_rules_let_him_decide(bool requester, bool builder, bool author, bool editor, bool unknown)
    {
        World.PolicyEditors = ["peter"];
        World.Govern(new() { ApprovalCount = 2, RequesterApproves = requester, BuilderApproves = builder, SeparateCommitAuthor = author, SeparatePolicyEditor = editor, UnknownAuthorBlocks = unknown });
        var people = new[] { await PersonAsync("paul"), await PersonAsync("priya"), await PersonAsync("peter"), await PersonAsync("rita", Role.SuperAdmin), Portal.Dora, await PersonAsync("tess", application: "catalogue"),
            await PersonAsync("otto") with { OpenedBy = "dora" }, await PersonAsync("olga") with { OpenedBy = "priya" }, await PersonAsync("omar") with { OpenedBy = "peter" } };
        var ids = new[]
        {
            await AddAsync("checkout", 'a', by: "rita"), await AddAsync("checkout", 'b', by: "dora", new() { ReporterId = "paul" }), await AddAsync("checkout", 'c', by: "dora", new() { BuiltBy = "PRIYA" }),
            await AddAsync("catalogue", 'd', by: "dora", new() { CommitAuthor = "Priya@Example.org" }), await AddAsync("catalogue", 'e', by: "dora", new() { CommitAuthor = "stranger@example.org" }),
            await AddAsync("catalogue", 'f', by: "dora", new() { CommitAuthor = "unconfirmed@example.org" }),
        };
        await VoteAsync(ids[0], "paul");
        foreach (var person in people)
        {
            var judged = new List<long>();
            foreach (var id in ids)
                if (await Portal.Waiting.FindAsync(id, person, CancellationToken.None) is { CanReject: true, HasApproved: false }) judged.Add(id);
            Assert.Equal(judged, (await Portal.Waiting.ReadAsync(new(ForMe: true), person, CancellationToken.None)).Rows.Select(request => request.Row.Id));
            Assert.Equal(judged.Count, await Portal.Waiting.CountAsync(new(ForMe: true), person, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Where_only_a_group_is_asked_it_waits_for_nobody_else()
    {
        World.Govern(new() { ApprovalGroups = [new("sre", 1)] });
        await AddAsync("checkout", 'a', by: "dora");
        var paul = await PersonAsync("paul");
        Assert.Equal(0, await Portal.Waiting.CountAsync(new(ForMe: true), paul, CancellationToken.None));
        Assert.Equal(1, await Portal.Waiting.CountAsync(new(ForMe: true), paul with { Groups = ["sre"] }, CancellationToken.None));
        var request = Assert.Single((await Portal.Waiting.ReadAsync(new(), paul, CancellationToken.None)).Rows);
        Assert.Equal((false, true, "Your approval would fill no open seat: it waits for others."), (request.CanApprove, request.CanReject, request.WhyNot));
    }

    [Fact]
    public async Task The_oldest_come_first_after_hotfixes_and_what_one_was_asked_by_name_and_pages_follow_one_another()
    {
        World.Govern(new() { ApprovalCount = 1 });
        var ids = new List<long>();
        for (var at = 0; at < 30; at++) ids.Add(await AddAsync("checkout", (char)('a' + (at % 6)), by: "dora", environment: at % 2 == 0 ? "prod" : "test", digit: at));
        await using (var db = await Portal.Database.CreateDbContextAsync())
        {
            await db.Promotions.Where(row => row.Id == ids[20]).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsHotfix, true));
            await db.Promotions.Where(row => row.Id == ids[25]).ExecuteUpdateAsync(set => set.SetProperty(row => row.HandedToId, "paul"));
        }
        var paul = await PersonAsync("paul");
        var first = await Portal.Waiting.ReadAsync(new(ForMe: true), paul, CancellationToken.None);
        var second = await Portal.Waiting.ReadAsync(new(ForMe: true, Page: 2), paul, CancellationToken.None);
        long[] expected = [ids[25], ids[20], .. ids.Where((_, at) => at is not (20 or 25))];
        Assert.Equal(expected, first.Rows.Concat(second.Rows).Select(request => request.Row.Id));
        Assert.Equal((30, 2), (first.Total, first.Pages));
    }

    [Theory]
    [InlineData(null, null, null, null, 3)]
    [InlineData("catalogue", null, null, null, 1)]
    [InlineData(null, "test", null, null, 1)]
    [InlineData(null, null, "ci", null, 2)]
    [InlineData(null, null, "test", null, 1)]
    [InlineData(null, null, null, "bbbb", 1)]
    [InlineData(null, null, null, "hurry", 3)]
    [InlineData("catalogue", "test", null, null, 0)]
    public async Task Filters_narrow_what_waits(string? application, string? environment, string? source, string? words, int expected)
    {
        World.Govern(new() { ApprovalCount = 1 });
        await AddAsync("checkout", 'a', by: "dora", environment: "test");
        await AddAsync("checkout", 'b', by: "dora", from: "test");
        await AddAsync("catalogue", 'c', by: "dora");
        var found = await Portal.Waiting.ReadAsync(new(Application: application, Environment: environment) { Source = source, Words = words }, Portal.Dora, CancellationToken.None);
        Assert.Equal(expected, found.Total);
        Assert.Equal(expected, found.Rows.Count);
    }

    [Fact]
    public async Task What_somebody_may_not_see_is_neither_listed_nor_counted_nor_offered_as_a_filter()
    {
        World.Govern(new() { ApprovalCount = 1 });
        await AddAsync("checkout", 'a', by: "dora");
        var tess = await PersonAsync("tess", application: "catalogue");
        Assert.Equal(0, await Portal.Waiting.CountAsync(new(), tess, CancellationToken.None));
        Assert.Empty((await Portal.Waiting.ReadAsync(new(), tess, CancellationToken.None)).Rows);
        Assert.Empty((await Portal.Waiting.PlacesAsync(tess, CancellationToken.None)).Applications);
        Assert.Null(await Portal.Waiting.DetailAsync(1, tess, CancellationToken.None));
    }

    [Fact]
    public async Task A_decision_shows_what_is_replaced_the_builds_between_and_who_can_approve()
    {
        World.Govern(new() { ApprovalCount = 1 });
        await ImageAsync("checkout", 'a', day: 1, message: "Old");
        await ImageAsync("checkout", 'b', day: 2, message: "Fix the cart\n\nlong words");
        await ImageAsync("checkout", 'd', day: 4, message: "Too new");
        await AvailableAsync("checkout", 'a');
        var id = await AddAsync("checkout", 'c', by: "dora", new() { CommitMessage = "New" }, day: 3);
        await PersonAsync("paul");
        var detail = await Portal.Waiting.DetailAsync(id, Portal.Dora, CancellationToken.None);
        var change = Assert.Single(detail!.View.Changes);
        Assert.Equal((Hex('a'), 2, false), (change.Present!.Digest, change.BuildCount, change.GoesBack));
        Assert.Equal(["New", "Fix the cart\n\nlong words"], change.Builds.Select(image => image.Builds[0].CommitMessage));
        Assert.Equal(["Paul"], detail.People.Select(person => person.Name));
    }

    [Fact]
    public async Task An_older_image_than_the_present_one_goes_back_over_the_builds_that_would_be_lost()
    {
        World.Govern(new() { ApprovalCount = 1 });
        await ImageAsync("checkout", 'b', day: 2, message: "Newer");
        await AvailableAsync("checkout", 'b');
        var detail = await Portal.Waiting.DetailAsync(await AddAsync("checkout", 'a', by: "dora", day: 1), Portal.Dora, CancellationToken.None);
        var change = Assert.Single(detail!.View.Changes);
        Assert.True(change.GoesBack);
        Assert.Equal("Newer", Assert.Single(Assert.Single(change.Builds).Builds).CommitMessage);
    }

    [Fact]
    public async Task Whose_approval_was_voided_reads_what_changed_since()
    {
        World.Govern(new() { ApprovalCount = 2 });
        var id = await Portal.RequestAsync();
        await Portal.RunAsync();
        var paul = await PersonAsync("paul");
        await Portal.Approvals.ApproveAsync(new(id), paul, CancellationToken.None);
        World.Govern(new() { ApprovalCount = 1, ApproverDeploys = true });
        await Portal.Desk.TellAsync(id, new PromotionEvent.Tick(), done: null, CancellationToken.None);
        var detail = await Portal.Waiting.DetailAsync(id, paul, CancellationToken.None);
        Assert.Contains("approvals.count 2 → 1", Assert.Single(detail!.View.Voided!.Since), StringComparison.Ordinal);
        Assert.True(detail.Request.CanApprove);
        Assert.Null((await Portal.Waiting.DetailAsync(id, Portal.Dora, CancellationToken.None))!.View.Voided);
    }

    private static string Hex(char letter, int digit = 0) => $"sha256:{new string(letter, 60)}{digit:0000}";

    private async Task<Actor> PersonAsync(string name, Role role = Role.ArtifactPromoter, string application = "*")
    {
        var person = await Portal.AddAsync(new(name, char.ToUpperInvariant(name[0]) + name[1..], Credential.Browser, [new(role, new(application, "*"))], []));
        await using var db = await Portal.Database.CreateDbContextAsync();
        var (email, confirmed) = name == "tess" ? ("unconfirmed@example.org", false) : ($"{name}@example.org", true);
        await db.Users.Where(user => user.Id == name).ExecuteUpdateAsync(set => set.SetProperty(user => user.Email, email).SetProperty(user => user.NormalizedEmail, email.ToUpperInvariant()).SetProperty(user => user.EmailConfirmed, confirmed));
        return person;
    }

    private sealed record Built
    {
        public string ReporterId { get; init; } = "ci";
        public string? BuiltBy { get; init; }
        public string? CommitAuthor { get; init; }
        public string? CommitMessage { get; init; }
    }

    // A request as it stands when the registries have answered.
    private async Task<long> AddAsync(string application, char letter, string by, Built? built = null, string environment = "prod", string? from = null, int digit = 0, int day = 1)
    {
        await ImageAsync(application, letter, day, built?.CommitMessage, built, digit);
        await using var db = await Portal.Database.CreateDbContextAsync();
        var row = new PromotionRow
        {
            State = PromotionState.AwaitingApproval,
            Environment = environment,
            Reason = "in a hurry",
            RequestedById = by,
            RequestedByName = by,
            RequestedAt = World.Time.GetUtcNow(),
            ChangedAt = World.Time.GetUtcNow(),
            DefinitionsCommit = "c0ffee",
            ExpiresAt = World.Time.GetUtcNow().AddDays(7),
            Governing = "",
            Items =
            [
                new()
                {
                    Application = application, Environment = environment, Digest = Hex(letter, digit), Tag = "1.0", FromEnvironment = from, SourceRegistry = "builds", SourceRepository = $"builds/shop/{application}",
                    TargetRegistry = "main", TargetRepository = $"main/{environment}/{application}", Active = true,
                },
            ],
        };
        db.Promotions.Add(row);
        await db.SaveChangesAsync();
        return row.Id;
    }

    private async Task ImageAsync(string application, char letter, int day, string? message, Built? built = null, int digit = 0)
    {
        await using var db = await Portal.Database.CreateDbContextAsync();
        db.Images.Add(new() { Application = application, Digest = Hex(letter, digit), Tags = ["1.0"], Platforms = [], Annotations = "{}", FirstSeenAt = DateTimeOffset.UnixEpoch.AddDays(day) });
        if (built is not null || message is not null)
            db.Builds.Add(new() { Application = application, Digest = Hex(letter, digit), Repository = "", ReporterId = built?.ReporterId ?? "ci", ReporterName = "CI", BuiltBy = built?.BuiltBy, CommitAuthor = built?.CommitAuthor, CommitMessage = message, At = DateTimeOffset.UnixEpoch });
        await db.SaveChangesAsync();
    }

    private async Task AvailableAsync(string application, char letter)
    {
        await using var db = await Portal.Database.CreateDbContextAsync();
        db.Available.Add(new() { Application = application, Environment = "prod", Digest = Hex(letter), Tag = "1.0", Registry = "main", Repository = $"main/prod/{application}", Since = World.Time.GetUtcNow() });
        await db.SaveChangesAsync();
    }

    private async Task VoteAsync(long id, string person)
    {
        await using var db = await Portal.Database.CreateDbContextAsync();
        db.Votes.Add(new() { PromotionId = id, PersonId = person, PersonName = person, GoverningHash = "any", At = World.Time.GetUtcNow() });
        await db.SaveChangesAsync();
    }
}
