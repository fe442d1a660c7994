using System.Globalization;

namespace PromotionPortal.Domain.Finding;

/// <summary>What somebody typed to find something, and how well a name fits it.</summary>
public sealed class FindWords
{
    /// <summary>So many letters count; the rest is cut off.</summary>
    public const int MostLetters = 100;

    private const int MostWords = 8;
    private const int Whole = 100, Beginning = 90, WholeWord = 85, WordBeginning = 80, FirstInitials = 65, Initials = 60, Inside = 40, Scattered = 20;
    private const int ByOtherName = 10; // a name that is shown goes before a synonym
    private const int Phrase = 5;
    private const int ShortestInside = 3, ShortestScattered = 4; // shorter ones are in almost everything

    private readonly string _phrase;

    private FindWords(string[] words) => (Words, _phrase) = (words, string.Join(' ', words));

    /// <summary>In small letters.</summary>
    public IReadOnlyList<string> Words { get; }

    public bool IsEmpty => Words.Count == 0;

    /// <summary>The number of a request, typed as "12" or "#12"; null where something else was typed.</summary>
    public long? Number => Words is [var one] && long.TryParse(one.AsSpan().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static FindWords Of(string? typed)
    {
        var text = typed ?? "";
        if (text.Length > MostLetters) text = text[..MostLetters];
        var words = text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return new([.. words.Take(MostWords)]);
    }

    /// <summary>0: it does not fit. Every word must; the beginning of a name counts more than that of a word, this more than initials, and these more than letters in a row.</summary>
    /// <param name="name">What is shown.</param>
    /// <param name="also">What else people call it.</param>
    public int Fit(string name, string also = "")
    {
        if (IsEmpty) return 1;
        var sum = 0;
        foreach (var word in Words)
        {
            var fit = Math.Max(Fit(word, name.AsSpan()), Math.Min(Fit(word, also.AsSpan()), WholeWord) - ByOtherName);
            if (fit <= 0) return 0;
            sum += fit;
        }
        return (sum / Words.Count) + (Words.Count > 1 && name.StartsWith(_phrase, StringComparison.OrdinalIgnoreCase) ? Phrase : 0);
    }

    /// <summary>Whether the name, or a word of it, begins with this word.</summary>
    public static bool Begins(string word, string name) => Fit(word, name) >= WordBeginning;

    private static int Fit(string word, ReadOnlySpan<char> name)
    {
        var (best, at) = (0, 0);
        while (at <= name.Length - word.Length && name[at..].IndexOf(word, StringComparison.OrdinalIgnoreCase) is >= 0 and var found)
        {
            at += found;
            best = Math.Max(best, FitAt(at, word.Length, name));
            at++;
        }
        return best >= WordBeginning ? best : Math.Max(best, Math.Max(FitInitials(word, name), FitScattered(word, name)));
    }

    private static int FitAt(int at, int length, ReadOnlySpan<char> name)
    {
        if (at == 0) return length == name.Length ? Whole : Beginning;
        if (!IsBeginning(name, at)) return length >= ShortestInside ? Inside : 0;
        return at + length == name.Length || !char.IsLetterOrDigit(name[at + length]) ? WholeWord : WordBeginning;
    }

    private static int FitInitials(string word, ReadOnlySpan<char> name)
    {
        if (word.Length < 2) return 0;
        var (matched, isFirst, begun) = (0, true, 0);
        for (var at = 0; at < name.Length; at++)
        {
            if (!IsBeginning(name, at)) continue;
            if (Same(word[matched], name[at])) matched++;
            else matched = Same(word[0], name[at]) ? 1 : 0;
            if (matched == 1) isFirst = begun == 0;
            if (matched == word.Length) return isFirst ? FirstInitials : Initials;
            begun++;
        }
        return 0;
    }

    // Its letters in their order, the first at the beginning of a word: "chkt" for "checkout".
    private static int FitScattered(string word, ReadOnlySpan<char> name)
    {
        if (word.Length < ShortestScattered) return 0;
        for (var start = 0; start < name.Length; start++)
        {
            if (!IsBeginning(name, start) || !Same(word[0], name[start])) continue;
            var (matched, at) = (1, start + 1);
            // Over one word alone: across a whole sentence almost everything is found.
            for (; at < name.Length && matched < word.Length && char.IsLetterOrDigit(name[at]); at++) if (Same(word[matched], name[at])) matched++;
            if (matched == word.Length) return Scattered;
        }
        return 0;
    }

    private static bool IsBeginning(ReadOnlySpan<char> name, int at) => char.IsLetterOrDigit(name[at]) && (at == 0 || !char.IsLetterOrDigit(name[at - 1]));

    private static bool Same(char one, char other) => one == char.ToLowerInvariant(other);
}
