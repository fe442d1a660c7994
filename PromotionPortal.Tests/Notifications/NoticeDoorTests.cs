using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Notices;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Notifications;
using PromotionPortal.Storage;
using PromotionPortal.Tests.AccessMatrix;
using PromotionPortal.Tests.Identity;

namespace PromotionPortal.Tests.Notifications;

/// <summary>The API and the pages, knocked at as a browser does.</summary>
public sealed class NoticeDoorTests : IAsyncLifetime, IDisposable
{
    private readonly Portal _portal = new() { Settings = { ["Outbound:Hosts:0"] = "localhost" } };
    private HttpClient _ada = null!;
    private HttpClient _paul = null!;

    public async Task InitializeAsync()
    {
        await _portal.AddAsync("ada", new Grant(Role.SuperAdmin, Reach.All));
        await _portal.AddAsync("paul", new Grant(Role.ArtifactPromoter, Reach.All));
        await _portal.DefineShopAsync();
        (_ada, _paul) = (await _portal.SignedInAsync("ada"), await _portal.SignedInAsync("paul"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _ada.Dispose();
        _paul.Dispose();
        _portal.Dispose();
    }

    [Fact]
    public async Task A_notice_is_listed_shown_in_the_bell_and_on_its_page_and_marked()
    {
        var id = await TellPaulAsync();
        var listed = await _paul.GetFromJsonAsync<JsonElement>("/api/notices?unread=true");
        Assert.Equal((1, 1), (listed.GetProperty("total").GetInt32(), listed.GetProperty("unread").GetInt32()));
        Assert.Equal("shop 1.0 waits for your approval to go to test.", listed.GetProperty("notices")[0].GetProperty("text").GetString());
        foreach (var page in new[] { "/notices", "/promotions" })
        {
            var html = await _paul.GetStringAsync(page);
            Assert.Contains("Notifications, 1 unread", html, StringComparison.Ordinal);
            Assert.Contains("shop 1.0 waits for your approval to go to test.", html, StringComparison.Ordinal);
        }
        Assert.Contains("Nothing yet", await _ada.GetStringAsync("/notices"), StringComparison.Ordinal);
        Assert.Equal(0, (await (await _ada.PostAsJsonAsync("/api/notices/read", new { ids = new[] { id } })).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("count").GetInt32());
        Assert.Equal(1, (await (await _paul.PostAsJsonAsync("/api/notices/read", new { })).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("count").GetInt32());
        Assert.Equal(0, (await _paul.GetFromJsonAsync<JsonElement>("/api/notices")).GetProperty("unread").GetInt32());
    }

    // A mail program or a scanner that follows a link decides nothing, and does not even mark it.
    [Fact]
    public async Task To_open_a_promotion_without_a_live_page_changes_nothing()
    {
        await TellPaulAsync();
        Assert.Equal(HttpStatusCode.OK, (await _paul.GetAsync("/promotions/1")).StatusCode);
        Assert.Equal(1, (await _paul.GetFromJsonAsync<JsonElement>("/api/notices")).GetProperty("unread").GetInt32());
    }

    [Fact]
    public async Task What_comes_by_mail_is_chosen_and_kept()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await _paul.PutAsJsonAsync("/api/me/notifications", new { byMail = new[] { "HandedOver" } })).StatusCode);
        var choice = await _paul.GetFromJsonAsync<JsonElement>("/api/me/notifications");
        Assert.Equal(("[\"HandedOver\"]", false), (choice.GetProperty("byMail").GetRawText(), choice.GetProperty("sendsMail").GetBoolean()));
        Assert.Equal(HttpStatusCode.BadRequest, (await _paul.PutAsJsonAsync("/api/me/notifications", new { byMail = new[] { "Unknown" } })).StatusCode);
        Assert.Contains("This portal sends no mail", await _paul.GetStringAsync("/account/notifications"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_is_made_tested_switched_off_and_deleted()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await _ada.PutAsJsonAsync("/api/secrets/shop-address", new { value = receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) });
        Assert.Equal(HttpStatusCode.OK, (await SetAsync(new { kind = "Slack", urlSecret = "shop-address", kinds = new[] { "Promoted" }, applications = new[] { "shop" } })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _ada.PostAsync("/api/channels/team/test", null)).StatusCode);
        Assert.Contains("A test image", Assert.Single(receiver.Posts).Text, StringComparison.Ordinal);
        Assert.Contains("every environment", await _ada.GetStringAsync("/admin/notifications"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await SetAsync(new { kind = "Slack", urlSecret = "shop-address", kinds = new[] { "Promoted" }, isOn = false })).StatusCode);
        var channel = Assert.Single((await _ada.GetFromJsonAsync<JsonElement>("/api/channels")).EnumerateArray());
        Assert.False(channel.GetProperty("setting").GetProperty("isOn").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await _ada.DeleteAsync("/api/channels/team")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _ada.PostAsync("/api/channels/team/test", null)).StatusCode);
        await using var db = _portal.Db();
        Assert.Equal(["channel.set", "channel.set", "channel.deleted"], await db.AuditTrail.Where(row => row.Subject == "channel/team").OrderBy(row => row.Sequence).Select(row => row.Action).ToListAsync());
    }

    [Theory]
    [InlineData("""{"kind":"Slack","urlSecret":"https://hooks.slack.com/services/x","kinds":["Promoted"]}""", "Name the secret that holds the channel's address.")]
    [InlineData("""{"kind":"Slack","urlSecret":"shop-address","kinds":[]}""", "Choose at least one event")]
    [InlineData("""{"kind":"Slack","urlSecret":"shop-address","kinds":["HandedOver"]}""", "a channel is not")]
    [InlineData("""{"kind":"Webhook","urlSecret":"shop-address","kinds":["Promoted"]}""", "Name the secret that the webhook is signed with.")]
    [InlineData("""{"kind":"Slack","urlSecret":"shop-address","kinds":["Promoted"],"applications":["a b"]}""", "is no name of an application")]
    public async Task A_channel_that_makes_no_sense_is_refused_in_words(string body, string words)
    {
        var answer = await _ada.PutAsync("/api/channels/team", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(words, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty((await _ada.GetFromJsonAsync<JsonElement>("/api/channels")).EnumerateArray());
    }

    [Fact]
    public async Task Only_a_super_admin_has_to_do_with_channels()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await _paul.GetAsync("/api/channels")).StatusCode);
        Assert.Equal(AnswerKind.NotAllowed, (await _portal.Get<ChannelDesk>().DeleteAsync(await _portal.ActorAsync("paul"), "team", CancellationToken.None)).Kind);
    }

