using System.Text;
using static PromotionPortal.Cel.Functions.Define;

namespace PromotionPortal.Cel.Functions;

/// <summary>The extension "strings". Places are counted in characters from 0.</summary>
internal static class StringFunctions
{
    public static IEnumerable<CelFunction> All =>
    [
        Method("charAt", [CelType.String, CelType.Int], CelType.String, "The character at the place.", Paid((a, _) => CharAt(a.Text(0), a.Whole(1)))),
        Method("indexOf", [CelType.String, CelType.String], CelType.Int, "Where the other text first begins, or -1.", Paid((a, _) => IndexOf(a.Text(0), a.Text(1), 0))),
        Method("indexOf", [CelType.String, CelType.String, CelType.Int], CelType.Int, "The same, from a place on.", Paid((a, _) => IndexOf(a.Text(0), a.Text(1), a.Whole(2)))),
        Method("lastIndexOf", [CelType.String, CelType.String], CelType.Int, "Where the other text last begins, or -1.", Paid((a, _) => LastIndexOf(a.Text(0), a.Text(1), null))),
        Method("lastIndexOf", [CelType.String, CelType.String, CelType.Int], CelType.Int, "The same, not after a place.", Paid((a, _) => LastIndexOf(a.Text(0), a.Text(1), a.Whole(2)))),
        Method("substring", [CelType.String, CelType.Int], CelType.String, "The text from a place on.", Paid((a, _) => Substring(a.Text(0), a.Whole(1), null))),
        Method("substring", [CelType.String, CelType.Int, CelType.Int], CelType.String, "The text from a place up to, but without, another.", Paid((a, _) => Substring(a.Text(0), a.Whole(1), a.Whole(2)))),
        Method("trim", [CelType.String], CelType.String, "The text without blanks around it.", Paid((a, _) => Text(a.Text(0).Trim()))),
        Method("lowerAscii", [CelType.String], CelType.String, "A to Z as a to z.", Paid((a, _) => Text(MapAscii(a.Text(0), char.IsAsciiLetterUpper)))),
        Method("upperAscii", [CelType.String], CelType.String, "a to z as A to Z.", Paid((a, _) => Text(MapAscii(a.Text(0), char.IsAsciiLetterLower)))),
        Method("reverse", [CelType.String], CelType.String, "The characters in reverse order.", Paid((a, _) => Text(CodePoints.Reversed(a.Text(0))))),
        Method("replace", [CelType.String, CelType.String, CelType.String], CelType.String, "The text with every occurrence of the one replaced by the other.", Paid((a, meter) => Replace(a.Text(0), a.Text(1), a.Text(2), -1, meter))),
        Method("replace", [CelType.String, CelType.String, CelType.String, CelType.Int], CelType.String, "The same, so many times at most.", Paid((a, meter) => Replace(a.Text(0), a.Text(1), a.Text(2), a.Whole(3), meter))),
        Method("split", [CelType.String, CelType.String], Strings, "The parts between the separators.", Paid((a, meter) => Split(a.Text(0), a.Text(1), -1, meter))),
        Method("split", [CelType.String, CelType.String, CelType.Int], Strings, "The same, so many parts at most.", Paid((a, meter) => Split(a.Text(0), a.Text(1), a.Whole(2), meter))),
        Method("join", [Strings], CelType.String, "The texts one after another.", (a, meter) => Join(a.List(0), "", meter)),
        Method("join", [Strings, CelType.String], CelType.String, "The texts with a separator between them.", (a, meter) => Join(a.List(0), a.Text(1), meter)),
        Method("format", [CelType.String, CelType.List(CelType.Dyn)], CelType.String, "The text with %s, %d, %f, %e, %b, %o, %x, %X filled in from the list.", Paid((a, meter) => StringFormat.Format(a.Text(0), a.List(1), meter))),
        Function("strings.quote", [CelType.String], CelType.String, "The text as a literal.", Paid((a, _) => Text(Quoted(a.Text(0))))),
    ];

    private static Func<CelValue[], CelMeter, CelValue> Paid(Func<CelValue[], CelMeter, CelValue> body) => (a, meter) =>
        meter.SpendOnText(a.Text(0).Length) ? body(a, meter) : CelError.CostExceeded;

    private static CelError NoPlace(long place) => new(CelFault.OutOfRange, $"The place {place} is outside of the text.");

