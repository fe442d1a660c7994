using System.Globalization;

namespace PromotionPortal.Web.Shared;

/// <summary>One or two letters that stand for a name.</summary>
public static class Initials
{
    public static string Of(string name)
    {
        var words = name.Split([' ', '.', '-', '_', '@'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var letters = words.Length switch
        {
            0 => "?",
            1 => First(words[0]),
            _ => First(words[0]) + First(words[name.Contains('@', StringComparison.Ordinal) ? 1 : words.Length - 1]),
        };
        return letters.ToUpperInvariant();
    }

    // A letter may take two code units.
    private static string First(string word) => StringInfo.GetNextTextElement(word);
}
