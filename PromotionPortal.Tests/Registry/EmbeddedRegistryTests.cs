using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Embedded;

namespace PromotionPortal.Tests.Registry;

/// <summary>The embedded registry by its own protocol and on disk.</summary>
public sealed class EmbeddedRegistryTests(EmbeddedHost host) : IClassFixture<EmbeddedHost>, IDisposable
{
    private static readonly byte[] s_bytes = [.. Enumerable.Range(0, 1000).Select(number => (byte)number)];
    private static readonly SampleImage s_image = new("checkout", "1.4.0", new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("own-");
    private readonly HttpClient _http = new() { DefaultRequestHeaders = { Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(EmbeddedHost.Owner))) } };

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Sum => Manifest.HashOf(s_bytes).Text;

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, ReadOnlyMemory<byte> body = default, string? range = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(host.Address, address)) { Content = new ReadOnlyMemoryContent(body) };
        if (range is not null) request.Content.Headers.TryAddWithoutValidation("Content-Range", range);
        return await _http.SendAsync(request);
    }

    private async Task<string> StartAsync(string repository)
    {
        using var response = await SendAsync(HttpMethod.Post, $"/v2/main/{repository}/blobs/uploads/");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return response.Headers.Location!.ToString();
    }

    [Fact]
    public async Task A_blob_is_uploaded_in_parts()
    {
        var upload = await StartAsync("parts");
        using (var first = await SendAsync(HttpMethod.Patch, upload, s_bytes.AsMemory(0, 400), "0-399"))
        {
            Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
            Assert.Equal("0-399", first.Headers.GetValues("Range").Single());
        }
        using (var state = await SendAsync(HttpMethod.Get, upload)) Assert.Equal("0-399", state.Headers.GetValues("Range").Single());
        using (var second = await SendAsync(HttpMethod.Patch, upload, s_bytes.AsMemory(400, 500), "400-899")) Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        using var last = await SendAsync(HttpMethod.Put, $"{upload}?digest={Sum}", s_bytes.AsMemory(900));
        Assert.Equal(HttpStatusCode.Created, last.StatusCode);
        Assert.Equal(s_bytes, await _http.GetByteArrayAsync(new Uri(host.Address, last.Headers.Location!)));
    }

    [Fact]
    public async Task A_part_that_does_not_follow_on_is_refused()
    {
        var upload = await StartAsync("gaps");
        using var response = await SendAsync(HttpMethod.Patch, upload, s_bytes, "5-1004");
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
    }

    [Fact]
    public async Task A_blob_is_uploaded_in_one_request()
    {
        using var response = await SendAsync(HttpMethod.Post, $"/v2/main/whole/blobs/uploads/?digest={Sum}", s_bytes);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(Sum, response.Headers.GetValues("Docker-Content-Digest").Single());
    }

    [Fact]
    public async Task A_wrong_digest_is_refused_and_the_upload_is_gone()
    {
        var upload = await StartAsync("wrong");
        using var response = await SendAsync(HttpMethod.Put, $"{upload}?digest=sha256:{new string('0', 64)}", s_bytes);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("DIGEST_INVALID", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var again = await SendAsync(HttpMethod.Get, upload);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task An_upload_can_be_cancelled()
    {
        var upload = await StartAsync("cancelled");
        using (var response = await SendAsync(HttpMethod.Delete, upload)) Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        using var after = await SendAsync(HttpMethod.Patch, upload, s_bytes);
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
    }

    [Theory]
    [InlineData("main/other", "from/other", HttpStatusCode.Created)]
    [InlineData("main/other", "main/nowhere", HttpStatusCode.Accepted)]
    [InlineData("main/secret", "main/secret", HttpStatusCode.Accepted)]
    public async Task A_mount_takes_only_what_the_caller_may_read(string repository, string from, HttpStatusCode expected)
    {
        await Artifacts.UploadAsync(host.Registry, "other", s_bytes);
        await Artifacts.UploadAsync(host.Registry, "secret", s_bytes);
        if (expected == HttpStatusCode.Created) from = repository;
        using var response = await SendAsync(HttpMethod.Post, $"/v2/main/mounted/blobs/uploads/?mount={Sum}&from={from}");
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Part_of_a_blob_can_be_read()
    {
        await Artifacts.UploadAsync(host.Registry, "ranges", s_bytes);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, $"/v2/main/ranges/blobs/{Sum}")) { Headers = { Range = new RangeHeaderValue(990, null) } };
        using var response = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(s_bytes[990..], await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Tags_are_linked_to_their_next_page()
    {
        foreach (var version in new[] { "1.0.0", "1.1.0", "1.2.0" }) await SampleImages.PushAsync(host.Registry, "paged", s_image with { Version = version }, default);
        using var response = await _http.GetAsync(new Uri(host.Address, "/v2/main/paged/tags/list?n=2"));
        Assert.Equal("</v2/main/paged/tags/list?n=2&last=1.1.0>; rel=\"next\"", response.Headers.GetValues("Link").Single());
        Assert.Equal("""{"name":"main/paged","tags":["1.0.0","1.1.0"]}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/v2/")]
    [InlineData("/v2/main/checkout/manifests/1.4.0")]
    [InlineData("/v2/main/checkout/tags/list")]
    public async Task Who_is_not_known_is_asked_to_sign_in(string address)
    {
        using var nobody = new HttpClient();
        using var response = await nobody.GetAsync(new Uri(host.Address, address));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Basic realm=\"PromotionPortal\"", response.Headers.WwwAuthenticate.Single().ToString());
        Assert.Contains("UNAUTHORIZED", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v2/nowhere/checkout/manifests/1.4.0", HttpStatusCode.NotFound, "NAME_UNKNOWN")]
    [InlineData("/v2/main/checkout/manifests/9.9.9", HttpStatusCode.NotFound, "MANIFEST_UNKNOWN")]
    [InlineData("/v2/main/checkout/blobs/sha256:0000000000000000000000000000000000000000000000000000000000000000", HttpStatusCode.NotFound, "BLOB_UNKNOWN")]
    [InlineData("/v2/main/checkout/blobs/md5:00", HttpStatusCode.BadRequest, "DIGEST_INVALID")]
    [InlineData("/v2/main/never-pushed/tags/list", HttpStatusCode.NotFound, "NAME_UNKNOWN")]
    [InlineData("/v2/main/..%2f..%2fetc/manifests/passwd", HttpStatusCode.BadRequest, "NAME_INVALID")]
    [InlineData("/v2/main/checkout", HttpStatusCode.BadRequest, "NAME_INVALID")]
    public async Task What_is_not_there_is_said_in_the_words_of_registries(string address, HttpStatusCode status, string code)
    {
        using var response = await _http.GetAsync(new Uri(host.Address, address));
        Assert.Equal(status, response.StatusCode);
        Assert.Contains($"\"{code}\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_that_is_too_large_is_refused()
    {
        using var response = await SendAsync(HttpMethod.Put, "/v2/main/large/manifests/1.0.0", new byte[ManifestContents.MostBytes + 1]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task What_a_killed_process_left_unfinished_is_swept_and_what_was_finished_stays()
    {
        var registry = EmbeddedRegistry.Open("own", _folder.FullName, TimeProvider.System);
        var digest = await SampleImages.PushAsync(registry, "checkout", s_image, default);
        var leftover = Path.Combine(_folder.FullName, "temporary", "leftover");
        await File.WriteAllTextAsync(leftover, "half");
        File.SetLastWriteTimeUtc(leftover, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));
        var reopened = EmbeddedRegistry.Open("own", _folder.FullName, TimeProvider.System);
        Assert.False(File.Exists(leftover));
        Assert.True(await new ImageCopier().IsCompleteAsync(reopened, "checkout", digest, default));
    }

    [Fact]
    public async Task An_upload_that_was_interrupted_asks_only_for_the_rest()
    {
        var registry = EmbeddedRegistry.Open("own", _folder.FullName, TimeProvider.System);
        var digest = Manifest.HashOf(s_bytes);
        await Assert.ThrowsAsync<RegistryException>(() => registry.UploadBlobAsync("half", digest, s_bytes.Length, (_, _) => Task.FromResult<Stream>(new MemoryStream(s_bytes[..600])), default));
        var reopened = EmbeddedRegistry.Open("own", _folder.FullName, TimeProvider.System);
        var asked = new List<long>();
        await reopened.UploadBlobAsync("half", digest, s_bytes.Length, (offset, _) =>
        {
            asked.Add(offset);
            return Task.FromResult<Stream>(new MemoryStream(s_bytes[(int)offset..]));
        }, default);
        Assert.Equal([600], asked);
        Assert.Equal(s_bytes.Length, await reopened.HeadBlobAsync("half", digest, default));
    }

    [Fact]
    public async Task The_same_blob_from_many_sides_at_once_is_stored_once_and_whole()
    {
        var registry = EmbeddedRegistry.Open("own", _folder.FullName, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Artifacts.UploadAsync(registry, $"many/r{number}", s_bytes)));
        Assert.Equal(s_bytes.Length, await registry.HeadBlobAsync("many/r7", Manifest.HashOf(s_bytes), default));
        Assert.Single(Directory.EnumerateFiles(Path.Combine(_folder.FullName, "blobs"), "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.FullName, "temporary")));
    }

    [Fact]
    public async Task A_manifest_that_was_damaged_on_disk_is_not_given_out()
    {
        var registry = EmbeddedRegistry.Open("own", _folder.FullName, TimeProvider.System);
        var digest = await SampleImages.PushAsync(registry, "checkout", s_image, default);
        var file = Path.Combine(_folder.FullName, "blobs", digest.Hex[..2], digest.Hex);
        await File.AppendAllTextAsync(file, " ");
        var e = await Assert.ThrowsAsync<RegistryException>(() => registry.GetManifestAsync("checkout", digest, default));
        Assert.Equal(RegistryFault.Corrupt, e.Fault);
    }
}
