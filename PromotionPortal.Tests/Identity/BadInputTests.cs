using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Identity;

/// <summary>What is sent wrong, and what comes at a bad moment, is answered in words and leaves nothing behind.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Json = "application/json";
    private readonly Portal _portal = new();

    [Theory]
    [InlineData("/api/promotions", """{"images":[{"application":"checkout","image":"1"}],"environments":["prod"],"reason":null}""")]
    [InlineData("/api/promotions", """{"images":[{"application":"checkout","image":"1"}]}""")]
    [InlineData("/api/promotions", """{"images":""")]
    [InlineData("/api/promotions", "")]
    [InlineData("/api/people", """{"displayName":"Nobody"}""")]
    [InlineData("/api/people", """{"userName":null,"displayName":"Nobody"}""")]
    public async Task A_body_with_a_gap_is_the_callers_mistake(string path, string body)
    {
        var answer = await (await SignedInAsync()).PostAsync(path, new StringContent(body, Encoding.UTF8, Json));
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("{0}", "checkout")]
    [InlineData("prod", "{0}")]
    [InlineData("two\nlines", "checkout")]
    public async Task A_name_that_can_be_none_is_refused_before_it_is_written_down(string environment, string application)
    {
        var browser = await SignedInAsync();
        await using var db = _portal.Db();
        var before = await db.AuditTrail.CountAsync();
        var much = new string('a', 100_000);
        var image = new { application = application.Replace("{0}", much, StringComparison.Ordinal), image = "sha256:" + new string('0', 64) };
        var answer = await browser.PostAsJsonAsync("/api/promotions", new { images = new[] { image }, environments = new[] { environment.Replace("{0}", much, StringComparison.Ordinal) } });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(before, await db.AuditTrail.CountAsync());
    }

    [Fact]
    public async Task The_registry_answers_without_the_last_slash()
    {
        var answer = await _portal.CreateClient().GetAsync("/v2");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_locked_database_is_an_outage_with_a_time_to_come_again_and_reading_goes_on()
    {
        var browser = await SignedInAsync();
        var token = (await _portal.Tokens.CreateAsync(await _portal.ActorAsync("ada"), new("ci", [TokenScope.Read], _portal.Clock.GetUtcNow().AddDays(1)))).Result!;
        using var script = _portal.CreateClient();
        script.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var wanted = new { images = new[] { new { application = "checkout", image = "sha256:" + new string('0', 64) } }, environments = new[] { "prod" } };

        await using var holder = _portal.Db();
        await using var held = await holder.Database.BeginTransactionAsync();
        var (login, promote, read) = (script.PostAsJsonAsync("/api/device/start", new { machine = "laptop" }), browser.PostAsJsonAsync("/api/promotions", wanted), script.GetAsync("/api/me"));
        foreach (var answer in new[] { await login, await promote })
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.NotNull(answer.Headers.RetryAfter?.Delta);
        }
        Assert.Equal(HttpStatusCode.OK, (await read).StatusCode);
    }

    [Fact]
    public void A_database_is_its_owners_alone_even_in_a_folder_that_is_not()
    {
        var folder = Directory.CreateTempSubdirectory("portal-open-");
        File.SetUnixFileMode(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var data = new DataFolder(folder.FullName);
        data.Create();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(data.Database));
        folder.Delete(recursive: true);
    }

    public void Dispose() => _portal.Dispose();

    private async Task<HttpClient> SignedInAsync()
    {
        await _portal.AddAsync("ada", new Grant(Role.SuperAdmin, Reach.All));
        return await _portal.SignedInAsync("ada");
    }
}
