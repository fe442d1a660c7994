using System.Security.Cryptography;
using System.Text;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Embedded;
using PromotionPortal.Tests.Registry;

namespace PromotionPortal.Tests.Engine;

/// <summary>Where a policy wants a signature, it is asked for anew right before the copy.</summary>
public sealed class SignatureTests : EngineTest
{
    private static readonly HttpResponseMessage s_silent = new(System.Net.HttpStatusCode.ServiceUnavailable);

    [Fact]
    public async Task A_signed_image_arrives()
    {
        var (portal, id) = await ApprovedAsync();
        await portal.RunAsync();
        Assert.Equal(PromotionState.Promoted, (await portal.ReadAsync(id)).Row.State);
        Assert.Empty(await portal.Doctor.ExamineAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_signature_that_was_taken_away_after_the_approval_ends_it_and_nothing_is_copied()
    {
        var (portal, id) = await ApprovedAsync();
        ((EmbeddedRegistry)World.Open("builds")).DeleteManifest("shop/checkout", AttachmentTag.SignatureOf(World.Checkout));
        await portal.RunAsync();
        var row = (await portal.ReadAsync(id)).Row;
        Assert.Equal((PromotionState.Stale, "A gate closed meanwhile. No signature with release was verified."), (row.State, row.EndingWhat));
        Assert.Null(await World.TagAsync(World.Prod, "1.0"));
        Assert.Empty(await portal.Doctor.ExamineAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_is_waited_for()
    {
        var (portal, id) = await ApprovedAsync();
        var silent = 2;
        World.Weather = request => request.RequestUri!.AbsolutePath.Contains(AttachmentTag.SignatureOf(World.Checkout), StringComparison.Ordinal) && silent-- > 0 ? s_silent : null;
        await portal.RunAsync();
        Assert.Equal(PromotionState.Promoted, (await portal.ReadAsync(id)).Row.State);
        Assert.True(silent <= 0);
    }

    [Fact]
    public async Task A_registry_that_never_answers_makes_it_fail_and_is_never_taken_for_a_signature()
    {
        var (portal, id) = await ApprovedAsync();
        World.Weather = request => request.RequestUri!.Host == "builds.test" ? s_silent : null;
        await portal.RunAsync();
        var row = (await portal.ReadAsync(id)).Row;
        Assert.Equal((PromotionState.Failed, EndingKind.RegistryUnreachable), (row.State, row.EndingKind));
        Assert.Null(await World.TagAsync(World.Prod, "1.0"));
    }

    [Fact]
    public async Task Of_a_set_every_image_is_asked_for_before_the_first_is_copied()
    {
        var asked = new List<string>();
        World.Weather = request =>
        {
            asked.Add(request.RequestUri!.ToString());
            return null;
        };
        var (portal, _) = await ApprovedAsync(withCatalogue: true);
        asked.Clear();
        await portal.RunAsync();
        var first = asked.FindIndex(url => url.Contains("/main/prod/", StringComparison.Ordinal));
        Assert.All(new[] { World.Checkout, World.Catalogue }, digest => Assert.InRange(asked.FindIndex(url => url.Contains(AttachmentTag.SignatureOf(digest), StringComparison.Ordinal)), 0, first));
    }

    private async Task<(Portal Portal, long Id)> ApprovedAsync(bool withCatalogue = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await SignAsync(key, "shop/checkout", World.Checkout);
        await SignAsync(key, "shop/catalogue", World.Catalogue);
        World.Discovery = new() { Keys = [new SignatureKey("release", key.ExportSubjectPublicKeyInfoPem())] };
        World.Govern(new() { ApprovalCount = 1, RequireSignatures = ["release"] });
        var portal = await Portal.StartAsync(World);
        await portal.Scout.LookAsync(CancellationToken.None);
        WantedImage[] images = [new("checkout", World.Checkout, "1.0", From: null), .. withCatalogue ? [new WantedImage("catalogue", World.Catalogue, "2.0", From: null)] : Array.Empty<WantedImage>()];
        var id = await portal.RequestAsync("prod", key: null, images);
        await portal.RunAsync();
        var paul = await portal.AddAsync(new("paul", "Paul", Credential.Browser, [new(Role.ArtifactPromoter, Reach.All)], []));
        Assert.Equal(ApprovalResult.Approved, (await portal.Approvals.ApproveAsync(new(id), paul, CancellationToken.None)).Result);
        return (portal, id);
    }

    private async Task SignAsync(ECDsa key, string repository, Digest digest)
    {
        var payload = $$$"""{"critical":{"identity":{},"image":{"docker-manifest-digest":"{{{digest}}}"},"type":"cosign container image signature"}}""";
        var signature = key.SignData(Encoding.UTF8.GetBytes(payload), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        await Artifacts.SignAsync(World.Open("builds"), repository, digest, payload, Convert.ToBase64String(signature));
    }
}
