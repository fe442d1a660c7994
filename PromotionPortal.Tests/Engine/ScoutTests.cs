using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;
using PromotionPortal.Tests.Registry;

namespace PromotionPortal.Tests.Engine;

/// <summary>How images become known, tags move, and signatures count.</summary>
public sealed class ScoutTests : EngineTest
{
    [Fact]
    public async Task A_tag_that_moves_is_written_down_with_both_images_and_told()
    {
        await LookAsync();
        var newer = await PushAsync("newer", "1.0");
        World.Time.Advance(TimeSpan.FromMinutes(1));
        await LookAsync();
        await LookAsync();
        await using var db = await Portal.Database.CreateDbContextAsync();
        var move = await db.TagMoves.SingleAsync();
        Assert.Equal(("1.0", World.Checkout.Text, newer.Text, World.Time.GetUtcNow(), TagSource.Look), (move.Tag, move.FromDigest, move.ToDigest, move.At, move.Source));
        Assert.Equal($"The tag 1.0 of checkout moved from {World.Checkout.Abbreviated} to {newer.Abbreviated}.", (await db.AuditTrail.SingleAsync(row => row.Action == "image.tag-moved")).Text);
    }

    [Fact]
    public async Task The_tag_that_was_seen_last_is_the_newest_whatever_the_alphabet_says()
    {
        await PushAsync("checkout", "9.0");
        await LookAsync();
        var (builds, digest) = (World.Open("builds"), (await World.TagAsync(World.Ci, "9.0"))!.Value);
        await builds.PutManifestAsync("shop/checkout", "10.0", (await builds.GetManifestAsync("shop/checkout", digest, CancellationToken.None))!, CancellationToken.None);
        await LookAsync();
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal(["9.0", "10.0"], (await db.Images.SingleAsync(row => row.Tags.Contains("9.0"))).Tags);
    }

    [Fact]
    public async Task What_hangs_on_an_image_by_a_tag_is_no_image()
    {
        await Artifacts.TagAsync(World.Open("builds"), "shop/checkout", World.Checkout, "sbom", "{}");
        await LookAsync();
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal(World.Checkout.Text, (await db.Images.SingleAsync(row => row.Application == "checkout")).Digest);
    }

    [Fact]
    public async Task Each_source_is_asked_when_it_is_due_and_a_silent_one_less_and_less()
    {
        var asked = 0;
        World.Weather = _ => { asked++; return null; };
        await Portal.Discovery.RunAsync(CancellationToken.None);
        var once = asked;
        Assert.NotEqual(0, once);
        World.Time.Advance(TimeSpan.FromSeconds(59));
        await Portal.Discovery.RunAsync(CancellationToken.None);
        Assert.Equal(once, asked);
        World.Time.Advance(TimeSpan.FromSeconds(1));
        World.Weather = _ => { asked++; return new(System.Net.HttpStatusCode.ServiceUnavailable); };
        await Portal.Discovery.RunAsync(CancellationToken.None);
        Assert.NotEqual(once, asked);

        var pauses = new List<double>();
        for (var look = 0; look < 6; look++)
        {
            await using var db = await Portal.Database.CreateDbContextAsync();
            var due = (await db.Sources.SingleAsync(row => row.Application == "checkout")).DueAt - World.Time.GetUtcNow();
            pauses.Add(due.TotalMinutes);
            World.Time.Advance(due);
            await Portal.Discovery.RunAsync(CancellationToken.None);
        }
        Assert.Equal([2, 4, 8, 15, 15, 15], pauses);
        World.Weather = _ => null;
        World.Time.Advance(TimeSpan.FromMinutes(15));
        await Portal.Discovery.RunAsync(CancellationToken.None);
        await using var end = await Portal.Database.CreateDbContextAsync();
        Assert.All(await end.Sources.ToListAsync(), source => Assert.Equal((null, 0), (source.Problem, source.Silent)));
    }

