using System.Text;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Embedded;

namespace PromotionPortal.Tests.Registry;

/// <summary>Tags, descriptions, samples and the registries of a portal, on a registry of files.</summary>
public sealed class RegistryToolsTests : IDisposable
{
    private static readonly DateTimeOffset s_built = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    private static readonly SampleImage s_image = new("checkout", "1.4.0", s_built)
    {
        Platforms = ["linux/amd64", "linux/arm64/v8"],
        Labels = new Dictionary<string, string> { ["org.opencontainers.image.version"] = "1.4.0", ["org.opencontainers.image.revision"] = "4f2c1d" },
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tools-");
    private readonly EmbeddedRegistry _registry;

    public RegistryToolsTests() => _registry = EmbeddedRegistry.Open("main", _folder.FullName, TimeProvider.System);

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<Digest> PushAsync(string version = "1.4.0", string repository = "checkout") => SampleImages.PushAsync(_registry, repository, s_image with { Version = version }, default);

    [Fact]
    public async Task A_tag_that_is_free_is_set_and_then_stays()
    {
        var digest = await PushAsync();
        Assert.Equal(new(TagResult.Set), await TagWriter.PointAsync(_registry, "checkout", "prod", digest, immutable: true));
        Assert.Equal(new(TagResult.AlreadyThere), await TagWriter.PointAsync(_registry, "checkout", "prod", digest, immutable: true));
        Assert.Equal(digest, await _registry.ResolveAsync("checkout", "prod", default));
    }

    [Theory]
    [InlineData(true, true, TagResult.PointsElsewhere)]
    [InlineData(true, false, TagResult.PointsElsewhere)]
    [InlineData(false, false, TagResult.PointsElsewhere)]
    [InlineData(false, true, TagResult.Set)]
    public async Task A_tag_of_another_image_is_moved_only_from_where_it_is_expected_and_never_when_immutable(bool immutable, bool expected, TagResult result)
    {
        var (old, young) = (await PushAsync("1.4.0"), await PushAsync("1.5.0"));
        await TagWriter.PointAsync(_registry, "checkout", "deployed", old, immutable: false);
        var outcome = await TagWriter.PointAsync(_registry, "checkout", "deployed", young, immutable, expected ? old : null);
        Assert.Equal(new TagOutcome(result, result == TagResult.Set ? null : old), outcome);
        Assert.Equal(result == TagResult.Set ? young : old, await _registry.ResolveAsync("checkout", "deployed", default));
    }

    [Fact]
    public async Task A_tag_cannot_point_at_an_image_that_is_not_there()
    {
        await PushAsync();
        var e = await Assert.ThrowsAsync<RegistryException>(() => TagWriter.PointAsync(_registry, "checkout", "prod", Digest.Parse("sha256:" + new string('1', 64)), immutable: false));
        Assert.Equal(RegistryFault.NotFound, e.Fault);
    }

    [Fact]
    public async Task An_image_is_described_by_what_it_says_of_itself()
    {
        var digest = await PushAsync();
        var description = await ImageReader.DescribeAsync(_registry, "checkout", digest, default);
        Assert.Equal((digest, MediaTypes.OciIndex, (DateTimeOffset?)s_built), (description.Digest, description.MediaType, description.CreatedAt));
        Assert.Equal("linux/amd64 linux/arm64/v8", string.Join(' ', description.Platforms));
        Assert.Equal("4f2c1d", description.Labels["org.opencontainers.image.revision"]);
        Assert.Equal("1.4.0", description.Annotations["org.opencontainers.image.version"]);
        Assert.InRange(description.Size, 2 * 16 * 1024, 64 * 1024);
    }

    [Fact]
    public async Task What_is_attached_to_an_image_can_be_described_too()
    {
        var image = await PushAsync();
        var sbom = await Artifacts.AttachAsync(_registry, "checkout", image, "application/spdx+json", "an sbom");
        var description = await ImageReader.DescribeAsync(_registry, "checkout", sbom, default);
        Assert.Equal((null, 0), (description.CreatedAt, description.Platforms.Length));
    }

    [Fact]
    public async Task A_sample_is_the_same_each_time_and_another_for_each_value()
    {
        var digest = await PushAsync();
        Assert.Equal(digest, await PushAsync(repository: "elsewhere"));
        Assert.NotEqual(digest, await PushAsync("1.4.1"));
        Assert.NotEqual(digest, await SampleImages.PushAsync(_registry, "x", s_image with { CreatedAt = s_built.AddSeconds(1) }, default));
    }

    [Fact]
    public async Task A_registry_is_opened_once_whatever_its_title_and_anew_when_its_address_changes()
    {
        using var registries = new Registries(new(_folder.FullName), new(RegistryTransport.NewHandler()), _ => null, TimeProvider.System);
        var definition = new RegistryDefinition(new("remote")) { Url = new("http://127.0.0.1:1") };
        Assert.Same(registries.Open(definition), registries.Open(definition with { Metadata = new("remote") { Title = "New" } }));
        Assert.NotSame(registries.Open(definition), registries.Open(definition with { Url = new("http://127.0.0.1:2") }));
        var embedded = registries.Open(new(new("own")));
        Assert.Same(embedded, registries.FindEmbedded("own"));
        var digest = await SampleImages.PushAsync(embedded, "checkout", s_image, default);
        Assert.True(Directory.Exists(Path.Combine(_folder.FullName, "registries", "own")));
        var limited = registries.Open(new(new("own")) { BytesPerSecond = 1_000_000 });
        Assert.Equal(digest, await limited.ResolveAsync("checkout", "1.4.0", default));
    }

    [Theory]
    [InlineData("never-opened")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    public void A_registry_that_the_portal_does_not_carry_is_not_found(string name)
    {
        using var registries = new Registries(new(_folder.FullName), new(RegistryTransport.NewHandler()), _ => null, TimeProvider.System);
        Assert.Null(registries.FindEmbedded(name));
    }

    [Fact]
    public async Task A_registry_whose_secret_is_not_set_says_which()
    {
        await using var proxy = await FaultProxy.StartAsync(new("http://127.0.0.1:1"));
        proxy.Before = context =>
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"x\"";
            return Task.FromResult(true);
        };
        using var registries = new Registries(new(_folder.FullName), new(RegistryTransport.NewHandler()), _ => null, TimeProvider.System);
        var registry = registries.Open(new(new("remote")) { Url = proxy.Address, Credentials = "robot-of-remote" });
        var e = await Assert.ThrowsAsync<RegistryException>(() => registry.ResolveAsync("a", "b", default));
        Assert.Equal(RegistryFault.Denied, e.Fault);
        Assert.Contains("'robot-of-remote'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_throttle_gives_each_byte_its_time_over_all_who_share_it()
    {
        var clock = new BookedTime();
        var throttle = new Throttle(1000, clock);
        await throttle.TakeAsync(500, default);
        await throttle.TakeAsync(1500, default);
        Assert.Equal([TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2)], clock.Waits);
    }

    [Theory]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "cannot be read")]
    [InlineData("""{"mediaType":"application/vnd.docker.distribution.manifest.v2+json"}""", "calls itself")]
    [InlineData("""{"config":{"digest":"sha256:x","size":1}}""", "not a sha256 digest")]
    [InlineData("""{"layers":[]}""", "no config")]
    [InlineData("""{"manifests":[],"config":{}}""", "an index and an image at once")]
    public void A_manifest_that_cannot_be_trusted_is_refused(string json, string words)
    {
        var e = Assert.Throws<RegistryException>(() => ManifestContents.Read(Manifest.Of(MediaTypes.OciManifest, Encoding.UTF8.GetBytes(json))));
        Assert.Equal(RegistryFault.Corrupt, e.Fault);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_blob_with_an_address_of_its_own_is_copied_unless_it_may_not_be_passed_on()
    {
        static string Layer(string mediaType) => $$"""{"mediaType":"{{mediaType}}","digest":"sha256:{{new string('2', 64)}}","size":1,"urls":["https://x"]}""";
        var foreign = Layer("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");
        var own = Layer(MediaTypes.OciLayer);
        var contents = ManifestContents.Read(Manifest.Of(MediaTypes.OciManifest, Encoding.UTF8.GetBytes($$"""{"config":{{own}},"layers":[{{foreign}},{{own}}]}""")));
        Assert.Equal([true, false], contents.Layers.Select(layer => layer.LiesElsewhere));
    }

    // A clock that stands still and whose timers fire at once, noting how long they should have taken.
    private sealed class BookedTime : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
