using System.Net;
using System.Text;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Embedded;
using PromotionPortal.Registry.Remote;

namespace PromotionPortal.Tests.Registry;

/// <summary>Registries that want more than they should get.</summary>
public sealed class HostileRegistryTests : IDisposable
{
    private static readonly Digest s_digest = Manifest.HashOf("x"u8);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hostile-");
    private readonly List<HttpRequestMessage> _sent = [];

    public void Dispose() => _folder.Delete(recursive: true);

    private RemoteRegistry Registry(Func<HttpRequestMessage, HttpResponseMessage> answer) => new(
        "hostile", new("https://registry.example/"), new HttpMessageInvoker(new Answering(_sent, answer)), () => RegistryCredentials.Parse("robot:canary", "registry.example"),
        new HashSet<string>(), Remotes.Impatient, TimeProvider.System);

    private static HttpResponseMessage Redirect(string location) => new(HttpStatusCode.TemporaryRedirect) { Headers = { Location = new(location, UriKind.RelativeOrAbsolute) } };

    private static HttpResponseMessage Challenge(string challenge)
    {
        var response = new HttpResponseMessage(HttpStatusCode.Unauthorized);
        response.Headers.TryAddWithoutValidation("WWW-Authenticate", challenge);
        return response;
    }

    [Theory]
    [InlineData("http://registry.example/v2/x")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("file:///etc/passwd")]
    public async Task Nobody_is_followed_to_where_there_is_no_encryption(string location)
    {
        using var registry = Registry(_ => Redirect(location));
        var e = await Assert.ThrowsAsync<RegistryException>(() => registry.ResolveAsync("checkout", "1.4.0", default));
        Assert.Equal(RegistryFault.Corrupt, e.Fault);
        Assert.Single(_sent);
    }

    [Theory]
    [InlineData("Bearer realm=\"http://registry.example/token\"")]
    [InlineData("Bearer realm=\"https://elsewhere.example/token\"")]
    [InlineData("Bearer realm=\"https://registry.example.elsewhere.example/token\"")]
    [InlineData("Bearer realm=\"https://registry.example@elsewhere.example/token\"")]
    public async Task Credentials_go_to_no_token_address_but_the_registrys_own(string challenge)
    {
        using var registry = Registry(_ => Challenge(challenge));
        var e = await Assert.ThrowsAsync<RegistryException>(() => registry.ResolveAsync("checkout", "1.4.0", default));
        Assert.Equal(RegistryFault.Denied, e.Fault);
        Assert.Single(_sent);
        Assert.DoesNotContain("canary", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer realm=\"nonsense\"")]
    [InlineData("Bearer realm=\"ftp://registry.example/token\"")]
    public async Task A_challenge_that_makes_no_sense_is_said_so(string challenge)
    {
        using var registry = Registry(_ => Challenge(challenge));
        var e = await Assert.ThrowsAsync<RegistryException>(() => registry.ResolveAsync("checkout", "1.4.0", default));
        Assert.Equal(RegistryFault.Corrupt, e.Fault);
    }

    [Fact]
    public async Task An_upload_address_that_a_proxy_made_unencrypted_is_used_with_encryption()
    {
        using var registry = Registry(request => request.Method == HttpMethod.Post
            ? new(HttpStatusCode.Accepted) { Headers = { Location = new("http://registry.example/v2/checkout/blobs/uploads/1?state=2") } }
            : new(HttpStatusCode.Created));
        await registry.UploadBlobAsync("checkout", s_digest, 1, (_, _) => Task.FromResult<Stream>(new MemoryStream("x"u8.ToArray())), default);
        Assert.Equal($"https://registry.example/v2/checkout/blobs/uploads/1?state=2&digest={Uri.EscapeDataString(s_digest.Text)}", _sent[^1].RequestUri!.AbsoluteUri);
    }

    [Theory]
    [InlineData("sha256:short")]
    [InlineData("sha512:00")]
    [InlineData("../../x")]
    public async Task A_digest_in_another_form_than_ours_is_never_taken(string digest)
    {
        using var registry = Registry(_ =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.OK);
            response.Headers.TryAddWithoutValidation("Docker-Content-Digest", digest);
            return response;
        });
        var e = await Assert.ThrowsAsync<RegistryException>(() => registry.ResolveAsync("checkout", "1.4.0", default));
        Assert.Equal(RegistryFault.Corrupt, e.Fault);
    }

    [Fact]
    public async Task Words_of_a_registry_are_quoted_short_and_on_one_line()
    {
        using var registry = Registry(_ => new(HttpStatusCode.Forbidden) { Content = new StringContent($$"""{"errors":[{"code":"DENIED","message":"no\n\u001b[31m{{new string('x', 5000)}}"}]}""") });
        var e = await Assert.ThrowsAsync<RegistryException>(() => registry.ListTagsAsync("checkout", null, 10, default));
        Assert.Equal((RegistryFault.Denied, "DENIED"), (e.Fault, e.Code));
        Assert.True(e.Message.Length < 500 && !e.Message.Any(char.IsControl), e.Message);
    }

    [Fact]
    public async Task An_index_of_an_index_of_an_index_without_end_is_no_image()
    {
        var registry = EmbeddedRegistry.Open("main", _folder.FullName, TimeProvider.System);
        var entries = "";
        var digest = s_digest;
        for (var depth = 0; depth < 12; depth++)
        {
            var index = Manifest.Of(MediaTypes.OciIndex, Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"manifests":[{{entries}}]}"""));
            await registry.PutManifestAsync("deep", index.Digest.Text, index, default);
            entries = $$"""{"mediaType":"{{MediaTypes.OciIndex}}","digest":"{{index.Digest}}","size":{{index.Bytes.Length}}}""";
            digest = index.Digest;
        }
        var e = await Assert.ThrowsAsync<RegistryException>(() => ImageTree.ReadAsync(registry, "deep", digest, default));
        Assert.Equal(RegistryFault.Corrupt, e.Fault);
    }

    private sealed class Answering(List<HttpRequestMessage> sent, Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            sent.Add(request);
            return Task.FromResult(answer(request));
        }
    }
}
