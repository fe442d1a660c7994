using System.Text.RegularExpressions;

namespace PromotionPortal.Domain.Images;

/// <summary>Where an image is: the registry's host, the repository in it, and a tag, a digest or both. No part is ever guessed.</summary>
public sealed partial record ImageReference(string? Registry, string Repository, string? Tag, Digest? Digest)
{
    public const int LongestRepository = 255;

    // The parts of the distribution project's grammar; the separators share no character with the words, so nothing backtracks far.
    private const string Word = "[a-z0-9]+";
    private const string PathPart = Word + @"((\.|_|__|-+)" + Word + ")*";
    private const string HostPart = "[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?";

    /// <summary>Host and path, which is what stays the same from one version to the next.</summary>
    public string Name => Registry is null ? Repository : $"{Registry}/{Repository}";

    public static ImageReference? TryParse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 1024) return null;
        var (rest, digestText) = Cut(text, text.LastIndexOf('@'));
        var digest = Images.Digest.TryParse(digestText);
        if (digestText is not null && digest is null) return null;
        // A colon before the last slash belongs to a port.
        var (name, tag) = Cut(rest, rest.LastIndexOf(':') is var colon && colon > rest.LastIndexOf('/') ? colon : -1);
        if (tag is not null && !IsTag(tag)) return null;
        var (registry, repository) = SplitHost(name);
        return IsRepository(repository) && (registry is null || IsHost(registry)) ? new(registry, repository, tag, digest) : null;
    }

    public static bool IsRepository(string text) => text.Length is > 0 and <= LongestRepository && RepositoryPattern().IsMatch(text);

    public static bool IsTag(string text) => TagPattern().IsMatch(text);

    /// <summary>A host name, an IPv4 address or an IPv6 address in brackets, with or without a port.</summary>
    public static bool IsHost(string text) => text.Length <= 255 && HostPattern().IsMatch(text);

    public override string ToString() => Name + (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    private static (string Head, string? Tail) Cut(string text, int at) => at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);

    // "team/checkout" is a path; a host shows itself by a dot, a port, a capital or by being localhost.
    private static (string? Registry, string Repository) SplitHost(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return (null, name);
        var head = name[..slash];
        var isHost = head == "localhost" || head.AsSpan().ContainsAny(".:[") || head.Any(char.IsAsciiLetterUpper);
        return isHost ? (head, name[(slash + 1)..]) : (null, name);
    }

    [GeneratedRegex($@"\A{PathPart}(/{PathPart})*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RepositoryPattern();

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TagPattern();

    [GeneratedRegex($@"\A({HostPart}(\.{HostPart})*|\[[a-fA-F0-9:.]+\])(:[0-9]{{1,5}})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostPattern();
}
