using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Remote;

namespace PromotionPortal.Tests.Registry;

/// <summary>How we show who we are, and to whom we never do.</summary>
public sealed class RegistryAccessTests(DockerRegistry docker) : IClassFixture<DockerRegistry>, IAsyncLifetime
{
    private const string Secret = "robot:canary-7f3a";
    private static readonly string s_basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret));
    private static readonly SampleImage s_image = new("checkout", "1.4.0", new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero)) { LayerSizes = [200_000] };

    private FaultProxy _proxy = null!;
    private FaultProxy _elsewhere = null!;
    private Digest _digest;

    public async Task InitializeAsync()
    {
        _proxy = await FaultProxy.StartAsync(docker.Address);
        _elsewhere = await FaultProxy.StartAsync(docker.Address);
        _digest = await SampleImages.PushAsync(Remotes.At(docker.Address), "access/from", s_image, default);
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _elsewhere.DisposeAsync();
    }

    private Task CopyAsync(RemoteRegistry source, string to) => new ImageCopier().CopyAsync(new(source, "access/from", Remotes.At(docker.Address), to, _digest), Remotes.Ignored, default);

    private static Task<bool> Refuse(HttpContext context, string challenge)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = challenge;
        return Task.FromResult(true);
    }

    private static Func<HttpContext, Task<bool>> Basic => context => context.Request.Headers.Authorization == s_basic ? Task.FromResult(false) : Refuse(context, "Basic realm=\"rig\"");

    // Tokens that hold for so many requests each.
    private static Func<HttpContext, Task<bool>> Bearer(Uri realm, int uses = int.MaxValue, string? credentials = null)
    {
        var left = new System.Collections.Concurrent.ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        return async context =>
        {
            if (context.Request.Path == "/token")
            {
                if (credentials is not null && context.Request.Headers.Authorization != credentials) return await Refuse(context, "Basic realm=\"token\"");
                var token = left.Count.ToString(CultureInfo.InvariantCulture) + string.Join('|', context.Request.Query["scope"].Order(StringComparer.Ordinal));
                left[token] = uses;
                await context.Response.WriteAsJsonAsync(new { token, expires_in = 300 });
                return true;
            }
            var shown = context.Request.Headers.Authorization.ToString();
            var known = shown.StartsWith("Bearer ", StringComparison.Ordinal) && left.AddOrUpdate(shown[7..], -1, (_, count) => count - 1) >= 0;
            return !known && await Refuse(context, $"Bearer realm=\"{new Uri(realm, "token")}\",service=\"rig\",scope=\"repository:access/from:pull\"");
        };
    }

    [Fact]
    public async Task A_name_and_password_open_a_registry_that_asks_for_them()
    {
        _proxy.Before = Basic;
        await CopyAsync(Remotes.At(_proxy.Address, Secret), "access/basic");
        Assert.True(await new ImageCopier().IsCompleteAsync(Remotes.At(docker.Address), "access/basic", _digest, default));
    }

    [Theory]
    [InlineData(null, "wants some")]
    [InlineData("robot:wrong", "does not accept our credentials")]
    public async Task Without_the_right_ones_it_is_denied_in_words_without_the_secret(string? credentials, string words)
    {
        _proxy.Before = Basic;
        var e = await Assert.ThrowsAsync<RegistryException>(() => Remotes.At(_proxy.Address, credentials).PingAsync(default));
        Assert.Equal(RegistryFault.Denied, e.Fault);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_fetched_with_the_credentials_and_they_go_to_the_token_address_alone()
    {
        _proxy.Before = Bearer(_proxy.Address, credentials: s_basic);
        await CopyAsync(Remotes.At(_proxy.Address, Secret), "access/bearer");
        Assert.All(_proxy.Requests.Where(request => request.Contains("Basic", StringComparison.Ordinal)), request => Assert.StartsWith("GET /token", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_without_credentials_serves_public_images()
    {
        _proxy.Before = Bearer(_proxy.Address);
        Assert.Equal(_digest, await Remotes.At(_proxy.Address).ResolveAsync("access/from", "1.4.0", default));
    }

    [Fact]
    public async Task A_token_that_runs_out_midway_is_renewed()
    {
        _proxy.Before = Bearer(_proxy.Address, uses: 3, credentials: s_basic);
        await CopyAsync(Remotes.At(_proxy.Address, Secret), "access/short");
        Assert.True(_proxy.Requests.Count(request => request.StartsWith("GET /token", StringComparison.Ordinal)) > 1);
    }

    [Fact]
    public async Task A_token_that_runs_out_while_a_blob_is_written_is_renewed()
    {
        _proxy.Before = Bearer(_proxy.Address, uses: 4, credentials: s_basic);
        var target = Remotes.At(_proxy.Address, Secret);
        await new ImageCopier().CopyAsync(new(Remotes.At(docker.Address), "access/from", target, "access/written", _digest), Remotes.Ignored, default);
        Assert.True(await new ImageCopier().IsCompleteAsync(Remotes.At(docker.Address), "access/written", _digest, default));
    }

    [Fact]
    public async Task A_mount_asks_for_both_repositories_at_once()
    {
        _proxy.Before = Bearer(_proxy.Address);
        var registry = Remotes.At(_proxy.Address);
        await new ImageCopier().CopyAsync(new(registry, "access/from", registry, "access/mounted", _digest), Remotes.Ignored, default);
        Assert.Contains(_proxy.Requests, request => request.StartsWith("GET /token", StringComparison.Ordinal)
            && request.Contains(Uri.EscapeDataString("repository:access/mounted:pull,push"), StringComparison.Ordinal)
            && request.Contains(Uri.EscapeDataString("repository:access/from:pull"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Credentials_are_not_sent_to_a_token_address_on_another_host()
    {
        var stranger = new UriBuilder(_elsewhere.Address) { Host = "localhost" }.Uri;
        _proxy.Before = Bearer(stranger);
        var e = await Assert.ThrowsAsync<RegistryException>(() => Remotes.At(_proxy.Address, Secret).ResolveAsync("access/from", "1.4.0", default));
        Assert.Equal(RegistryFault.Denied, e.Fault);
        Assert.Contains("localhost", e.Message, StringComparison.Ordinal);
        Assert.Empty(_elsewhere.Requests);
    }

    [Fact]
    public async Task They_are_when_the_operator_has_named_that_host()
    {
        var named = new UriBuilder(_elsewhere.Address) { Host = "localhost" }.Uri;
        var rules = Bearer(named, credentials: s_basic);
        (_proxy.Before, _elsewhere.Before) = (rules, rules);
        Assert.Equal(_digest, await Remotes.At(_proxy.Address, Secret, null, "localhost").ResolveAsync("access/from", "1.4.0", default));
        Assert.Contains(_elsewhere.Requests, request => request.Contains(s_basic, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_followed_without_credentials()
    {
        _proxy.Before = async context =>
        {
            if (await Basic(context)) return true;
            if (!FaultProxy.IsBlobGet(context)) return false;
            context.Response.Redirect(new Uri(_elsewhere.Address, context.Request.Path.Value).ToString(), permanent: false, preserveMethod: true);
            return true;
        };
        await CopyAsync(Remotes.At(_proxy.Address, Secret), "access/redirected");
        Assert.NotEmpty(_elsewhere.Requests);
        Assert.All(_elsewhere.Requests, request => Assert.DoesNotContain("Basic", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Redirects_without_end_are_given_up()
    {
        _proxy.Before = context =>
        {
            context.Response.Redirect(context.Request.Path, permanent: false, preserveMethod: true);
            return Task.FromResult(true);
        };
        var e = await Assert.ThrowsAsync<RegistryException>(() => Remotes.At(_proxy.Address).ResolveAsync("access/from", "1.4.0", default));
        Assert.Equal(RegistryFault.Corrupt, e.Fault);
    }

    [Fact]
    public async Task What_we_store_goes_to_no_other_host()
    {
        _proxy.Head = context =>
        {
            if (context.Request.Method == "POST") context.Response.Headers.Location = new Uri(_elsewhere.Address, "v2/x/blobs/uploads/1").ToString();
        };
        var e = await Assert.ThrowsAsync<RegistryException>(() => Artifacts.UploadAsync(Remotes.At(_proxy.Address), "access/stolen", "private"u8.ToArray()));
        Assert.Equal(RegistryFault.Corrupt, e.Fault);
        Assert.Empty(_elsewhere.Requests);
    }

    [Theory]
    [InlineData("name:pass:word", "name", "pass:word")]
    [InlineData("""{"type":"service_account","private_key":"k"}""", "_json_key", """{"type":"service_account","private_key":"k"}""")]
    [InlineData("""{"auths":{"other":{"auth":"eDp5"},"https://registry.example:5000/v1/":{"auth":"cm9ib3Q6cGFzcw=="}}}""", "robot", "pass")]
    [InlineData("""{"auths":{"registry.example:5000":{"username":"robot","password":"pass"}}}""", "robot", "pass")]
    public void A_secret_is_read_in_the_forms_that_people_have(string secret, string user, string password)
    {
        var read = RegistryCredentials.Parse(secret, "registry.example:5000")!;
        Assert.Equal((user, $"{user}:{password}"), (read.User, Encoding.UTF8.GetString(Convert.FromBase64String(read.Basic().Parameter!))));
        Assert.DoesNotContain(password, read.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("{}")]
    [InlineData("{ not json")]
    [InlineData("""{"auths":{"other":{"auth":"eDp5"}}}""")]
    [InlineData("""{"auths":{"registry.example:5000":{"auth":"%%%"}}}""")]
    public void A_secret_in_no_known_form_is_none(string secret) => Assert.Null(RegistryCredentials.Parse(secret, "registry.example:5000"));
}
