using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using PromotionPortal.Domain.Access;
using PromotionPortal.Identity;
using PromotionPortal.Tests.Identity;

namespace PromotionPortal.Tests.Stories;

/// <summary>Over a real socket, where sizes are enforced.</summary>
public sealed class HugeBodyTests : IDisposable
{
    private readonly Portal _portal = new();

    [Fact]
    public async Task A_body_that_is_far_too_large_is_not_read()
    {
        _portal.UseKestrel(0);
        _portal.StartServer();
        await _portal.AddAsync("root", new Grant(Role.SuperAdmin, Reach.All));
        var devices = _portal.Get<DeviceLogins>();
        var start = (await devices.StartAsync("script", "here"))!;
        Assert.True((await devices.ApproveAsync(await _portal.ActorAsync("root"), start.UserCode)).IsDone);
        using var client = new HttpClient { BaseAddress = _portal.ClientOptions.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await devices.CollectAsync(start.DeviceCode)).Token);
        foreach (var (path, size) in new[] { ("/api/promotions", 300_000), ("/api/promotions/1/approve", 40_000), ("/api/promotions/1/reject", 40_000), ("/api/promotions/1/hand-over", 40_000) })
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.PostAsJsonAsync(path, new { words = new string('a', size) })).StatusCode);
    }

    public void Dispose() => _portal.Dispose();
}
