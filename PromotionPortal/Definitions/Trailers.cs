namespace PromotionPortal.Definitions;

/// <summary>The last paragraph of a commit's message, in which the portal writes who and which change it was.</summary>
internal static class Trailers
{
    public const string Actor = "Portal-Actor";
    public const string Change = "Portal-Change";

    public static string Append(string message, string actor, string change) => $"{Tidy(message)}\n\n{Actor}: {OneLine(actor)}\n{Change}: {OneLine(change)}\n";

    /// <summary>Only the last paragraph counts: what somebody writes above it is prose.</summary>
    public static string? Find(string message, string trailer)
    {
        var last = message.TrimEnd().Split("\n\n")[^1];
        return last.Split('\n').FirstOrDefault(line => line.StartsWith(trailer + ": ", StringComparison.Ordinal))?[(trailer.Length + 2)..];
    }

    /// <summary>The message without the paragraph that the portal added.</summary>
    public static string Prose(string message)
    {
        var text = message.TrimEnd();
        var at = text.LastIndexOf("\n\n", StringComparison.Ordinal);
        return at >= 0 && Find(text, Actor) is not null ? text[..at].TrimEnd() : text;
    }

    private static string Tidy(string message)
    {
        var lines = message.ReplaceLineEndings("\n").Split('\n').Select(line => string.Concat(line.Where(character => !char.IsControl(character))).TrimEnd());
        var text = string.Join('\n', lines).Trim();
        return text.Length == 0 ? "Change definitions" : text;
    }

    private static string OneLine(string text) => string.Concat(text.Where(character => !char.IsControl(character)));
}
