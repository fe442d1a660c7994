namespace PromotionPortal.Git;

/// <summary>What may be handed to git from outside.</summary>
public static class GitNames
{
    private const int Longest = 1000;

    /// <summary>One of the protocols we speak, and no password in the address.</summary>
    public static bool IsUrl(string text) => IsRemoteUrl(text) && !text.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The same, and http, which whoever uses it allows only where nobody listens.</summary>
    public static bool IsRemoteUrl(string text) =>
        text.Length <= Longest
        && !text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && text.StartsWith(url.Scheme + "://", StringComparison.OrdinalIgnoreCase)
        && url.Scheme switch
        {
            "https" or "http" => url.Host.Length > 0 && url.UserInfo.Length == 0,
            "ssh" => url.Host.Length > 0 && !url.Host.StartsWith('-') && !url.UserInfo.StartsWith('-') && !url.UserInfo.Contains(':', StringComparison.Ordinal),
            "file" => url.Host.Length == 0 && url.UserInfo.Length == 0,
            _ => false,
        };

    /// <summary>A plain branch: nothing that git reads as an option, a range or an expression.</summary>
    public static bool IsBranch(string text) =>
        text.Length is > 0 and <= Longest
        && text[0] is not ('-' or '+' or '/' or '.')
        && text[^1] is not ('/' or '.')
        && !text.Any(character => char.IsControl(character) || " ~^:?*[\\@{}".Contains(character, StringComparison.Ordinal))
        && !text.Contains("..", StringComparison.Ordinal)
        && text.Split('/').All(part => part.Length > 0 && !part.StartsWith('.') && !part.EndsWith(".lock", StringComparison.Ordinal));
}
