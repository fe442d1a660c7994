namespace PromotionPortal.Domain.Images;

/// <summary>A tag that is no version of an image but holds what belongs to one: its signatures, its SBOM, its attestations.</summary>
public static class AttachmentTag
{
    private const string Prefix = "sha256-";
    private const int HexLength = 64;
    private const string SignatureSuffix = ".sig";

    /// <summary>The image that something is attached to by this tag; null for an ordinary tag.</summary>
    public static Digest? SubjectOf(string tag) =>
        tag.StartsWith(Prefix, StringComparison.Ordinal) && tag.Length >= Prefix.Length + HexLength && (tag.Length == Prefix.Length + HexLength || tag[Prefix.Length + HexLength] == '.')
            ? Digest.TryParse("sha256:" + tag[Prefix.Length..(Prefix.Length + HexLength)])
            : null;

    public static bool IsSignature(string tag) => SubjectOf(tag) is not null && tag.EndsWith(SignatureSuffix, StringComparison.Ordinal);

    public static string SignatureOf(Digest digest) => $"{Prefix}{digest.Hex}{SignatureSuffix}";
}
