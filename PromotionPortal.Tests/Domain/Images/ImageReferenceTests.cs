using PromotionPortal.Domain.Images;

namespace PromotionPortal.Tests.Domain.Images;

public sealed class ImageReferenceTests
{
    private const string Hash = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("checkout", null, "checkout", null, null)]
    [InlineData("checkout:1.4.0", null, "checkout", "1.4.0", null)]
    [InlineData("team/checkout:v1", null, "team/checkout", "v1", null)]
    [InlineData("localhost/checkout", "localhost", "checkout", null, null)]
    [InlineData("localhost:5000/checkout", "localhost:5000", "checkout", null, null)]
    [InlineData("registry.example.com:5000/prod/shop/checkout:1.4.0", "registry.example.com:5000", "prod/shop/checkout", "1.4.0", null)]
    [InlineData("registry.example.com/checkout@" + Hash, "registry.example.com", "checkout", null, Hash)]
    [InlineData("registry.example.com/checkout:1.4.0@" + Hash, "registry.example.com", "checkout", "1.4.0", Hash)]
    [InlineData("127.0.0.1:5000/a/b", "127.0.0.1:5000", "a/b", null, null)]
    [InlineData("[::1]:5000/a:1", "[::1]:5000", "a", "1", null)]
    [InlineData("Host/app", "Host", "app", null, null)]
    [InlineData("a/b_c/d__e/f-g.h", null, "a/b_c/d__e/f-g.h", null, null)]
    public void A_reference_is_taken_apart(string text, string? registry, string repository, string? tag, string? digest)
    {
        var reference = ImageReference.TryParse(text);
        Assert.Equal(new ImageReference(registry, repository, tag, Digest.TryParse(digest)), reference);
        Assert.Equal(text, reference!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Checkout")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("a/.b")]
    [InlineData("a_/b")]
    [InlineData("a___b")]
    [InlineData("a:")]
    [InlineData("a:-x")]
    [InlineData("a:b:c")]
    [InlineData("a@sha256:abc")]
    [InlineData("a@sha512:0123")]
    [InlineData("a\n")]
    [InlineData("a:1\n")]
    [InlineData("registry.example.com:port/a")]
    [InlineData("registry.example.com/")]
    [InlineData("-x.example.com/a")]
    [InlineData("https://registry.example.com/a")]
    public void What_is_not_in_the_grammar_is_no_reference(string text) => Assert.Null(ImageReference.TryParse(text));

    [Fact]
    public void A_repository_has_at_most_255_letters()
    {
        Assert.True(ImageReference.IsRepository(new string('a', 255)));
        Assert.False(ImageReference.IsRepository(new string('a', 256)));
    }

    [Fact]
    public void A_tag_has_at_most_128_letters()
    {
        Assert.True(ImageReference.IsTag(new string('a', 128)));
        Assert.False(ImageReference.IsTag(new string('a', 129)));
    }
}
