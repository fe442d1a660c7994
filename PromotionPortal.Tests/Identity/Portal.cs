using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PromotionPortal.Domain.Access;
using PromotionPortal.Identity;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Identity;

/// <summary>The real portal on a database of its own, with a clock that the test moves.</summary>
public sealed partial class Portal : WebApplicationFactory<Program>
{
    public const string Password = "correct horse battery";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portal-identity-");

    public MovingClock Clock { get; } = new();

    /// <summary>Settings beside the usual ones.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Where all is written that is logged.</summary>
    public ILoggerProvider? Logs { get; init; }

    public People People => Services.GetRequiredService<People>();

    public Groups Groups => Services.GetRequiredService<Groups>();

    public Grants Grants => Services.GetRequiredService<Grants>();

    public Tokens Tokens => Services.GetRequiredService<Tokens>();

    public Actors Actors => Services.GetRequiredService<Actors>();

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public PortalDb Db() => Get<IDbContextFactory<PortalDb>>().CreateDbContext();

    /// <summary>A person with these roles; the id.</summary>
    public async Task<string> AddAsync(string userName, params Grant[] grants) =>
        (await Get<SetUp>().AddAsync(new(userName, $"{userName} the person"), grants)).Result!;

    /// <summary>What a person may, as if signed in with the browser.</summary>
    public async Task<Actor> ActorAsync(string userName)
    {
        await using var db = Db();
        var user = await db.Users.SingleAsync(row => row.UserName == userName);
        return Assert.Single(await PromotionPortal.Identity.Actors.PeopleAsync(db, [user.Id], Clock.GetUtcNow()));
    }

    public async Task SetPasswordAsync(string userName) =>
        Assert.True((await Get<Passwords>().SetAsync(await ActorAsync(userName), null, Password)).IsDone);

    /// <summary>A browser: keeps cookies, follows nothing, sends Origin.</summary>
    public HttpClient Browser()
    {
        var client = CreateClient(new() { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Add("Origin", "http://localhost");
        return client;
    }

    /// <summary>A browser signed in by a one-time link, as a person would.</summary>
    public async Task<HttpClient> SignedInAsync(string userName)
    {
        await using var db = Db();
        var link = await Get<SignInLinks>().CreateAsync((await db.Users.SingleAsync(row => row.UserName == userName)).Id);
        var browser = Browser();
        var answer = await SendFormAsync(browser, link);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    /// <summary>Opens a page, fills its form and sends it, hidden fields included.</summary>
    public static async Task<HttpResponseMessage> SendFormAsync(HttpClient browser, string page, params (string Name, string Value)[] fields)
    {
        var html = await browser.GetStringAsync(page);
        return await browser.PostAsync(page, new FormUrlEncodedContent([.. HiddenOf(html), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]));
    }

    /// <summary>A page's hidden fields.</summary>
    public static IEnumerable<KeyValuePair<string, string>> HiddenOf(string html) =>
        HiddenField().Matches(html).Select(match => KeyValuePair.Create(match.Groups["name"].Value, WebUtility.HtmlDecode(match.Groups["value"].Value)));

    /// <summary>The value of a page's hidden field.</summary>
    public static async Task<string> FieldAsync(HttpClient browser, string page, string name) => WebUtility.HtmlDecode(
        HiddenField().Matches(await browser.GetStringAsync(page)).First(match => match.Groups["name"].Value == name).Groups["value"].Value);

    /// <summary>The path to which an answer sends the browser, on this portal.</summary>
    public static string WhereTo(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var url = new Uri(new("http://localhost"), answer.Headers.Location!);
        Assert.Equal("localhost", url.Host);
        return url.PathAndQuery;
    }

    public static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string name, string password, string page = "/sign-in") =>
        SendFormAsync(browser, page, ("Form.Name", name), ("Form.Password", password));

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in Settings) builder.UseSetting(key, value);
        builder.UseEnvironment("Production").UseSetting("Data:Folder", _folder.FullName).ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Clock);
            if (Logs is not null) services.AddSingleton(Logs);
        });
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (_folder.Exists) _folder.Delete(recursive: true);
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HiddenField();
}

/// <summary>Goes with the real clock, and further when told.</summary>
public sealed class MovingClock : TimeProvider
{
    private TimeSpan _ahead;

    public void Advance(TimeSpan by) => _ahead += by;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;
}
