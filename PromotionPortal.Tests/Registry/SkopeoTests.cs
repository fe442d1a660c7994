using System.Text.Json;
using PromotionPortal.Registry;

namespace PromotionPortal.Tests.Registry;

/// <summary>The embedded registry, used by another program than ours.</summary>
public sealed class SkopeoTests(EmbeddedHost embedded, DockerRegistry docker) : IClassFixture<EmbeddedHost>, IClassFixture<DockerRegistry>
{
    private static readonly SampleImage s_image = new("checkout", "1.4.0", new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero))
    {
        Platforms = ["linux/amd64", "linux/arm64"],
        LayerSizes = [200_000, 3_000],
        Labels = new Dictionary<string, string> { ["org.opencontainers.image.revision"] = "4f2c1d" },
    };

    [Fact]
    public async Task It_copies_an_image_into_the_embedded_registry_and_out_of_it()
    {
        var digest = await SampleImages.PushAsync(Remotes.At(docker.Address), "there", s_image, default);
        await CopyAsync($"docker://{docker.Host}/there:1.4.0", $"docker://{embedded.Host}/main/skopeo/checkout:1.4.0");
        Assert.Equal(digest, await embedded.Registry.ResolveAsync("skopeo/checkout", "1.4.0", default));
        Assert.True(await new ImageCopier().IsCompleteAsync(embedded.Registry, "skopeo/checkout", digest, default));
        await CopyAsync($"docker://{embedded.Host}/main/skopeo/checkout:1.4.0", $"docker://{docker.Host}/back:1.4.0");
        Assert.Equal(digest, await Remotes.At(docker.Address).ResolveAsync("back", "1.4.0", default));
    }

    [Fact]
    public async Task It_copies_from_one_repository_to_another()
    {
        var digest = await SampleImages.PushAsync(embedded.Registry, "test/checkout", s_image, default);
        await CopyAsync($"docker://{embedded.Host}/main/test/checkout:1.4.0", $"docker://{embedded.Host}/main/prod/checkout:1.4.0");
        Assert.Equal(digest, await embedded.Registry.ResolveAsync("prod/checkout", "1.4.0", default));
    }

    [Fact]
    public async Task It_inspects_an_image_and_lists_tags()
    {
        foreach (var version in new[] { "1.4.0", "1.5.0" }) await SampleImages.PushAsync(embedded.Registry, "looked-at", s_image with { Version = version }, default);
        using var image = JsonDocument.Parse(await Skopeo.RunAsync("inspect", "--tls-verify=false", "--creds", EmbeddedHost.Reader, "--override-os=linux", "--override-arch=amd64", $"docker://{embedded.Host}/main/looked-at:1.5.0"));
        Assert.Equal("4f2c1d", image.RootElement.GetProperty("Labels").GetProperty("org.opencontainers.image.revision").GetString());
        using var tags = JsonDocument.Parse(await Skopeo.RunAsync("list-tags", "--tls-verify=false", "--creds", EmbeddedHost.Reader, $"docker://{embedded.Host}/main/looked-at"));
        Assert.Equal(["1.4.0", "1.5.0"], tags.RootElement.GetProperty("Tags").EnumerateArray().Select(tag => tag.GetString()));
    }

    [Theory]
    [InlineData("nobody:wrong", "main/any")]
    [InlineData(EmbeddedHost.Reader, "main/any")]
    [InlineData(EmbeddedHost.Owner, "main/secret")]
    public async Task Who_may_not_push_pushes_nothing(string credentials, string repository)
    {
        await SampleImages.PushAsync(Remotes.At(docker.Address), "pushed", s_image, default);
        var (code, _, _) = await Skopeo.TryAsync("copy", "--src-tls-verify=false", "--dest-tls-verify=false", "--dest-creds", credentials, "--all", $"docker://{docker.Host}/pushed:1.4.0", $"docker://{embedded.Host}/{repository}:1.4.0");
        Assert.NotEqual(0, code);
        Assert.Empty(await embedded.Registry.ListTagsAsync(repository["main/".Length..], null, 10, default));
    }

    private static Task<string> CopyAsync(string source, string target) => Skopeo.RunAsync(
    [
        "copy", "--all", "--preserve-digests", "--src-tls-verify=false", "--dest-tls-verify=false",
        .. source.Contains("/main/", StringComparison.Ordinal) ? ["--src-creds", EmbeddedHost.Reader] : Array.Empty<string>(),
        .. target.Contains("/main/", StringComparison.Ordinal) ? ["--dest-creds", EmbeddedHost.Owner] : Array.Empty<string>(),
        source, target,
    ]);
}
