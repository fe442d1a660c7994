using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PromotionPortal.Git;

/// <summary>The id that git gives to a content, without asking git.</summary>
public static class BlobId
{
    public static string Of(ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0")));
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