    private static CelValue CharAt(string text, long place)
    {
        if (CodePoints.Offset(text, place) is not { } offset) return NoPlace(place);
        return offset == text.Length ? CelString.Empty : Text(text.Substring(offset, CodePoints.LengthAt(text, offset)));
    }

    private static CelValue IndexOf(string text, string part, long from)
    {
        if (CodePoints.Offset(text, from) is not { } offset) return NoPlace(from);
        var found = text.IndexOf(part, offset, StringComparison.Ordinal);
        return CelInt.Of(found < 0 ? -1 : CodePoints.Index(text, found));
    }

    private static CelValue LastIndexOf(string text, string part, long? notAfter)
    {
        var last = text.Length - part.Length;
        if (notAfter is { } place)
        {
            if (CodePoints.Offset(text, place) is not { } offset) return NoPlace(place);
            last = Math.Min(last, offset);
        }
        if (last < 0) return CelInt.Of(-1);
        var found = text.AsSpan(0, last + part.Length).LastIndexOf(part, StringComparison.Ordinal);
        return CelInt.Of(found < 0 ? -1 : CodePoints.Index(text, found));
    }

    private static CelValue Substring(string text, long from, long? to)
    {
        if (CodePoints.Offset(text, from) is not { } start) return NoPlace(from);
        if (to is not { } place) return Text(text[start..]);
        if (CodePoints.Offset(text, place) is not { } end) return NoPlace(place);
        return end < start ? new CelError(CelFault.OutOfRange, $"The end {to} is before the start {from}.") : Text(text[start..end]);
    }

    private static string MapAscii(string text, Func<char, bool> isMapped) =>
        string.Create(text.Length, (text, isMapped), static (letters, state) =>
        {
            for (var i = 0; i < letters.Length; i++) letters[i] = state.isMapped(state.text[i]) ? (char)(state.text[i] ^ 0x20) : state.text[i];
        });

    private static CelValue Replace(string text, string part, string other, long times, CelMeter meter)
    {
        if (times < 0) times = long.MaxValue;
        if (part.Length == 0) return Interleave(text, other, times, meter);
        var result = new StringBuilder();
        var at = 0;
        while (times-- > 0 && text.IndexOf(part, at, StringComparison.Ordinal) is var found and >= 0)
        {
            if (!meter.SpendOnText(other.Length)) return CelError.CostExceeded;
            result.Append(text, at, found - at).Append(other);
            at = found + part.Length;
        }
        return Text(result.Append(text, at, text.Length - at).ToString());
    }

    // Nothing is found before every character and at the end.
    private static CelValue Interleave(string text, string other, long times, CelMeter meter)
    {
        var result = new StringBuilder();
        foreach (var letter in CodePoints.Each(text).Append(""))
        {
            if (!meter.SpendOnText(other.Length)) return CelError.CostExceeded;
            if (times-- > 0) result.Append(other);
            result.Append(letter);
        }
        return Text(result.ToString());
    }

    private static CelValue Split(string text, string separator, long parts, CelMeter meter)
    {
        if (parts == 0) return CelList.Empty;
        var limit = parts < 0 ? int.MaxValue : (int)Math.Min(parts, int.MaxValue);
        var pieces = separator.Length > 0 ? text.Split(separator, limit) : Letters(text, limit);
        return meter.Spend(pieces.Length) ? new CelList([.. pieces.Select(Text)]) : CelError.CostExceeded;
    }

    private static string[] Letters(string text, int limit)
    {
        string[] letters = [.. CodePoints.Each(text)];
        return letters.Length <= limit ? letters : [.. letters[..(limit - 1)], string.Concat(letters[(limit - 1)..])];
    }

    private static CelValue Join(CelList list, string separator, CelMeter meter)
    {
        var result = new StringBuilder();
        for (var i = 0; i < list.Count; i++)
        {
            if (list.Array[i] is not CelString text) return new CelError(CelFault.NoSuchOverload, $"Only text can be joined, not {CelTypeValue.NameOf(list.Array[i].Kind)}.");
            if (!meter.SpendOnText((long)text.Text.Length + separator.Length)) return CelError.CostExceeded;
            result.Append(i > 0 ? separator : "").Append(text.Text);
        }
        return Text(result.ToString());
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            var mark = "\a\b\f\n\r\t\v\\\"".IndexOf(letter, StringComparison.Ordinal);
            quoted.Append(mark < 0 ? letter.ToString() : $"\\{@"abfnrtv\"""[mark]}");
        }
        return quoted.Append('"').ToString();
    }
}
