namespace PromotionPortal.Storage;

/// <summary>Patterns for LIKE that take each letter as it stands.</summary>
internal static class LikePattern
{
    public const string Escape = "\\";

    /// <summary>For finding these words anywhere.</summary>
    public static string Anywhere(string words) => $"%{Plain(words.Trim())}%";

    public static string Beginning(string word) => $"{Plain(word)}%";

    /// <summary>For a word within a text that begins so, but not its first.</summary>
    public static string LaterWord(string word) => $"% {Plain(word)}%";

    private static string Plain(string words) => words.Replace(Escape, Escape + Escape, StringComparison.Ordinal)
        .Replace("%", Escape + "%", StringComparison.Ordinal).Replace("_", Escape + "_", StringComparison.Ordinal);
}
