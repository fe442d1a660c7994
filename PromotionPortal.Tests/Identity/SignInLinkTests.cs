using System.Net;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Identity;

namespace PromotionPortal.Tests.Identity;

public sealed class SignInLinkTests : IDisposable
{
    private readonly Portal _portal = new();

    [Fact]
    public async Task Opening_a_link_signs_nobody_in_and_its_button_does_once()
    {
        var link = await LinkAsync("ada");
        var preview = _portal.Browser();
        Assert.Contains("Sign in as ada the person", await preview.GetStringAsync(link), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await preview.GetAsync("/applications")).StatusCode);

        var late = _portal.Browser();
        var (first, second) = (await Portal.SendFormAsync(preview, link), await late.GetStringAsync(link));
        Assert.Equal("/set-password", Portal.WhereTo(first));
        Assert.Equal(HttpStatusCode.OK, (await preview.GetAsync("/applications")).StatusCode);
        Assert.Contains("unknown, used or too old", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_that_press_the_button_at_once_one_gets_in()
    {
        var code = new Uri("http://localhost" + await LinkAsync("ada")).Query["?code=".Length..];
        var links = _portal.Get<SignInLinks>();
        var users = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => links.UseAsync(code))));
        Assert.Single(users, user => user is not null);
    }

    [Fact]
    public async Task A_link_grows_too_old()
    {
        var link = await LinkAsync("ada");
        _portal.Clock.Advance(SignInLinks.Life);
        Assert.Contains("unknown, used or too old", await _portal.Browser().GetStringAsync(link), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_lets_no_disabled_person_in()
    {
        await _portal.AddAsync("root", new Grant(Role.SuperAdmin, Reach.All));
        var link = await LinkAsync("ada");
        await _portal.People.DisableAsync(await _portal.ActorAsync("root"), (await _portal.ActorAsync("ada")).Id);
        Assert.Contains("unknown, used or too old", await _portal.Browser().GetStringAsync(link), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_made_the_link_by_which_somebody_came_in_is_known_and_told_until_another_opens_the_account()
    {
        foreach (var name in new[] { "root", "ruth" }) await _portal.AddAsync(name, new Grant(Role.SuperAdmin, Reach.All));
        await LinkAsync("ada");
        var seen = new List<string>();
        foreach (var maker in new[] { "root", "ruth", "", "ruth" })
        {
            var ada = await _portal.ActorAsync("ada");
            var link = maker.Length == 0 ? await _portal.Get<SignInLinks>().CreateAsync(ada.Id) : (await _portal.People.NewLinkAsync(await _portal.ActorAsync(maker), ada.Id)).Result!;
            Assert.Equal(seen.LastOrDefault() ?? "", ada.OpenedBy); // making it opens nothing
            Assert.NotNull(await _portal.Get<SignInLinks>().UseAsync(link.Split("code=")[1]));
            seen.Add((await _portal.ActorAsync("ada")).OpenedBy);
        }
        string[] ids = [(await _portal.ActorAsync("root")).Id, (await _portal.ActorAsync("ruth")).Id];
        Assert.Equal([ids[0], ids[1], "", ids[1]], seen);
        await using var db = _portal.Db();
        Assert.Equal(["that root the person made", "that ruth the person made", "", "that ruth the person made"],
            (await db.AuditTrail.Where(row => row.Action == "person.signed-in").OrderBy(row => row.Sequence).Select(row => row.Text).ToListAsync()).Select(text => text.Split("one-time link")[1].Trim(' ', '.')));
    }

    [Fact]
    public async Task Only_the_hash_of_a_code_is_kept()
    {
        var link = await LinkAsync("ada");
        await using var db = _portal.Db();
        var row = await db.SignInLinks.SingleAsync(row => row.UserId != null);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(link.Split("code=")[1])), row.Hash);
    }

    [Fact]
    public async Task An_empty_portal_is_set_up_by_its_link_once()
    {
        var setUp = _portal.Get<SetUp>();
        await GreetedAsync();
        var voided = await setUp.LinkAsync();
        var link = await setUp.LinkAsync();
        Assert.Contains("unknown, used or too old", await _portal.Browser().GetStringAsync(voided), StringComparison.Ordinal);

        var browser = _portal.Browser();
        (string, string)[] fields = [("Form.UserName", "grace"), ("Form.DisplayName", "Grace Hopper"), ("Form.Password", Portal.Password)];
        var refused = await Portal.SendFormAsync(browser, link!, [.. fields[..2], ("Form.Password", "short")]);
        Assert.Contains("at least 15", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("/", Portal.WhereTo(await Portal.SendFormAsync(browser, link!, fields)));

        Assert.True(Access.Can(await _portal.ActorAsync("grace"), Verb.ManagePeople).Allowed);
        Assert.Null(await setUp.LinkAsync());
        Assert.Contains("unknown, used or too old", await _portal.Browser().GetStringAsync(link), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_up_link_signs_nobody_in_and_a_sign_in_link_sets_nothing_up()
    {
        await GreetedAsync();
        var setUp = (await _portal.Get<SetUp>().LinkAsync())!.Split("code=")[1];
        Assert.Null(await _portal.Get<SignInLinks>().UseAsync(setUp));
        var signIn = (await LinkAsync("ada")).Split("code=")[1];
        Assert.Equal(AnswerKind.NotFound, (await _portal.Get<SetUp>().CreateFirstAsync(signIn, new("eve", "Eve"), Portal.Password)).Kind);
    }

    [Fact]
    public async Task Whom_the_portal_brings_along_comes_once_and_may_have_a_token()
    {
        var setUp = _portal.Get<SetUp>();
        Grant[] grants = [new(Role.Viewer, Reach.All)];
        var (first, again) = (await setUp.AddAsync(new("dev", "Dev"), grants), await setUp.AddAsync(new("dev", "Dev"), grants));
        Assert.Equal(first.Result, again.Result);
        var secret = await setUp.TokenAsync(first.Result!, new("demo", [TokenScope.Read], _portal.Clock.GetUtcNow().AddDays(1)));
        var client = _portal.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me")).StatusCode);
    }

    public void Dispose() => _portal.Dispose();

    /// <summary>Waits until the portal has printed its own link, just after it began to answer: that one would void ours.</summary>
    private async Task GreetedAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var db = _portal.Db();
        while (!await db.SignInLinks.AnyAsync(row => row.UserId == null, patience.Token)) await Task.Delay(20, patience.Token);
    }

    private async Task<string> LinkAsync(string userName)
    {
        await _portal.AddAsync(userName, new Grant(Role.Viewer, Reach.All));
        await using var db = _portal.Db();
        return await _portal.Get<SignInLinks>().CreateAsync((await db.Users.SingleAsync(row => row.UserName == userName)).Id);
    }
}
