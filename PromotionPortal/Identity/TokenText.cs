using System.Text;

namespace PromotionPortal.Identity;

/// <summary>What a token looks like: a prefix that scanners of leaked secrets know, randomness, and a checksum that tells a mistyped one from a wrong one.</summary>
public static class TokenText
{
    private const string Prefix = "pp_";
    private const int ChecksumLength = 6;
    private const int Length = 3 + SecretCode.Length + 1 + ChecksumLength;
    private const int HintLength = 9;

    public static string Create()
    {
        var body = Prefix + SecretCode.Create();
        return $"{body}_{ChecksumOf(body)}";
    }

    public static bool IsWellFormed(string text) =>
        text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text[Length - ChecksumLength - 1] == '_'
        && text.EndsWith(ChecksumOf(text[..(Length - ChecksumLength - 1)]), StringComparison.Ordinal);

    /// <summary>The beginning, by which a person tells his tokens apart.</summary>
    public static string HintOf(string token) => token[..HintLength] + "…";

    private static string ChecksumOf(string body) => SecretCode.InBase62(Crc32(Encoding.ASCII.GetBytes(body)), ChecksumLength);

    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }
}
