using PromotionPortal.Registry;
using PromotionPortal.Registry.Embedded;

namespace PromotionPortal.Tests.Registry;

/// <summary>What goes from an embedded registry, and what stays.</summary>
public sealed class GarbageCollectionTests : IDisposable
{
    private static readonly SampleImage s_image = new("checkout", "1.4.0", new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero)) { Platforms = ["linux/amd64", "linux/arm64"] };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("garbage-");
    private readonly LaterClock _clock = new();
    private readonly EmbeddedRegistry _registry;

    public GarbageCollectionTests() => _registry = EmbeddedRegistry.Open("main", _folder.FullName, _clock);

    public void Dispose() => _folder.Delete(recursive: true);

    private int Files() => Directory.EnumerateFiles(Path.Combine(_folder.FullName, "blobs"), "*", SearchOption.AllDirectories).Count();

    [Fact]
    public async Task A_deleted_image_goes_and_what_another_one_shares_with_it_stays()
    {
        var gone = await SampleImages.PushAsync(_registry, "checkout", s_image, default);
        var kept = await SampleImages.PushAsync(_registry, "prod/checkout", s_image with { Platforms = ["linux/amd64"] }, default);
        var children = ManifestContents.Read((await _registry.GetManifestAsync("checkout", gone, default))!).Children;
        Assert.True(_registry.DeleteManifest("checkout", gone.Text));
        foreach (var child in children) Assert.True(_registry.DeleteManifest("checkout", child.Digest.Text));
        Assert.Empty(await _registry.ListTagsAsync("checkout", null, 10, default));

        Assert.Equal(0, _registry.CollectGarbage(default).Files);
        _clock.Later = TimeSpan.FromHours(2);
        Assert.Equal(4, _registry.CollectGarbage(default).Files);

        Assert.Equal(3, Files());
        Assert.True(await new ImageCopier().IsCompleteAsync(_registry, "prod/checkout", kept, default));
    }

    [Fact]
    public async Task An_image_without_a_tag_stays()
    {
        var digest = await SampleImages.PushAsync(_registry, "checkout", s_image, default);
        Assert.True(_registry.DeleteManifest("checkout", "1.4.0"));
        _clock.Later = TimeSpan.FromHours(2);
        _registry.CollectGarbage(default);
        Assert.True(await new ImageCopier().IsCompleteAsync(_registry, "checkout", digest, default));
    }

    [Fact]
    public async Task A_blob_that_is_waiting_for_its_manifest_stays_though_its_bytes_are_old()
    {
        var digest = await Artifacts.UploadAsync(_registry, "checkout", "layer"u8.ToArray());
        _clock.Later = TimeSpan.FromHours(2);
        Assert.True(await _registry.MountBlobAsync("prod/checkout", digest, "checkout", default));
        _registry.CollectGarbage(default);
        Assert.Null(await _registry.HeadBlobAsync("checkout", digest, default));
        Assert.Equal(5, await _registry.HeadBlobAsync("prod/checkout", digest, default));
    }

    [Fact]
    public async Task A_part_of_an_index_is_not_deleted_alone()
    {
        var index = await SampleImages.PushAsync(_registry, "checkout", s_image, default);
        var child = ManifestContents.Read((await _registry.GetManifestAsync("checkout", index, default))!).Children[0].Digest;
        var e = Assert.Throws<RegistryException>(() => _registry.DeleteManifest("checkout", child.Text));
        Assert.Equal(RegistryFault.NotWritable, e.Fault);
    }

    [Fact]
    public async Task A_deleted_attachment_is_no_longer_listed()
    {
        var image = await SampleImages.PushAsync(_registry, "checkout", s_image, default);
        var sbom = await Artifacts.AttachAsync(_registry, "checkout", image, "application/spdx+json", "an sbom");
        Assert.True(_registry.DeleteManifest("checkout", sbom.Text));
        Assert.Empty(await _registry.ListReferrersAsync("checkout", image, default));
        Assert.False(_registry.DeleteManifest("checkout", sbom.Text));
    }

    [Fact]
    public async Task Images_that_are_pushed_and_copied_while_garbage_is_collected_arrive_whole()
    {
        const int Images = 12;
        SampleImage Image(int at) => s_image with { Version = $"2.{at}.0", LayerSizes = [30_000] };
        // Their blobs are there already, old, and nothing refers to them: each is garbage until somebody wants it.
        for (var at = 0; at < Images; at++)
        {
            var old = await SampleImages.PushAsync(_registry, $"old-{at}", Image(at), default);
            var children = ManifestContents.Read((await _registry.GetManifestAsync($"old-{at}", old, default))!).Children;
            foreach (var digest in children.Select(child => child.Digest).Prepend(old)) Assert.True(_registry.DeleteManifest($"old-{at}", digest.Text));
        }
        _clock.Later = TimeSpan.FromHours(2);
        using var stop = new CancellationTokenSource();
        var collecting = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested) _registry.CollectGarbage(default);
        });
        var copier = new ImageCopier();
        var pushed = await Task.WhenAll(Enumerable.Range(0, Images).Select(at => Task.Run(async () =>
        {
            var digest = await SampleImages.PushAsync(_registry, $"old-{at}", Image(at), default);
            await copier.CopyAsync(new(_registry, $"old-{at}", _registry, $"new-{at}", digest), Remotes.Ignored, default);
            return (digest, at);
        })));
        await stop.CancelAsync();
        await collecting;
        foreach (var (digest, at) in pushed)
        {
            Assert.True(await copier.IsCompleteAsync(_registry, $"old-{at}", digest, default));
            Assert.True(await copier.IsCompleteAsync(_registry, $"new-{at}", digest, default));
        }
    }

    private sealed class LaterClock : TimeProvider
    {
        public TimeSpan Later { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Later;
    }
}