    [Fact]
    public async Task Without_a_rhythm_a_source_that_answered_is_asked_no_more()
    {
        World.Discovery = new() { Every = TimeSpan.Zero };
        var portal = await Portal.StartAsync(World);
        await portal.Discovery.RunAsync(CancellationToken.None);
        var asked = 0;
        World.Weather = _ => { asked++; return null; };
        World.Time.Advance(TimeSpan.FromDays(7));
        await portal.Discovery.RunAsync(CancellationToken.None);
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task Facts_of_many_images_are_read_at_once_and_each_gets_its_own()
    {
        await LookAsync();
        await using var db = await Portal.Database.CreateDbContextAsync();
        var unknown = new ImageKey("checkout", World.Catalogue);
        var facts = await ImageFactsView.ReadAsync(db, [new("checkout", World.Checkout), new("catalogue", World.Catalogue), unknown], CancellationToken.None);
        Assert.Equal(2, facts.Count);
        Assert.Equal<string>(["2.0"], facts[new("catalogue", World.Catalogue)].Tags);
        Assert.DoesNotContain(unknown, facts.Keys);
    }

    [Fact]
    public async Task A_verified_signature_of_a_configured_key_is_a_fact_and_no_other_is()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await LookAsync();
        await SignAsync(stranger);
        var portal = await WithKeyAsync(key);
        await portal.Scout.LookAsync(CancellationToken.None);
        Assert.Empty(await SignedByAsync(portal));
        await SignAsync(key);
        await portal.Scout.LookAsync(CancellationToken.None);
        Assert.Equal(["release"], await SignedByAsync(portal));
        Assert.Equal<string>(["release"], await portal.Signatures.SignedByAsync("checkout", World.Checkout, CancellationToken.None));
    }

    [Fact]
    public async Task A_registry_that_is_silent_says_neither_signed_nor_unsigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await SignAsync(key);
        var portal = await WithKeyAsync(key);
        await portal.Scout.LookAsync(CancellationToken.None);
        World.Weather = _ => new(System.Net.HttpStatusCode.ServiceUnavailable);
        await Assert.ThrowsAsync<RegistryException>(() => portal.Signatures.SignedByAsync("checkout", World.Checkout, CancellationToken.None));
    }

    [Fact]
    public async Task A_key_that_is_no_longer_configured_vouches_for_nothing_nor_does_another_under_its_name()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await SignAsync(key);
        var before = await WithKeyAsync(key);
        await before.Scout.LookAsync(CancellationToken.None);
        Assert.Equal(["release"], await SignedByAsync(before));
        var after = await WithKeyAsync(other);
        await after.Signatures.ForgetOldKeysAsync(CancellationToken.None);
        Assert.Empty(await SignedByAsync(after));
        await after.Scout.LookAsync(CancellationToken.None);
        Assert.Empty(await SignedByAsync(after));
    }

    [Fact]
    public async Task A_signature_that_was_taken_away_counts_no_more()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await SignAsync(key);
        var portal = await WithKeyAsync(key);
        await portal.Scout.LookAsync(CancellationToken.None);
        ((PromotionPortal.Registry.Embedded.EmbeddedRegistry)World.Open("builds")).DeleteManifest("shop/checkout", AttachmentTag.SignatureOf(World.Checkout));
        await portal.Scout.LookAsync(CancellationToken.None);
        Assert.Empty(await SignedByAsync(portal));
    }

    private Task LookAsync() => Portal.Scout.LookAsync(CancellationToken.None);

    private Task<Digest> PushAsync(string name, string tag) => SampleImages.PushAsync(World.Open("builds"), "shop/checkout", World.Image(name, tag), CancellationToken.None);

    private Task<Portal> WithKeyAsync(ECDsa key)
    {
        World.Discovery = new() { Keys = [new SignatureKey("release", key.ExportSubjectPublicKeyInfoPem())] };
        return Portal.StartAsync(World);
    }

    private async Task SignAsync(ECDsa key)
    {
        var payload = $$$"""{"critical":{"identity":{},"image":{"docker-manifest-digest":"{{{World.Checkout}}}"},"type":"cosign container image signature"}}""";
        var signature = key.SignData(Encoding.UTF8.GetBytes(payload), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        await Artifacts.SignAsync(World.Open("builds"), "shop/checkout", World.Checkout, payload, Convert.ToBase64String(signature));
    }

    private async Task<IReadOnlyList<string>> SignedByAsync(Portal portal)
    {
        await using var db = await portal.Database.CreateDbContextAsync();
        return (await ImageFactsView.ReadAsync(db, "checkout", World.Checkout, CancellationToken.None))!.SignedBy;
    }
}
