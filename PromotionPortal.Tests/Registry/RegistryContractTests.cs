using System.Text;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;

namespace PromotionPortal.Tests.Registry;

/// <summary>What every registry does, wherever its bytes lie.</summary>
public abstract class RegistryContractTests
{
    protected static readonly SampleImage Checkout = new("checkout", "1.4.0", new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));

    private static readonly Digest s_unknown = Digest.Parse("sha256:" + new string('0', 64));
    private static readonly byte[] s_bytes = Encoding.UTF8.GetBytes("the bytes of a blob");

    protected abstract IRegistry Registry { get; }

    [Fact]
    public async Task An_image_that_was_pushed_can_be_read_back()
    {
        var digest = await SampleImages.PushAsync(Registry, "contract/pushed", Checkout, default);
        Assert.Equal(digest, await Registry.ResolveAsync("contract/pushed", "1.4.0", default));
        Assert.Equal(digest, await Registry.ResolveAsync("contract/pushed", digest.Text, default));
        var manifest = await Registry.GetManifestAsync("contract/pushed", digest, default);
        Assert.Equal(MediaTypes.OciManifest, manifest!.MediaType);
        Assert.Equal(digest, Manifest.HashOf(manifest.Bytes.Span));
    }

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        await SampleImages.PushAsync(Registry, "contract/known", Checkout, default);
        foreach (var repository in new[] { "contract/known", "contract/never-seen" })
        {
            Assert.Null(await Registry.ResolveAsync(repository, "9.9.9", default));
            Assert.Null(await Registry.ResolveAsync(repository, s_unknown.Text, default));
            Assert.Null(await Registry.GetManifestAsync(repository, s_unknown, default));
            Assert.Null(await Registry.HeadBlobAsync(repository, s_unknown, default));
        }
    }

    [Fact]
    public async Task Opening_a_blob_that_is_not_there_is_refused_as_not_found()
    {
        var e = await Assert.ThrowsAsync<RegistryException>(() => Registry.OpenBlobAsync("contract/known", s_unknown, 0, default));
        Assert.Equal(RegistryFault.NotFound, e.Fault);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task A_blob_is_read_from_an_offset_on(int offset)
    {
        var digest = await UploadAsync("contract/blobs");
        Assert.Equal(s_bytes.Length, await Registry.HeadBlobAsync("contract/blobs", digest, default));
        await using var stream = await Registry.OpenBlobAsync("contract/blobs", digest, offset, default);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read);
        Assert.Equal(s_bytes[offset..], read.ToArray());
    }

    [Fact]
    public async Task Uploading_a_blob_twice_is_harmless()
    {
        var digest = await UploadAsync("contract/twice");
        Assert.Equal(digest, await UploadAsync("contract/twice"));
    }

    [Fact]
    public async Task Bytes_that_do_not_fit_the_digest_are_refused_and_not_kept()
    {
        var e = await Assert.ThrowsAsync<RegistryException>(() => Registry.UploadBlobAsync("contract/wrong", s_unknown, s_bytes.Length, Source(s_bytes), default));
        Assert.Equal(RegistryFault.Corrupt, e.Fault);
        Assert.Null(await Registry.HeadBlobAsync("contract/wrong", s_unknown, default));
    }

    [Fact]
    public async Task A_blob_is_mounted_from_a_repository_that_has_it()
    {
        var digest = await UploadAsync("contract/from");
        Assert.True(await Registry.MountBlobAsync("contract/to", digest, "contract/from", default));
        Assert.Equal(s_bytes.Length, await Registry.HeadBlobAsync("contract/to", digest, default));
    }

    [Fact]
    public async Task A_mount_from_a_repository_that_has_not_got_it_says_so()
    {
        Assert.False(await Registry.MountBlobAsync("contract/to", s_unknown, "contract/from", default));
        Assert.Null(await Registry.HeadBlobAsync("contract/to", s_unknown, default));
    }

    [Fact]
    public async Task A_blob_is_seen_only_in_the_repositories_that_have_it()
    {
        var digest = await UploadAsync("contract/mine");
        Assert.Null(await Registry.HeadBlobAsync("contract/yours", digest, default));
    }

    [Fact]
    public async Task Tags_come_in_pages()
    {
        foreach (var version in new[] { "1.0.0", "1.1.0", "2.0.0", "10.0.0" }) await SampleImages.PushAsync(Registry, "contract/tags", Checkout with { Version = version }, default);
        Assert.Equal(["1.0.0", "1.1.0", "10.0.0", "2.0.0"], await Registry.ListTagsAsync("contract/tags", null, 100, default));
        Assert.Equal(["1.0.0", "1.1.0"], await Registry.ListTagsAsync("contract/tags", null, 2, default));
        Assert.Equal(["10.0.0", "2.0.0"], await Registry.ListTagsAsync("contract/tags", "1.1.0", 2, default));
        Assert.Empty(await Registry.ListTagsAsync("contract/tags", "2.0.0", 2, default));
    }

    [Fact]
    public async Task An_unknown_repository_has_no_tags() => Assert.Empty(await Registry.ListTagsAsync("contract/nothing-here", null, 10, default));

    [Fact]
    public async Task A_manifest_that_names_missing_blobs_is_refused()
    {
        var digest = await SampleImages.PushAsync(Registry, "contract/whole", Checkout, default);
        var manifest = await Registry.GetManifestAsync("contract/whole", digest, default);
        var e = await Assert.ThrowsAsync<RegistryException>(() => Registry.PutManifestAsync("contract/gaps", "1.4.0", manifest!, default));
        Assert.Equal(RegistryFault.NotWritable, e.Fault);
        Assert.Null(await Registry.ResolveAsync("contract/gaps", "1.4.0", default));
    }

    [Theory]
    [InlineData("../etc")]
    [InlineData("a/../../b")]
    [InlineData("a?x=1")]
    [InlineData("")]
    public async Task A_name_outside_the_grammar_reaches_nothing(string repository)
    {
        var e = await Assert.ThrowsAsync<RegistryException>(() => Registry.ResolveAsync(repository, "1.0.0", default));
        Assert.Equal(RegistryFault.NotFound, e.Fault);
    }

    [Fact]
    public async Task What_is_attached_to_an_image_is_listed()
    {
        var image = await SampleImages.PushAsync(Registry, "contract/signed", Checkout, default);
        var first = await Artifacts.AttachAsync(Registry, "contract/signed", image, "application/spdx+json", "an sbom");
        var second = await Artifacts.AttachAsync(Registry, "contract/signed", image, "application/vnd.in-toto+json", "an attestation");
        var found = await Registry.ListReferrersAsync("contract/signed", image, default);
        Assert.Equal(new[] { first.Text, second.Text }.Order(StringComparer.Ordinal), found.Select(entry => entry.Digest.Text).Order(StringComparer.Ordinal));
        Assert.Equal("application/spdx+json", found.Single(entry => entry.Digest == first).ArtifactType);
        Assert.Empty(await Registry.ListReferrersAsync("contract/signed", first, default));
    }

    private async Task<Digest> UploadAsync(string repository)
    {
        var digest = Manifest.HashOf(s_bytes);
        await Registry.UploadBlobAsync(repository, digest, s_bytes.Length, Source(s_bytes), default);
        return digest;
    }

    private static BlobSource Source(byte[] bytes) => (offset, _) => Task.FromResult<Stream>(new MemoryStream(bytes[(int)offset..]));
}

public sealed class RemoteRegistryContractTests(DockerRegistry docker) : RegistryContractTests, IClassFixture<DockerRegistry>
{
    protected override IRegistry Registry { get; } = Remotes.At(docker.Address);
}

public sealed class EmbeddedRegistryContractTests(EmbeddedHost host) : RegistryContractTests, IClassFixture<EmbeddedHost>
{
    protected override IRegistry Registry => host.Registry;
}

/// <summary>Our client against our server: the first part of each path is the embedded registry's name.</summary>
public sealed class EmbeddedOverHttpContractTests(EmbeddedHost host) : RegistryContractTests, IClassFixture<EmbeddedHost>
{
    protected override IRegistry Registry { get; } = new Below("main", Remotes.At(host.Address, EmbeddedHost.Owner));
}
