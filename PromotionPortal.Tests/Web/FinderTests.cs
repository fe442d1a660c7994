using System.Diagnostics;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Finding;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;
using PromotionPortal.Tests.AccessMatrix;
using PromotionPortal.Web.Layout;
using Portal = PromotionPortal.Tests.Identity.Portal;

namespace PromotionPortal.Tests.Web;

/// <summary>Who finds what by which words, on the real portal: the applications shop and cart, and the environment test.</summary>
public sealed class FinderTests : IAsyncLifetime, IDisposable
{
    private const int ManyPromotions = 10_000;
    private const int ManyImages = 1_000;

    private readonly Portal _portal = new();

    public async Task InitializeAsync()
    {
        _ = _portal.Services;
        await _portal.DefineShopAsync();
        await _portal.AddAsync("ada", new Grant(Role.SuperAdmin, Reach.All));
        await _portal.AddAsync("vera", new Grant(Role.Viewer, Reach.All));
        await _portal.AddAsync("part", new Grant(Role.Viewer, new("cart", "*")));
        await _portal.AddAsync("none");
        await using var db = _portal.Db();
        db.Images.Add(Image("shop", 'a', 1, "1.0", "1.0.7"));
        db.Images.Add(Image("cart", 'b', 2, "1.0.8"));
        db.Promotions.Add(Promotion("cart", "1.0.8", "Dora Doe", PromotionState.Promoted));
        db.Promotions.Add(Promotion("cart", "1.0.7", "Dora Doe", PromotionState.Failed));
        await db.SaveChangesAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    // Request 1 is the one of ShopDefinitions, which was refused.
    [Theory]
    [InlineData("vera", "#1", "Requests: #1 shop 1.0 to test")]
    [InlineData("vera", "2", "Requests: #2 cart 1.0.8 to test")]
    [InlineData("vera", "dora", "Requests: #3 cart 1.0.7 to test | #2 cart 1.0.8 to test")]
    [InlineData("vera", "doe cart 1.0.8", "Requests: #2 cart 1.0.8 to test")]
    [InlineData("vera", "failed cart", "Requests: #3 cart 1.0.7 to test")]
    [InlineData("vera", "1.0.7", "Images: shop 1.0.7; Requests: #3 cart 1.0.7 to test")]
    [InlineData("vera", "shop 1.0", "Images: shop 1.0; Requests: #1 shop 1.0 to test")]
    [InlineData("vera", "bbbbb", "Images: cart 1.0.8")]
    [InlineData("vera", "sha256:aaaa", "Images: shop 1.0.7")]
    [InlineData("vera", "1.%", "")]
    [InlineData("vera", "web", "Definitions: web; Pages: Events")]
    [InlineData("part", "#1", "")]
    [InlineData("part", "#2", "Requests: #2 cart 1.0.8 to test")]
    [InlineData("part", "shop", "")]
    [InlineData("part", "1.0", "Images: cart 1.0.8; Requests: #3 cart 1.0.7 to test | #2 cart 1.0.8 to test")]
    [InlineData("part", "aaaa", "")]
    [InlineData("part", "everything", "")]
    [InlineData("none", "dora", "")]
    [InlineData("none", "cart", "")]
    [InlineData("vera", "ada", "")]
    [InlineData("ada", "ada", "People: ada the person")]
    [InlineData("ada", "secrets", "Pages: Secrets")]
    [InlineData("vera", "secrets", "")]
    [InlineData("ada", "new policy", "Actions: New policy | New policy binding")]
    [InlineData("vera", "new policy", "Actions: Propose new policy | Propose new policy binding")]
    [InlineData("ada", "promote cart", "Actions: Promote an image of cart…; Requests: #2 cart 1.0.8 to test")]
    [InlineData("vera", "promote cart", "Requests: #2 cart 1.0.8 to test")]
    [InlineData("none", "dark", "Actions: Theme: dark")]
    [InlineData("none", "tokens", "Pages: My tokens; Actions: Make a token")]
    public async Task These_words_find_that(string who, string typed, string found) => Assert.Equal(found, await FoundAsync(who, typed));

    [Fact]
    public async Task Without_words_the_pages_and_actions_of_the_person_are_offered()
    {
        Assert.StartsWith("Pages: Inbox | My requests | ", await FoundAsync("ada", ""), StringComparison.Ordinal);
        Assert.Equal("Pages: What comes by mail | My tokens | Set a password | Confirm a command line", (await FoundAsync("none", " ")).Split("; ")[0]);
    }

    [Fact]
    public async Task A_token_finds_within_its_scopes_and_nothing_that_a_browser_does()
    {
        var ada = await _portal.ActorAsync("ada");
        var reading = await FoundAsync(ada with { Credential = Credential.Token, Scopes = [TokenScope.Read] }, "cart");
        Assert.Contains("Applications: cart", reading, StringComparison.Ordinal);
        Assert.DoesNotContain("Promote", reading, StringComparison.Ordinal);
        Assert.Equal("", await FoundAsync(ada with { Credential = Credential.Token, Scopes = [TokenScope.Promote] }, "shop 1.0"));
        Assert.Equal("", await FoundAsync(ada with { Credential = Credential.Session }, "dark"));
    }

    // Else somebody would find a page and then be turned away, or not find one that is his.
    [Fact]
    public void Every_page_that_is_found_is_there_and_asks_for_what_the_index_says()
    {
        var doors = Door.Of(_portal.Get<EndpointDataSource>()).Where(door => door.Name.StartsWith("PAGE ", StringComparison.Ordinal)).ToDictionary(door => door.Pattern, door => door.Verb);
        Assert.All(PageIndex.All, page => Assert.Equal(page.Needs, doors[page.Address.Split('?')[0]]));
        // And all are found that stand by themselves: but for the way in, and what leads nowhere without more.
        string[] notFound = ["/", "/sign-in", "/sign-in/once", "/set-up", "/not-found", "/definitions/compare"];
        Assert.Equal([], doors.Keys.Where(pattern => !pattern.Contains('{', StringComparison.Ordinal)).Except(notFound).Except(PageIndex.All.Select(page => page.Address.Split('?')[0])));
    }

    [Fact]
    public async Task Every_page_of_the_rail_is_found_by_its_title()
    {
        var ada = await _portal.ActorAsync("ada");
        foreach (var entry in RailEntry.For(ada))
        {
            var found = await _portal.Get<Finder>().FindAsync(entry.Title, ada, CancellationToken.None);
            Assert.Contains(found.SelectMany(group => group.Found), one => one.Address == entry.Address);
        }
    }

    [Fact]
    public async Task However_much_there_is_the_answer_is_there_at_once_and_few()
    {
        await FillAsync();
        var ada = await _portal.ActorAsync("ada");
        foreach (var typed in new[] { "cart", "1.", "cart 9.", "dora cart failed", "nothing like it", "zzzz", "abcd", "x" })
        {
            await FoundAsync(ada, typed); // the first time it is compiled
            var watch = Stopwatch.StartNew();
            var found = await _portal.Get<Finder>().FindAsync(typed, ada, CancellationToken.None);
            // Aim: 100 ms on a quiet machine; this one may be busy.
            Assert.True(watch.ElapsedMilliseconds < 400, $"“{typed}” took {watch.ElapsedMilliseconds} ms");
            Assert.All(found, group => Assert.InRange(group.Found.Length, 1, FindRanking.MostOfGroup));
        }
    }

    [Fact]
    public async Task No_question_walks_a_whole_table()
    {
        await using var db = _portal.Db();
        var word = new PromotionWord("dora", ["cart"], ["test"], [PromotionState.Failed]);
        Assert.Matches(@"SEARCH \w+ USING INTEGER PRIMARY KEY \(rowid>\?\)", await PlanAsync(db, FindView.Promotions(db, ["cart", "shop"], [word], oldest: 0, most: 6)));
        Assert.Matches(@"SCAN \w+ USING INDEX IX_Images_FirstSeenAt", await PlanAsync(db, FindView.ByTag(db, ["cart", "shop"], "1.", most: 6)));
        Assert.Matches(@"SEARCH \w+ USING INDEX sqlite_autoindex_Images_1 \(Application=\? AND Digest>\? AND Digest<\?\)", await PlanAsync(db, FindView.ByDigest(db, ["cart", "shop"], "aaaa", most: 6)));
    }

    public void Dispose() => _portal.Dispose();

    private async Task<string> FoundAsync(string who, string typed) => await FoundAsync(await _portal.ActorAsync(who), typed);

    private async Task<string> FoundAsync(Actor actor, string typed) =>
        string.Join("; ", (await _portal.Get<Finder>().FindAsync(typed, actor, CancellationToken.None)).Select(group => $"{group.Group}: {string.Join(" | ", group.Found.Select(one => one.Title))}"));

    private static async Task<string> PlanAsync<T>(PortalDb db, IQueryable<T> query)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = query.CreateDbCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {command.CommandText}";
        await using var reader = await command.ExecuteReaderAsync();
        var steps = new List<string>();
        while (await reader.ReadAsync()) steps.Add(reader.GetString(3));
        return string.Join('\n', steps);
    }

