using System.Net;
using Microsoft.AspNetCore.Builder;
using PromotionPortal.Tests.Web.Gallery;

namespace PromotionPortal.Tests.Web;

/// <summary>Every piece of the frame renders on a real server, with the defences on.</summary>
public sealed class GalleryTests : IAsyncLifetime
{
    private WebApplication _gallery = default!;

    public async Task InitializeAsync() => _gallery = await GalleryHost.StartAsync();

    public async Task DisposeAsync() => await _gallery.DisposeAsync();

    [Theory]
    [InlineData("/", "Waiting for approval")]
    [InlineData("/detail", "aria-valuenow=\"42\"")]
    [InlineData("/dialog", "data-interactive=\"false\"")]
    [InlineData("/late", "id=\"late\"")]
    [InlineData("/parts", "role=\"alert\"")]
    [InlineData("/plain", "class=\"plain\"")]
    public async Task A_sample_page_renders(string path, string shows)
    {
        var page = await GetAsync(path);
        Assert.Contains(shows, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("theme=dark", "data-theme=\"dark\"")]
    [InlineData("theme=light; rail=narrow", "data-theme=\"light\" data-rail=\"narrow\"")]
    [InlineData("theme=x\" onload=\"alert(1)", "<html lang=\"en\">")]
    public async Task The_first_byte_has_the_look_that_the_cookies_ask_for(string cookie, string html) =>
        Assert.Contains(html, await GetAsync("/", cookie), StringComparison.Ordinal);

    private async Task<string> GetAsync(string path, string? cookie = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, _gallery.Urls.First() + path);
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }
}