    [Theory]
    [InlineData("mail.example.org", "", "portal@example.org", "https://portal.example.org", "StartTls", "")]
    [InlineData("mail.example.org", "", "", "https://portal.example.org", "StartTls", "Mail:From is missing")]
    [InlineData("mail.example.org", "", "portal@example.org\r\nBcc: x@example.org", "https://portal.example.org", "StartTls", "which is no address")]
    [InlineData("mail.example.org", "", "portal@example.org", "", "StartTls", "Portal:PublicUrl is missing")]
    [InlineData("mail.example.org", "portal", "portal@example.org", "https://portal.example.org", "StartTls", "Mail:PasswordSecret is missing")]
    [InlineData("mail.example.org", "portal", "portal@example.org", "https://portal.example.org", "None", "a password is not sent without encryption")]
    [InlineData("mail.example.org", "", "portal@example.org", "https://portal.example.org", "Sometimes", "there are StartTls, Tls, None")]
    public void A_wrong_setting_of_mail_is_named(string host, string user, string from, string url, string security, string words)
    {
        var problems = new List<string>();
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Mail:Host"] = host, ["Mail:User"] = user, ["Mail:From"] = from, ["Mail:Security"] = security };
        var section = new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("Mail");
        MailOptions.Read(section, url, problems);
        if (words.Length == 0) Assert.Empty(problems);
        else Assert.Contains(problems, problem => problem.Contains(words, StringComparison.Ordinal));
    }

    private Task<HttpResponseMessage> SetAsync(object body) => _ada.PutAsJsonAsync("/api/channels/team", body);

    private async Task<long> TellPaulAsync()
    {
        await using var db = _portal.Db();
        var notice = new NoticeRow { PersonId = (await _portal.ActorAsync("paul")).Id, Kind = NoticeKind.ApprovalNeeded, PromotionId = 1, At = _portal.Clock.GetUtcNow() };
        db.Notices.Add(notice);
        await db.SaveChangesAsync();
        return notice.Id;
    }
}
