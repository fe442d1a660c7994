using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using PromotionPortal.Domain.Access;

namespace PromotionPortal.Tests.Identity;

/// <summary>What a page of another site can make a browser send is refused, whatever the browser brings along.</summary>
public sealed class BrowserDefencesTests(Portal portal) : IClassFixture<Portal>
{
    private const string Own = "http://localhost";

    [Theory]
    [InlineData("GET", "/_blazor", Own, true)]
    [InlineData("GET", "/_blazor", "HTTP://LOCALHOST", true)]
    [InlineData("GET", "/_blazor", null, false)]
    [InlineData("GET", "/_blazor", "null", false)]
    [InlineData("GET", "/_blazor", "https://localhost", false)]
    [InlineData("GET", "/_blazor", "http://localhost:81", false)]
    [InlineData("GET", "/_blazor", "http://localhost.evil.example", false)]
    [InlineData("GET", "/_BLAZOR", "http://evil.example", false)]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1", Own, true)]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1", null, false)]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1", "http://evil.example", false)]
    [InlineData("GET", "/_blazor/initializers", null, true)]
    [InlineData("GET", "/_blazor/disconnect", null, false)]
    [InlineData("POST", "/_blazor/initializers", "http://evil.example", false)]
    [InlineData("POST", "/sign-in", "http://evil.example", false)]
    [InlineData("POST", "/sign-in", "null", false)]
    [InlineData("POST", "/sign-out", "http://evil.example", false)]
    [InlineData("POST", "/api/device/start", "http://evil.example", false)]
    [InlineData("PUT", "/anything", "http://evil.example", false)]
    [InlineData("PATCH", "/anything", "http://evil.example", false)]
    [InlineData("DELETE", "/anything", "null", false)]
    [InlineData("TRACE", "/anything", "http://evil.example", false)]
    [InlineData("GET", "/sign-in", "http://evil.example", true)]
    public async Task Only_the_own_origin_gets_through(string method, string path, string? origin, bool through)
    {
        var request = new HttpRequestMessage(new(method), path);
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        var answer = await portal.CreateClient(new() { AllowAutoRedirect = false }).SendAsync(request);
        Assert.Equal(!through, await WasStoppedAsync(answer));
    }

    [Fact]
    public async Task Two_origins_are_none()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/device/start");
        request.Headers.TryAddWithoutValidation("Origin", [Own, "http://evil.example"]);
        Assert.True(await WasStoppedAsync(await portal.CreateClient().SendAsync(request)));
    }

    [Theory]
    [InlineData("/api/me/tokens")]
    [InlineData("/sign-out")]
    [InlineData("/v2/shop/blobs/uploads/")]
    public async Task A_cookie_without_an_origin_changes_nothing(string path)
    {
        await portal.AddAsync("ada", new Grant(Role.SuperAdmin, Reach.All));
        var browser = await portal.SignedInAsync("ada");
        browser.DefaultRequestHeaders.Remove("Origin");
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        // The registry knows no cookies: there it is not stopped, it is nobody.
        if (path.StartsWith("/v2", StringComparison.Ordinal)) Assert.NotEqual(HttpStatusCode.OK, (await browser.SendAsync(request)).StatusCode);
        else Assert.True(await WasStoppedAsync(await browser.SendAsync(request)));
    }

    [Fact]
    public async Task A_token_needs_no_origin_but_bears_no_foreign_one()
    {
        await portal.AddAsync("ada");
        var token = (await portal.Tokens.CreateAsync(await portal.ActorAsync("ada"), new("ci", [TokenScope.Read], portal.Clock.GetUtcNow().AddDays(1)))).Result;
        var client = portal.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Assert.False(await WasStoppedAsync(await client.DeleteAsync("/api/me/session")));
        client.DefaultRequestHeaders.Add("Origin", "http://evil.example");
        Assert.True(await WasStoppedAsync(await client.DeleteAsync("/api/me/session")));
    }

    [Theory]
    [InlineData("https://portal.example.org", true)]
    [InlineData(Own, false)]
    public async Task Behind_a_proxy_the_configured_origin_is_the_own_one(string origin, bool through)
    {
        await using var proxied = portal.WithWebHostBuilder(builder => builder.UseSetting("Portal:PublicUrl", "https://portal.example.org/"));
        var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", origin);
        Assert.Equal(!through, await WasStoppedAsync(await proxied.CreateClient().SendAsync(request)));
    }

    [Fact]
    public async Task Behind_an_https_proxy_the_cookie_travels_by_https_alone()
    {
        await using var proxied = portal.WithWebHostBuilder(builder => builder.UseSetting("Portal:PublicUrl", "https://portal.example.org"));
        await portal.AddAsync("ada");
        await portal.SetPasswordAsync("ada");
        var browser = proxied.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        browser.DefaultRequestHeaders.Add("Origin", "https://portal.example.org");
        var answer = await Portal.SignInAsync(browser, "ada", Portal.Password);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), value => value.StartsWith("portal=", StringComparison.Ordinal));
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/no-such-page")]
    [InlineData("/api/me")]
    [InlineData("/_blazor")]
    public async Task Every_answer_tells_the_browser_what_a_page_may_do(string path)
    {
        var answer = await portal.CreateClient().GetAsync(path);
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
            Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_refused()
    {
        var answer = await portal.Browser().PostAsync("/sign-in", new FormUrlEncodedContent([KeyValuePair.Create("_handler", "sign-in"), KeyValuePair.Create("Form.Name", "ada"), KeyValuePair.Create("Form.Password", Portal.Password)]));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_misspelt_field_is_an_error()
    {
        await portal.AddAsync("ada");
        var browser = await portal.SignedInAsync("ada");
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsJsonAsync("/api/me/tokens", new { nmae = "x" })).StatusCode);
    }

    private static async Task<bool> WasStoppedAsync(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.Forbidden && (await answer.Content.ReadAsStringAsync()).StartsWith("This request comes from another site", StringComparison.Ordinal);
}
