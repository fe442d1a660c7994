using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;

namespace PromotionPortal.Tests.Registry;

/// <summary>What is remembered of where blobs are, and what it saves.</summary>
public sealed class BlobPlacesTests(DockerRegistry docker, EmbeddedHost embedded) : IClassFixture<DockerRegistry>, IClassFixture<EmbeddedHost>, IDisposable
{
    private static readonly SampleImage s_image = new("checkout", "1.4.0", new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero)) { LayerSizes = [200_000] };

    private readonly EmptyDatabase _database = new();
    private readonly FakeTime _time = new();

    public void Dispose() => _database.Dispose();

    private BlobPlaces Places() => new(_database, _time);

    private static int Uploads(FaultProxy proxy) => proxy.Requests.Count(request => request.StartsWith("PUT", StringComparison.Ordinal) && request.Contains("/blobs/", StringComparison.Ordinal));

    [Fact]
    public async Task A_blob_that_another_repository_of_the_target_has_is_mounted_and_does_not_travel()
    {
        await using var proxy = await FaultProxy.StartAsync(docker.Address);
        var target = Remotes.At(proxy.Address);
        var digest = await SampleImages.PushAsync(embedded.Registry, "places/from", s_image, default);
        await new ImageCopier(Places()).CopyAsync(new(embedded.Registry, "places/from", target, "places/test", digest), Remotes.Ignored, default);
        Assert.Equal(2, Uploads(proxy));
        // As after a restart: what is known stands in the database.
        await new ImageCopier(Places()).CopyAsync(new(embedded.Registry, "places/from", target, "places/prod", digest), Remotes.Ignored, default);
        Assert.Equal(2, Uploads(proxy));
        Assert.True(await new ImageCopier().IsCompleteAsync(target, "places/prod", digest, default));
    }

    [Fact]
    public async Task What_turns_out_wrong_is_forgotten_and_the_blob_travels()
    {
        var target = Remotes.At(docker.Address);
        var digest = await SampleImages.PushAsync(embedded.Registry, "wrong/from", s_image, default);
        var blobs = (await ImageTree.ReadAsync(embedded.Registry, "wrong/from", digest, default)).Blobs;
        await Places().RememberAsync(target.Place, "wrong/nowhere", blobs, default);
        await new ImageCopier(Places()).CopyAsync(new(embedded.Registry, "wrong/from", target, "wrong/to", digest), Remotes.Ignored, default);
        Assert.True(await new ImageCopier().IsCompleteAsync(target, "wrong/to", digest, default));
        Assert.Equal(["wrong/to"], (await Places().FindAsync(target.Place, blobs, default)).SelectMany(places => places).Distinct());
    }

    [Fact]
    public async Task The_youngest_place_comes_first_and_what_is_old_is_pruned()
    {
        Descriptor[] blobs = [new(MediaTypes.OciLayer, Manifest.HashOf("a"u8), 1)];
        await Places().RememberAsync("here", "older", blobs, default);
        _time.Advance(TimeSpan.FromDays(100));
        await Places().RememberAsync("here", "younger", blobs, default);
        await Places().RememberAsync("elsewhere", "other", blobs, default);
        Assert.Equal(["younger", "older"], (await Places().FindAsync("here", blobs, default))[blobs[0].Digest]);
        _time.Advance(TimeSpan.FromDays(100));
        await Places().PruneAsync(default);
        Assert.Equal(["younger"], (await Places().FindAsync("here", blobs, default))[blobs[0].Digest]);
    }

    [Fact]
    public async Task Without_its_database_a_copy_goes_on()
    {
        var digest = await SampleImages.PushAsync(embedded.Registry, "gone/from", s_image, default);
        var places = Places();
        await using (var db = _database.CreateDbContext()) await db.Database.EnsureDeletedAsync();
        Directory.CreateDirectory(_database.File);
        await new ImageCopier(places).CopyAsync(new(embedded.Registry, "gone/from", embedded.Registry, "gone/to", digest), Remotes.Ignored, default);
        Assert.True(await new ImageCopier().IsCompleteAsync(embedded.Registry, "gone/to", digest, default));
    }
}
