using System.Globalization;
using System.Text;

namespace PromotionPortal.Cel.Functions;

/// <summary>A set of characters by code point, written as a .NET pattern over UTF-16, in which the rarer characters are pairs.</summary>
internal sealed class CodePointSet
{
    private const int Last = 0x10FFFF;
    private const int LastBasic = 0xFFFF;
    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;

    private static readonly Lazy<ILookup<string, (int From, int To)>> s_categories = new(ReadCategories);

    private readonly List<(int From, int To)> _ranges = [];

    public CodePointSet Add(int from, int to)
    {
        _ranges.Add((from, to));
        return this;
    }

    public CodePointSet Add(CodePointSet other)
    {
        _ranges.AddRange(other._ranges);
        return this;
    }

    /// <summary>One or two letters, such as L or Lu; null where there is no such category.</summary>
    public static CodePointSet? OfCategory(string name)
    {
        var set = new CodePointSet();
        foreach (var key in s_categories.Value.Where(group => group.Key.StartsWith(name, StringComparison.Ordinal))) set._ranges.AddRange(key);
        return set._ranges.Count > 0 ? set : null;
    }

    public CodePointSet Negated()
    {
        var negated = new CodePointSet();
        var next = 0;
        foreach (var (from, to) in Merged())
        {
            if (from > next) negated.Add(next, from - 1);
            next = to + 1;
        }
        return next <= Last ? negated.Add(next, Last) : negated;
    }

    public string ToPattern()
    {
        var basic = new StringBuilder();
        var pairs = new List<string>();
        foreach (var (from, to) in Merged().SelectMany(WithoutSurrogates))
        {
            if (from <= LastBasic) basic.Append(Range(from, Math.Min(to, LastBasic)));
            if (to > LastBasic) pairs.AddRange(Pairs(Math.Max(from, LastBasic + 1), to));
        }
        if (basic.Length > 0) pairs.Insert(0, $"[{basic}]");
        return pairs.Count == 0 ? "[^\\s\\S]" : $"(?:{string.Join('|', pairs)})";
    }

    private IEnumerable<(int From, int To)> Merged()
    {
        (int From, int To)? open = null;
        foreach (var range in _ranges.Order())
        {
            if (open is { } one && range.From <= one.To + 1) open = (one.From, Math.Max(one.To, range.To));
            else
            {
                if (open is { } done) yield return done;
                open = range;
            }
        }
        if (open is { } last) yield return last;
    }

    private static IEnumerable<(int From, int To)> WithoutSurrogates((int From, int To) range)
    {
        if (range.From < FirstSurrogate) yield return (range.From, Math.Min(range.To, FirstSurrogate - 1));
        if (range.To > LastSurrogate) yield return (Math.Max(range.From, LastSurrogate + 1), range.To);
    }

    // At most three alternatives: the rest of the first high surrogate, whole ones, and the beginning of the last.
    private static IEnumerable<string> Pairs(int from, int to)
    {
        while (from <= to)
        {
            var (high, low) = Split(from);
            var (lastHigh, lastLow) = Split(to);
            if (high == lastHigh || low > 0xDC00)
            {
                var end = high == lastHigh ? lastLow : 0xDFFF;
                yield return Unit(high) + $"[{Range(low, end)}]";
                from += end - low + 1;
                continue;
            }
            var wholeTo = lastLow == 0xDFFF ? lastHigh : lastHigh - 1;
            yield return $"[{Range(high, wholeTo)}][{Range(0xDC00, 0xDFFF)}]";
            from += (wholeTo - high + 1) * 0x400;
        }
    }

    private static (int High, int Low) Split(int codePoint) => (0xD800 + ((codePoint - 0x10000) >> 10), 0xDC00 + ((codePoint - 0x10000) & 0x3FF));

    private static string Range(int from, int to) => from == to ? Unit(from) : $"{Unit(from)}-{Unit(to)}";

    private static string Unit(int unit) => $"\\u{unit:X4}";

    private static ILookup<string, (int From, int To)> ReadCategories()
    {
        var ranges = new List<(string Category, int From, int To)>();
        for (var from = 0; from <= Last;)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(from);
            var to = from;
            while (to < Last && CharUnicodeInfo.GetUnicodeCategory(to + 1) == category) to++;
            ranges.Add((ShortName(category), from, to));
            from = to + 1;
        }
        return ranges.ToLookup(range => range.Category, range => (range.From, range.To), StringComparer.Ordinal);
    }

    private static string ShortName(UnicodeCategory category) =>
        "LuLlLtLmLoMnMcMeNdNlNoZsZlZpCcCfCsCoPcPdPsPePiPfPoSmScSkSoCn".Substring((int)category * 2, 2);
}
