using System.Security.Cryptography;
using System.Text;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Embedded;

namespace PromotionPortal.Tests.Registry;

/// <summary>Whose signatures an image carries.</summary>
public sealed class SignatureCheckTests : IDisposable
{
    private static readonly Digest s_digest = Digest.Parse("sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881");

    // Made with openssl, so that more than our own idea of the format is tested.
    private static readonly SignatureKey s_release = new("release", """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEl76GY8kYXfn9KWgk4gGVXWAs62/G
        K96CePKpHUX+O3PIEUibHL+rTrmcexX+IOq5tN4Y/apT3ThlR6/q52uPNw==
        -----END PUBLIC KEY-----
        """);

    private const string Signature = "MEUCIQCb/vFreSJ40P74oqweu0ZY3WRKfBkOlA1ZFF6kVkuByAIgZtL/n4CzCRqLZM08OgUG/EKRFrCCfj7RsoYSx6KMpC0=";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("signed-");
    private readonly EmbeddedRegistry _registry;

    public SignatureCheckTests() => _registry = EmbeddedRegistry.Open("main", _folder.FullName, TimeProvider.System);

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Payload(Digest digest, string type = "cosign container image signature") =>
        $$$"""{"critical":{"identity":{"docker-reference":"registry.example/checkout"},"image":{"docker-manifest-digest":"{{{digest}}}"},"type":"{{{type}}}"},"optional":null}""";

    private async Task<string> SignedByAsync(params SignatureKey[] keys) => string.Join(' ', await SignatureCheck.SignedByAsync(_registry, "checkout", s_digest, keys, default));

    [Fact]
    public async Task A_signature_that_another_tool_made_with_a_known_key_counts()
    {
        await Artifacts.SignAsync(_registry, "checkout", s_digest, Payload(s_digest), Signature);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal("release", await SignedByAsync(new("other", other.ExportSubjectPublicKeyInfoPem()), s_release));
    }

    [Fact]
    public async Task An_RSA_key_counts_too()
    {
        using var rsa = RSA.Create(2048);
        var signature = rsa.SignData(Encoding.UTF8.GetBytes(Payload(s_digest)), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        await Artifacts.SignAsync(_registry, "checkout", s_digest, Payload(s_digest), Convert.ToBase64String(signature));
        Assert.Equal("rsa", await SignedByAsync(new SignatureKey("rsa", rsa.ExportSubjectPublicKeyInfoPem())));
    }

    [Fact]
    public async Task An_image_without_a_signature_is_signed_by_nobody() => Assert.Equal("", await SignedByAsync(s_release));

    [Fact]
    public async Task A_signature_made_for_another_image_does_not_count()
    {
        var other = Manifest.HashOf("y"u8);
        await Artifacts.SignAsync(_registry, "checkout", other, Payload(s_digest), Signature);
        Assert.Empty(await SignatureCheck.SignedByAsync(_registry, "checkout", other, [s_release], default));
    }

    [Theory]
    [InlineData(Signature, "something else")]
    [InlineData("", "cosign container image signature")]
    [InlineData("not base64!", "cosign container image signature")]
    [InlineData("AAAA", "cosign container image signature")]
    public async Task A_signature_that_is_not_right_is_none(string signature, string type)
    {
        await Artifacts.SignAsync(_registry, "checkout", s_digest, Payload(s_digest, type), signature);
        Assert.Equal("", await SignedByAsync(s_release));
    }

    [Fact]
    public async Task A_payload_of_another_text_is_not_what_was_signed()
    {
        await Artifacts.SignAsync(_registry, "checkout", s_digest, Payload(s_digest) + " ", Signature);
        Assert.Equal("", await SignedByAsync(s_release));
    }

    [Fact]
    public async Task A_key_that_cannot_be_read_says_so_and_hinders_no_other()
    {
        var broken = new SignatureKey("broken", "-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----");
        Assert.Contains("'broken'", broken.Problem(), StringComparison.Ordinal);
        Assert.Null(s_release.Problem());
        await Artifacts.SignAsync(_registry, "checkout", s_digest, Payload(s_digest), Signature);
        Assert.Equal("release", await SignedByAsync(broken, s_release));
    }
}
