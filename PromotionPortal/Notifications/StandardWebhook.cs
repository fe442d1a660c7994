using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PromotionPortal.Notifications;

/// <summary>The headers by which a receiver knows who sent a webhook, and that it is neither altered nor old (Standard Webhooks).</summary>
public static class StandardWebhook
{
    private const string EncodedSecret = "whsec_";

    public static IReadOnlyDictionary<string, string> Headers(string messageId, DateTimeOffset now, byte[] body, string secret)
    {
        var id = $"msg_{messageId}";
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var signature = HMACSHA256.HashData(Key(secret), signed);
        return new Dictionary<string, string>(StringComparer.Ordinal) { ["webhook-id"] = id, ["webhook-timestamp"] = timestamp, ["webhook-signature"] = $"v1,{Convert.ToBase64String(signature)}" };
    }

    private static byte[] Key(string secret)
    {
        var bytes = new byte[secret.Length];
        return secret.StartsWith(EncodedSecret, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[EncodedSecret.Length..], bytes, out var length) ? bytes[..length] : Encoding.UTF8.GetBytes(secret);
    }
}
