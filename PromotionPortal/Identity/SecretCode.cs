using System.Security.Cryptography;
using System.Text;

namespace PromotionPortal.Identity;

/// <summary>A long random secret that is handed out once; only its SHA-256 is kept.</summary>
internal static class SecretCode
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    // 43 characters of base 62 are 256 bits.
    public const int Length = 43;

    public static string Create() => RandomNumberGenerator.GetString(Base62, Length);

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public static string InBase62(uint number, int digits)
    {
        var text = new char[digits];
        for (var at = digits - 1; at >= 0; at--, number /= (uint)Base62.Length) text[at] = Base62[(int)(number % (uint)Base62.Length)];
        return new(text);
    }
}
