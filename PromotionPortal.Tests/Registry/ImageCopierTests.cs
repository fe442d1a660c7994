using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;

namespace PromotionPortal.Tests.Registry;

/// <summary>Copies between a real registry and the embedded one, and within each.</summary>
public sealed class ImageCopierTests(DockerRegistry docker, EmbeddedHost embedded) : IClassFixture<DockerRegistry>, IClassFixture<EmbeddedHost>, IAsyncLifetime
{
    private static readonly SampleImage s_image = new("checkout", "1.4.0", new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero))
    {
        Platforms = ["linux/amd64", "linux/arm64/v8"],
        LayerSizes = [300_000, 20_000],
        Labels = new Dictionary<string, string> { ["org.opencontainers.image.version"] = "1.4.0" },
    };

    private readonly ImageCopier _copier = new();
    private readonly Reports _reports = new();
    private FaultProxy _proxy = null!;

    public async Task InitializeAsync() => _proxy = await FaultProxy.StartAsync(docker.Address);

    public async Task DisposeAsync() => await _proxy.DisposeAsync();

    [Fact]
    public async Task An_image_of_two_platforms_travels_whole_and_keeps_its_digest()
    {
        var (source, target) = (Remotes.At(docker.Address), embedded.Registry);
        var digest = await SampleImages.PushAsync(source, "across/from", s_image, default);
        await _copier.CopyAsync(new(source, "across/from", target, "across/to", digest), _reports, default);
        Assert.True(await _copier.IsCompleteAsync(target, "across/to", digest, default));
        Assert.Equal(3, (await ImageTree.ReadAsync(target, "across/to", digest, default)).Manifests.Length);
        Assert.Empty(await target.ListTagsAsync("across/to", null, 10, default));
        Assert.Equal(_reports.Last with { DoneBytes = _reports.Last.TotalBytes, DoneBlobs = 6, TotalBlobs = 6, MountedBytes = 0 }, _reports.Last);
    }

    [Fact]
    public async Task Every_blob_on_its_way_says_how_far_it_is()
    {
        var source = Remotes.At(docker.Address);
        var digest = await SampleImages.PushAsync(source, "each/from", s_image, default);
        await _copier.CopyAsync(new(source, "each/from", embedded.Registry, "each/to", digest), _reports, default);
        var sizes = (await ImageTree.ReadAsync(source, "each/from", digest, default)).Blobs.ToDictionary(blob => blob.Digest, blob => blob.Size);
        var seen = _reports.All.SelectMany(report => report.Travelling).ToLookup(blob => blob.Digest);
        Assert.Equal(sizes.Keys.OrderBy(key => key.Text, StringComparer.Ordinal), seen.Select(blob => blob.Key).OrderBy(key => key.Text, StringComparer.Ordinal));
        Assert.All(seen, blob => Assert.Equal((0, sizes[blob.Key], sizes[blob.Key]), (blob.Min(at => at.DoneBytes), blob.Max(at => at.DoneBytes), blob.First().Size)));
        Assert.Empty(_reports.Last.Travelling);
    }

    [Fact]
    public async Task It_travels_back_into_a_real_registry()
    {
        var target = Remotes.At(docker.Address);
        var digest = await SampleImages.PushAsync(embedded.Registry, "back/from", s_image, default);
        await _copier.CopyAsync(new(embedded.Registry, "back/from", target, "back/to", digest), _reports, default);
        Assert.True(await _copier.IsCompleteAsync(target, "back/to", digest, default));
        var raw = await Skopeo.RunAsync("inspect", "--tls-verify=false", "--raw", $"docker://{docker.Host}/back/to@{digest}");
        Assert.Equal(digest, Manifest.HashOf(System.Text.Encoding.UTF8.GetBytes(raw)));
    }

    [Fact]
    public async Task Within_one_registry_no_byte_of_a_blob_travels()
    {
        var registry = Remotes.At(_proxy.Address);
        var digest = await SampleImages.PushAsync(registry, "within/from", s_image, default);
        var before = _proxy.Requests.Count;
        await _copier.CopyAsync(new(registry, "within/from", registry, "within/to", digest), _reports, default);
        Assert.DoesNotContain(_proxy.Requests.Skip(before), request => request.StartsWith("GET", StringComparison.Ordinal) && request.Contains("/blobs/", StringComparison.Ordinal));
        Assert.Equal(_reports.Last.TotalBytes, _reports.Last.MountedBytes);
        Assert.True(await _copier.IsCompleteAsync(registry, "within/to", digest, default));
    }

    [Fact]
    public async Task Run_a_second_time_it_writes_nothing()
    {
        var (source, target) = (embedded.Registry, Remotes.At(_proxy.Address));
        var digest = await SampleImages.PushAsync(source, "again/from", s_image, default);
        await Artifacts.TagAsync(source, "again/from", digest, "sig", "a signature");
        await Artifacts.AttachAsync(source, "again/from", digest, "application/spdx+json", "an sbom");
        var order = new CopyOrder(source, "again/from", target, "again/to", digest);
        await _copier.CopyAsync(order, _reports, default);
        var before = _proxy.Requests.Count;
        await _copier.CopyAsync(order, _reports, default);
        Assert.DoesNotContain(_proxy.Requests.Skip(before), request => request.StartsWith('P'));
        Assert.Equal(_reports.Last.TotalBytes, _reports.Last.FoundBytes);
    }

    [Fact]
    public async Task Signatures_attestations_and_SBOMs_travel_along_by_both_ways_of_attaching()
    {
        var (source, target) = (Remotes.At(docker.Address), Remotes.At(embedded.Address, EmbeddedHost.Owner));
        var image = await SampleImages.PushAsync(source, "signed/from", s_image, default);
        var child = (await ImageTree.ReadAsync(source, "signed/from", image, default)).Manifests[0].Digest;
        foreach (var kind in new[] { "sig", "att", "sbom" }) await Artifacts.TagAsync(source, "signed/from", image, kind, $"{kind} of it");
        var sbom = await Artifacts.AttachAsync(source, "signed/from", image, "application/spdx+json", "an sbom");
        var signatureOfSbom = await Artifacts.AttachAsync(source, "signed/from", sbom, "application/vnd.dev.sigstore.bundle.v0.3+json", "its signature");
        var provenance = await Artifacts.AttachAsync(source, "signed/from", child, "application/vnd.in-toto+json", "where one platform comes from");

        await _copier.CopyAsync(new(source, "signed/from", target, "main/signed/to", image), _reports, default);

        Assert.Equal([sbom], from entry in await target.ListReferrersAsync("main/signed/to", image, default) select entry.Digest);
        Assert.Equal([signatureOfSbom], from entry in await target.ListReferrersAsync("main/signed/to", sbom, default) select entry.Digest);
        Assert.Equal([provenance], from entry in await target.ListReferrersAsync("main/signed/to", child, default) select entry.Digest);
        foreach (var kind in new[] { "sig", "att", "sbom" })
            Assert.Equal(await source.ResolveAsync("signed/from", $"sha256-{image.Hex}.{kind}", default), await target.ResolveAsync("main/signed/to", $"sha256-{image.Hex}.{kind}", default));
        Assert.True(await _copier.IsCompleteAsync(target, "main/signed/to", image, default));
    }

    [Fact]
    public async Task A_list_of_attachments_at_the_target_is_added_to_and_not_replaced()
    {
        var (source, target) = (embedded.Registry, Remotes.At(docker.Address));
        var image = await SampleImages.PushAsync(source, "merged/from", s_image, default);
        await SampleImages.PushAsync(target, "merged/to", s_image, default);
        var theirs = await Artifacts.AttachAsync(target, "merged/to", image, "application/vnd.in-toto+json", "signed at the target");
        var ours = await Artifacts.AttachAsync(source, "merged/from", image, "application/spdx+json", "an sbom");
        await _copier.CopyAsync(new(source, "merged/from", target, "merged/to", image), _reports, default);
        Assert.Equal([theirs, ours], from entry in await target.ListReferrersAsync("merged/to", image, default) select entry.Digest);
    }

    [Fact]
    public async Task The_list_of_attachments_arrives_byte_for_byte_where_the_registry_keeps_none()
    {
        var (source, target) = (Remotes.At(docker.Address), Remotes.At(_proxy.Address));
        var image = await SampleImages.PushAsync(source, "listed/from", s_image, default);
        await Artifacts.AttachAsync(source, "listed/from", image, "application/spdx+json", "an sbom");
        await Artifacts.AttachAsync(source, "listed/from", image, "application/vnd.in-toto+json", "an attestation");
        var index = await source.GetManifestAsync("listed/from", (await source.ResolveAsync("listed/from", "sha256-" + image.Hex, default))!.Value, default);
        var spaced = Manifest.Of(index!.MediaType, System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(index.Bytes.Span).Replace(",", " , ", StringComparison.Ordinal)));
        await source.PutManifestAsync("listed/from", "sha256-" + image.Hex, spaced, default);
        await _copier.CopyAsync(new(source, "listed/from", target, "listed/to", image), _reports, default);
        Assert.Equal(spaced.Digest, await target.ResolveAsync("listed/to", "sha256-" + image.Hex, default));
        await _copier.CopyAsync(new(source, "listed/from", embedded.Registry, "listed/to", image), _reports, default);
        Assert.Empty(await embedded.Registry.ListTagsAsync("listed/to", null, 10, default));
    }

    [Theory]
    [InlineData(new[] { "one" }, new[] { "one", "two" }, true)]
    [InlineData(new[] { "other" }, new[] { "one", "two" }, false)]
    public async Task A_signature_tag_that_grew_is_brought_up_to_date_and_one_of_the_targets_own_is_kept(string[] there, string[] here, bool replaced)
    {
        var (source, target) = (embedded.Registry, Remotes.At(docker.Address));
        var repository = "grown/" + there[0];
        var image = await SampleImages.PushAsync(source, repository, s_image, default);
        var old = await Artifacts.TagAsync(target, repository, image, "sig", there);
        var grown = await Artifacts.TagAsync(source, repository, image, "sig", here);
        await _copier.CopyAsync(new(source, repository, target, repository, image), _reports, default);
        Assert.Equal(replaced ? grown : old, await target.ResolveAsync(repository, $"sha256-{image.Hex}.sig", default));
    }

    [Fact]
    public async Task What_was_copied_is_what_was_asked_for_when_the_tag_moves_meanwhile()
    {
        var (source, target) = (embedded.Registry, Remotes.At(docker.Address));
        var approved = await SampleImages.PushAsync(source, "moved/from", s_image, default);
        await SampleImages.PushAsync(source, "moved/from", s_image with { Labels = new Dictionary<string, string> { ["evil"] = "yes" } }, default);
        await _copier.CopyAsync(new(source, "moved/from", target, "moved/to", approved), _reports, default);
        Assert.Equal(TagResult.Set, (await TagWriter.PointAsync(target, "moved/to", "1.4.0", approved, immutable: true)).Result);
        Assert.Equal(approved, await target.ResolveAsync("moved/to", "1.4.0", default));
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_not_complete_and_cannot_be_copied()
    {
        var nothing = Digest.Parse("sha256:" + new string('1', 64));
        Assert.False(await _copier.IsCompleteAsync(embedded.Registry, "no/where", nothing, default));
        var e = await Assert.ThrowsAsync<RegistryException>(() => _copier.CopyAsync(new(embedded.Registry, "no/where", Remotes.At(docker.Address), "x", nothing), _reports, default));
        Assert.Equal(RegistryFault.NotFound, e.Fault);
    }

    [Fact]
    public async Task An_image_with_a_blob_of_another_size_is_not_complete()
    {
        var registry = Remotes.At(_proxy.Address);
        var digest = await SampleImages.PushAsync(registry, "holes/image", s_image, default);
        var layer = (await ImageTree.ReadAsync(registry, "holes/image", digest, default)).Blobs[^1].Digest;
        _proxy.Head = context =>
        {
            if (context.Request.Method == "HEAD" && context.Request.Path.Value!.EndsWith(layer.Text, StringComparison.Ordinal)) context.Response.ContentLength--;
        };
        Assert.False(await _copier.IsCompleteAsync(registry, "holes/image", digest, default));
    }
}

/// <summary>Keeps the last report; unlike Progress, at once and in order.</summary>
internal sealed class Reports : IProgress<CopyProgress>
{
    public List<CopyProgress> All { get; } = [];

    public CopyProgress Last => All.LastOrDefault() ?? new(0, 0, 0, 0, 0);

    public void Report(CopyProgress value) => All.Add(value);
}
