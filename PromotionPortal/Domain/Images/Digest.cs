namespace PromotionPortal.Domain.Images;

/// <summary>The content address of an image: what is promoted, whatever its tags say.</summary>
public readonly record struct Digest
{
    private const string Prefix = "sha256:";
    private const int HexLength = 64;

    private Digest(string text) => Text = text;

    public string Text { get; }

    /// <summary>The 64 hexadecimal characters alone.</summary>
    public string Hex => Text[Prefix.Length..];

    public string Abbreviated => Text[Prefix.Length..(Prefix.Length + 12)];

    public static Digest? TryParse(string? text) =>
        text is not null && text.Length == Prefix.Length + HexLength && text.StartsWith(Prefix, StringComparison.Ordinal)
            && !text.AsSpan(Prefix.Length).ContainsAnyExcept("0123456789abcdef")
            ? new Digest(text)
            : null;

    /// <summary>For text that was checked before, such as our own database's.</summary>
    public static Digest Parse(string text) => TryParse(text) ?? throw new FormatException($"'{text}' is not a sha256 digest.");

    public override string ToString() => Text;
}
