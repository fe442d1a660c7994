using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Identity;

namespace PromotionPortal.Tests.Identity;

public sealed class DeviceLoginTests : IDisposable
{
    private readonly Portal _portal = new();

    private DeviceLogins Devices => _portal.Get<DeviceLogins>();

    [Fact]
    public async Task A_command_line_gets_a_short_session_once_its_person_says_yes_in_the_browser()
    {
        await _portal.AddAsync("ada", new Grant(Role.BuildAndDeploy, Reach.All));
        var commandLine = _portal.CreateClient();
        var started = await PostAsync(commandLine, "/api/device/start", new { machine = "build-7" });
        Assert.Equal("Pending", (await CollectAsync(commandLine, started)).GetProperty("state").GetString());

        var page = new Uri(started.GetProperty("verificationUrlComplete").GetString()!).PathAndQuery;
        var browser = await _portal.SignedInAsync("ada");
        Assert.Contains("build-7", await browser.GetStringAsync(page), StringComparison.Ordinal);
        Assert.Equal("Pending", (await CollectAsync(commandLine, started)).GetProperty("state").GetString());
        var approved = await PressAsync(browser, page, "approve");
        Assert.Contains("build-7 is signed in as you", approved, StringComparison.Ordinal);

        var collected = await CollectAsync(commandLine, started);
        commandLine.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", collected.GetProperty("token").GetString());
        var me = await commandLine.GetFromJsonAsync<JsonElement>("/api/me");
        Assert.Equal(("ada the person", "Session"), (me.GetProperty("name").GetString(), me.GetProperty("credential").GetString()));
        Assert.Equal("Expired", (await CollectAsync(commandLine, started)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_session_ends_after_eight_hours()
    {
        var token = (await ApprovedAsync()).Token!;
        var client = Bearing(token);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me")).StatusCode);
        _portal.Clock.Advance(TimeSpan.FromHours(8));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me")).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_no_other()
    {
        var (one, other) = (Bearing((await ApprovedAsync()).Token!), Bearing((await ApprovedAsync()).Token!));
        Assert.Equal(HttpStatusCode.NoContent, (await one.DeleteAsync("/api/me/session")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await one.GetAsync("/api/me")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/me")).StatusCode);
    }

    [Fact]
    public async Task A_refusal_is_final()
    {
        await _portal.AddAsync("ada");
        var start = (await Devices.StartAsync("build-7", "here"))!;
        var actor = await _portal.ActorAsync("ada");
        Assert.True((await Devices.DenyAsync(actor, start.UserCode)).IsDone);
        Assert.Equal(AnswerKind.NotFound, (await Devices.ApproveAsync(actor, start.UserCode)).Kind);
        Assert.Equal(DeviceState.Denied, (await Devices.CollectAsync(start.DeviceCode)).State);
    }

    [Fact]
    public async Task A_code_grows_too_old()
    {
        await _portal.AddAsync("ada");
        var start = (await Devices.StartAsync("build-7", "here"))!;
        _portal.Clock.Advance(DeviceLogins.Life);
        Assert.Equal(AnswerKind.NotFound, (await Devices.ApproveAsync(await _portal.ActorAsync("ada"), start.UserCode)).Kind);
        Assert.Equal(DeviceState.Expired, (await Devices.CollectAsync(start.DeviceCode)).State);
    }

    [Fact]
    public async Task The_token_comes_once_however_many_ask_at_once()
    {
        await _portal.AddAsync("ada");
        var start = (await Devices.StartAsync("build-7", "here"))!;
        await Devices.ApproveAsync(await _portal.ActorAsync("ada"), start.UserCode);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Devices.CollectAsync(start.DeviceCode))));
        Assert.Single(answers, answer => answer.Token is not null);
    }

    [Fact]
    public async Task Whoever_is_disabled_meanwhile_gets_no_session()
    {
        await _portal.AddAsync("root", new Grant(Role.SuperAdmin, Reach.All));
        await _portal.AddAsync("ada");
        var start = (await Devices.StartAsync("build-7", "here"))!;
        var ada = await _portal.ActorAsync("ada");
        await Devices.ApproveAsync(ada, start.UserCode);
        await _portal.People.DisableAsync(await _portal.ActorAsync("root"), ada.Id);
        Assert.Equal(DeviceState.Denied, (await Devices.CollectAsync(start.DeviceCode)).State);
    }

    [Theory]
    [InlineData(Credential.Session)]
    [InlineData(Credential.Token)]
    public async Task Only_a_browser_lets_another_command_line_in(Credential credential)
    {
        await _portal.AddAsync("ada");
        var start = (await Devices.StartAsync("build-7", "here"))!;
        var actor = await _portal.ActorAsync("ada") with { Credential = credential, Scopes = [.. Enum.GetValues<TokenScope>()] };
        Assert.Equal(AnswerKind.NotAllowed, (await Devices.ApproveAsync(actor, start.UserCode)).Kind);
        Assert.Null(await Devices.FindAsync(actor, start.UserCode));
    }

    [Fact]
    public async Task Whoever_guesses_codes_is_stopped_from_using_the_right_one()
    {
        await _portal.AddAsync("ada");
        var start = (await Devices.StartAsync("build-7", "here"))!;
        var actor = await _portal.ActorAsync("ada");
        for (var guess = 0; guess < DeviceLogins.WrongCodesPerMinute; guess++) Assert.Null(await Devices.FindAsync(actor, "BBBB-BBBB"));
        Assert.Null(await Devices.FindAsync(actor, start.UserCode));
        Assert.Equal(AnswerKind.Refused, (await Devices.ApproveAsync(actor, start.UserCode)).Kind);
    }

    [Fact]
    public async Task A_code_is_easy_to_read_and_may_be_typed_anyhow()
    {
        await _portal.AddAsync("ada");
        var start = (await Devices.StartAsync("build-7", "here"))!;
        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", start.UserCode);
        Assert.NotNull(await Devices.FindAsync(await _portal.ActorAsync("ada"), " " + start.UserCode.ToLowerInvariant().Replace('-', ' ')));
    }

    [Fact]
    public async Task What_a_machine_calls_itself_is_one_short_line()
    {
        await _portal.AddAsync("ada");
        var start = (await Devices.StartAsync("evil\r\nAda trusts this" + new string('x', 500), "here"))!;
        var ask = (await Devices.FindAsync(await _portal.ActorAsync("ada"), start.UserCode))!;
        Assert.Equal(DeviceLogins.LongestMachine, ask.Machine.Length);
        Assert.DoesNotContain(ask.Machine, char.IsControl);
    }

    [Fact]
    public async Task Only_so_many_wait_and_only_hashes_are_kept()
    {
        var first = (await Devices.StartAsync("m", "here"))!;
        for (var more = 1; more < DeviceLogins.MostPending; more++) await Devices.StartAsync("m", "here");
        Assert.Null(await Devices.StartAsync("m", "here"));
        await using var db = _portal.Db();
        Assert.Equal(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(first.DeviceCode)),
            (await db.DeviceLogins.OrderBy(row => row.Id).FirstAsync()).DeviceCodeHash);
        _portal.Clock.Advance(DeviceLogins.Life);
        Assert.NotNull(await Devices.StartAsync("m", "here"));
    }

    [Fact]
    public async Task One_address_that_asks_without_end_is_slowed_down()
    {
        var client = _portal.CreateClient();
        var answers = new HashSet<HttpStatusCode>();
        for (var ask = 0; ask < 130; ask++) answers.Add((await client.PostAsJsonAsync("/api/device/token", new { deviceCode = "x" })).StatusCode);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    public void Dispose() => _portal.Dispose();

    private async Task<DeviceAnswer> ApprovedAsync()
    {
        await _portal.AddAsync("ada");
        var start = (await Devices.StartAsync("build-7", "here"))!;
        await Devices.ApproveAsync(await _portal.ActorAsync("ada"), start.UserCode);
        return await Devices.CollectAsync(start.DeviceCode);
    }

    private HttpClient Bearing(string token)
    {
        var client = _portal.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static Task<JsonElement> CollectAsync(HttpClient client, JsonElement started) =>
        PostAsync(client, "/api/device/token", new { deviceCode = started.GetProperty("deviceCode").GetString() });

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        var answer = await client.PostAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    // A page with two forms: the one that is named is sent.
    private static async Task<string> PressAsync(HttpClient browser, string page, string form)
    {
        var token = await Portal.FieldAsync(browser, page, "__RequestVerificationToken");
        Assert.Matches(new Regex($"name=\"_handler\" value=\"{form}\"", RegexOptions.None, TimeSpan.FromSeconds(1)), await browser.GetStringAsync(page));
        var answer = await browser.PostAsync(page, new FormUrlEncodedContent([KeyValuePair.Create("_handler", form), KeyValuePair.Create("__RequestVerificationToken", token)]));
        return await answer.Content.ReadAsStringAsync();
    }
}
