using System.Text;

namespace PromotionPortal.Yaml;

/// <summary>Where a character of a scalar's value is written, whatever its quotes, escapes, folds and margins.</summary>
public static class YamlPlaces
{
    private const int MostMargins = 64;

    /// <summary>Line and column, from 1. The value's length asks for the place behind its end. Null where it cannot be told exactly.</summary>
    public static (int Line, int Column)? Of(string text, YamlScalar scalar, int offset)
    {
        var span = scalar.Span;
        if (offset < 0 || offset > scalar.Text.Length || span.End <= span.Start || span.End > text.Length) return null;
        var trail = Trails(text[span.Start..span.End]).FirstOrDefault(trail => trail.Gives(scalar.Text));
        return trail is null ? null : Locate(text, span, span.Start + trail.At(offset));
    }

    // The reader says what the value is; a trail that gives another is not followed.
    private static IEnumerable<YamlTrail> Trails(string written) => written[0] switch
    {
        '\'' or '"' when written.Length > 1 => [Flow(written, written[0], 1, written.Length - 1)],
        '|' or '>' => Margins(written).Select(margin => Block(written, margin)),
        _ => [Flow(written, quote: null, 0, written.Length)],
    };

    // A margin that is given as a number is less than what the first line has.
    private static IEnumerable<int> Margins(string written)
    {
        foreach (var line in written.Split('\n').Skip(1).Where(line => line.Trim().Length > 0).Take(1))
        {
            var widest = line.Length - line.TrimStart(' ').Length;
            return Enumerable.Range(0, Math.Min(widest, MostMargins)).Select(less => widest - less);
        }
        return [];
    }

    private static YamlTrail Flow(string written, char? quote, int at, int end)
    {
        var trail = new YamlTrail(end);
        while (at < end)
        {
            if (IsSpace(written[at])) at = Gap(written, at, end, trail);
            else if (quote == '"' && written[at] == '\\') at = Escape(written, at, end, trail);
            else
            {
                trail.Add(written[at], at);
                at += quote == '\'' && written[at] == '\'' ? 2 : 1;
            }
        }
        return trail;
    }

    // Blanks in a line are kept. Around a break they are not: it alone is one blank, of several the first is dropped.
    private static int Gap(string written, int at, int end, YamlTrail trail)
    {
        var (next, breaks) = (at, 0);
        for (; next < end && IsSpace(written[next]); next++)
        {
            if (IsBreak(written, next)) breaks++;
        }
        if (breaks == 0) trail.Add(written.AsSpan(at, next - at), at);
        else if (breaks == 1) trail.Add(' ', at);
        for (var more = 1; more < breaks; more++) trail.Add('\n', at);
        return next;
    }

    private static int Escape(string written, int at, int end, YamlTrail trail)
    {
        var code = at + 1 < end ? written[at + 1] : '\\';
        if (IsSpace(code) && code is not (' ' or '\t')) return Gap(written, at + 1, end, new(end));
        var digits = code switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0) trail.Add(Meant(code), at);
        else if (at + 2 + digits <= end && uint.TryParse(written.AsSpan(at + 2, digits), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var number)) AddCodePoint(number, at, trail);
        return at + 2 + digits;
    }

    private static void AddCodePoint(uint number, int at, YamlTrail trail)
    {
        if (!Rune.IsValid(number)) return;
        foreach (var half in new Rune(number).ToString()) trail.Add(half, at);
    }

    private static char Meant(char code) => code switch
    {
        '0' => '\0',
        'a' => '\a',
        'b' => '\b',
        't' => '\t',
        'n' => '\n',
        'v' => '\v',
        'f' => '\f',
        'r' => '\r',
        'e' => '\e',
        'N' => '\u0085',
        '_' => '\u00A0',
        'L' => '\u2028',
        'P' => '\u2029',
        _ => code,
    };

    private static YamlTrail Block(string written, int margin)
    {
        var block = new YamlBlock(new(written.Length), isFolded: written[0] == '>');
        for (var at = written.IndexOf('\n', StringComparison.Ordinal) + 1; at < written.Length;)
        {
            var next = written.IndexOf('\n', at) is var end and >= 0 ? end : written.Length;
            var line = written.AsSpan(at, next - at).TrimEnd('\r');
            var indent = line.Length - line.TrimStart(' ').Length;
            var begin = Math.Min(indent, margin);
            block.Add(line[begin..], at + begin, at + line.Length);
            at = next + 1;
        }
        return block.Trail;
    }

    private static (int Line, int Column) Locate(string text, YamlSpan span, int at)
    {
        var (line, begin) = (span.Line, span.Start - span.Column + 1);
        for (var before = span.Start; before < at; before++)
        {
            if (!IsBreak(text, before)) continue;
            line++;
            begin = before + 1;
        }
        return (line, at - begin + 1);
    }

    private static bool IsSpace(char character) => character is ' ' or '\t' or '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    private static bool IsBreak(string text, int at) =>
        IsSpace(text[at]) && text[at] is not (' ' or '\t') && !(text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n');
}

/// <summary>A value as it comes about, each character with the place it was written at.</summary>
internal sealed class YamlTrail(int end)
{
    private readonly StringBuilder _value = new();
    private readonly List<int> _places = [];

    public void Add(char character, int at)
    {
        _value.Append(character);
        _places.Add(at);
    }

    public void Add(ReadOnlySpan<char> characters, int at)
    {
        foreach (var character in characters) Add(character, at++);
    }

    /// <summary>Breaks at the end of a block are not part of its span, though of its value.</summary>
    public bool Gives(string value) =>
        value.Length >= _value.Length && _value.Equals(value.AsSpan(0, _value.Length)) && value.AsSpan(_value.Length).IsWhiteSpace();

    public int At(int offset) => offset < _places.Count ? _places[offset] : end;
}

/// <summary>Joins the lines of a block of text: as they are, or folded.</summary>
internal sealed class YamlBlock(YamlTrail trail, bool isFolded)
{
    private readonly List<int> _emptyLines = [];
    private int? _break;
    private bool _wasIndented;

    public YamlTrail Trail => trail;

    public void Add(ReadOnlySpan<char> line, int at, int end)
    {
        if (line.IsEmpty)
        {
            _emptyLines.Add(at);
            return;
        }
        var isIndented = line[0] is ' ' or '\t';
        var folds = isFolded && !isIndented && !_wasIndented;
        if (_break is { } place && !folds) trail.Add('\n', place);
        else if (_break is { } blank && _emptyLines.Count == 0) trail.Add(' ', blank);
        foreach (var empty in _emptyLines) trail.Add('\n', empty);
        _emptyLines.Clear();
        trail.Add(line, at);
        (_break, _wasIndented) = (end, isIndented);
    }
}
