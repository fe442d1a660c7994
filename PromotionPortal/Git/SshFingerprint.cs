using System.Security.Cryptography;

namespace PromotionPortal.Git;

/// <summary>An ssh host's key in short, as ssh-keygen -l prints it.</summary>
public static class SshFingerprint
{
    private const string Prefix = "SHA256:";
    private const int Letters = 43;

    public static string Of(byte[] key) => Prefix + Convert.ToBase64String(SHA256.HashData(key)).TrimEnd('=');

    public static bool IsOne(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length == Prefix.Length + Letters && text[Prefix.Length..].All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '/');

    public static bool AreSame(string one, string other) => one.Length > 0 && one == other;
}
