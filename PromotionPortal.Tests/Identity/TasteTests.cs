using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PromotionPortal.Domain.Access;

namespace PromotionPortal.Tests.Identity;

/// <summary>What a person chose of theme and shortcuts goes with the account, to every browser.</summary>
public sealed class TasteTests : IDisposable
{
    private readonly Portal _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task What_one_browser_chose_another_has_in_its_first_byte()
    {
        await _portal.AddAsync("ada", new Grant(Role.Viewer, Reach.All));
        using var one = await _portal.SignedInAsync("ada");
        Assert.Equal("{\"theme\":null,\"singleKeys\":null}", await one.GetStringAsync("/api/me/preferences"));
        var answer = await one.PatchAsJsonAsync("/api/me/preferences", new { theme = "Dark" });
        Assert.Equal("Dark", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("theme").GetString());
        await one.PatchAsJsonAsync("/api/me/preferences", new { singleKeys = false });
        Assert.Equal("{\"theme\":\"Dark\",\"singleKeys\":false}", await one.GetStringAsync("/api/me/preferences"));

        using var other = await _portal.SignedInAsync("ada");
        Assert.Contains("<html lang=\"en\" data-theme=\"dark\" data-keys=\"off\">", await other.GetStringAsync("/me/tokens"), StringComparison.Ordinal);
        // Nobody else is meant, and before signing in nobody is known.
        Assert.Contains("<html lang=\"en\">", await _portal.Browser().GetStringAsync("/sign-in"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_holds_until_the_account_knows_and_never_against_it()
    {
        await _portal.AddAsync("ada", new Grant(Role.Viewer, Reach.All));
        using var browser = await _portal.SignedInAsync("ada");
        browser.DefaultRequestHeaders.Add("Cookie", "theme=dark; keys=off");
        Assert.Contains("data-theme=\"dark\" data-keys=\"off\"", await browser.GetStringAsync("/me/tokens"), StringComparison.Ordinal);
        await browser.PatchAsJsonAsync("/api/me/preferences", new { theme = "System", singleKeys = true });
        Assert.Contains("<html lang=\"en\">", await browser.GetStringAsync("/me/tokens"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"theme\":\"Pink\"}")]
    [InlineData("{\"singleKeys\":\"yes\"}")]
    [InlineData("{\"rail\":true}")]
    public async Task What_is_no_choice_is_refused(string body)
    {
        await _portal.AddAsync("ada");
        using var browser = await _portal.SignedInAsync("ada");
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PatchAsync("/api/me/preferences", new StringContent(body, System.Text.Encoding.UTF8, "application/json"))).StatusCode);
    }
}
