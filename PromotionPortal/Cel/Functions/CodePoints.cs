using System.Text;

namespace PromotionPortal.Cel.Functions;

/// <summary>The language counts in code points, .NET in UTF-16 units; they differ only where there are surrogates.</summary>
internal static class CodePoints
{
    public static int Count(string text)
    {
        var count = text.Length;
        for (var at = 0; at + 1 < text.Length; at++)
        {
            if (char.IsSurrogatePair(text[at], text[at + 1])) (count, at) = (count - 1, at + 1);
        }
        return count;
    }

    /// <summary>Where the code point begins, in UTF-16 units; null when there is none, though the end of the text is a place too.</summary>
    public static int? Offset(string text, long codePoint)
    {
        if (codePoint < 0 || codePoint > text.Length) return null;
        var offset = 0;
        for (var i = 0L; i < codePoint; i++)
        {
            if (offset >= text.Length) return null;
            offset += LengthAt(text, offset);
        }
        return offset;
    }

    public static int LengthAt(string text, int offset) =>
        offset + 1 < text.Length && char.IsSurrogatePair(text[offset], text[offset + 1]) ? 2 : 1;

    /// <summary>How many code points stand before the offset.</summary>
    public static int Index(string text, int offset) => Count(text[..offset]);

    public static IEnumerable<string> Each(string text)
    {
        for (var at = 0; at < text.Length; at += LengthAt(text, at)) yield return text.Substring(at, LengthAt(text, at));
    }

    public static string Reversed(string text)
    {
        var reversed = new StringBuilder(text.Length);
        foreach (var letter in Each(text).Reverse()) reversed.Append(letter);
        return reversed.ToString();
    }
}