    private async Task FillAsync()
    {
        await using var db = _portal.Db();
        for (var number = 0; number < ManyPromotions; number++) db.Promotions.Add(Promotion(number % 2 == 0 ? "cart" : "shop", $"9.{number}", "Somebody Else", PromotionState.Promoted));
        for (var number = 0; number < ManyImages; number++)
            db.Images.Add(new() { Application = number % 2 == 0 ? "cart" : "shop", Digest = $"sha256:{number:x64}", Tags = [$"9.{number}"], Platforms = [], Annotations = "{}", FirstSeenAt = DateTimeOffset.UnixEpoch.AddMinutes(number) });
        await db.SaveChangesAsync();
    }

    private static ImageRow Image(string application, char letter, int day, params string[] tags) => new()
    {
        Application = application,
        Digest = $"sha256:{new string(letter, 64)}",
        Tags = [.. tags],
        Platforms = [],
        Annotations = "{}",
        FirstSeenAt = DateTimeOffset.UnixEpoch.AddDays(day),
    };

    private static PromotionRow Promotion(string application, string tag, string by, PromotionState state) => new()
    {
        State = state,
        Environment = "test",
        Reason = "",
        RequestedById = by,
        RequestedByName = by,
        DefinitionsCommit = "",
        Governing = "",
        Items = [new() { Application = application, Environment = "test", Digest = $"sha256:{new string('c', 64)}", Tag = tag, SourceRegistry = "builds", SourceRepository = application, TargetRegistry = "main", TargetRepository = application }],
    };
}
