using System.Globalization;
using System.Text;

namespace PromotionPortal.Domain.Definitions;

/// <summary>Letters that nobody sees, or that turn round how others read: who judges a text has to see them.</summary>
public static class HiddenLetters
{
    public static string Shown(string text)
    {
        if (!text.EnumerateRunes().Any(IsHidden)) return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (var letter in text.EnumerateRunes())
        {
            if (IsHidden(letter)) shown.Append(CultureInfo.InvariantCulture, $"⟨U+{letter.Value:X4}⟩");
            else shown.Append(letter);
        }
        return shown.ToString();
    }

    private static bool IsHidden(Rune letter) =>
        letter.Value != '\t' && Rune.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
