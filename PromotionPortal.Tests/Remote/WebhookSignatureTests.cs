using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PromotionPortal.Engine;

namespace PromotionPortal.Tests.Remote;

public sealed class WebhookSignatureTests
{
    private const string Secret = "shared";
    private const string Body = "{\"ref\":\"refs/heads/main\"}";
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void GitHub_s_is_taken_and_that_of_another_body_or_secret_is_not()
    {
        var good = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Bytes(Secret), Bytes(Body)));
        Assert.True(Check(new(good, null, null, null, null)));
        Assert.False(Check(new(good, null, null, null, null), body: Body + " "));
        Assert.False(Check(new(good, null, null, null, null), secret: "other"));
        Assert.False(Check(new(good[7..], null, null, null, null)));
        Assert.False(Check(new("sha256=", null, null, null, null)));
    }

    [Theory]
    [InlineData("shared", true)]
    [InlineData("Shared", false)]
    [InlineData("", false)]
    public void GitLab_sends_the_secret_itself(string token, bool isGenuine) => Assert.Equal(isGenuine, Check(new(null, token, null, null, null)));

    [Theory]
    [InlineData(0, true)]
    [InlineData(-299, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public void A_standard_webhook_is_taken_while_it_is_fresh(int seconds, bool isGenuine)
    {
        var stamp = (s_now.ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Bytes(Secret), Bytes($"id-1.{stamp}.{Body}")));
        Assert.Equal(isGenuine, Check(new(null, null, "id-1", stamp, $"v1,bm8= v1,{signature}")));
        Assert.False(Check(new(null, null, "id-2", stamp, $"v1,{signature}")));
    }

    [Fact]
    public void A_standard_secret_is_written_in_base64()
    {
        var stamp = s_now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Bytes("key"), Bytes($"id-1.{stamp}.{Body}")));
        Assert.True(Check(new(null, null, "id-1", stamp, $"v1,{signature}"), secret: "whsec_" + Convert.ToBase64String(Bytes("key"))));
    }

    [Fact]
    public void Nothing_is_no_signature() => Assert.False(Check(new(null, null, null, null, null)));

    private static bool Check(WebhookHeaders headers, string body = Body, string secret = Secret)
    {
        using var signature = new WebhookSignature(headers, secret, s_now);
        foreach (var one in Bytes(body)) signature.Append([one]);
        return signature.IsGenuine();
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
