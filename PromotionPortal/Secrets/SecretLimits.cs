using System.Text;

namespace PromotionPortal.Secrets;

/// <summary>How large a secret may be.</summary>
public static class SecretLimits
{
    public const int MostBytes = 16 * 1024;

    public static bool Fits(string value) => value.Length > 0 && Encoding.UTF8.GetByteCount(value) <= MostBytes;
}
