using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PromotionPortal.Cel.Functions;

/// <summary>
/// Regular expressions in the syntax of RE2, matched by .NET's engine without backtracking: time grows with the text alone.
/// Where the two dialects differ, the pattern is rewritten; what RE2 does not have is refused.
/// </summary>
internal sealed class Pattern
{
    private const int LargestProgram = 5_000;
    private const int CostOfCompiling = 1_000;
    private const int CharactersPerUnit = 4;

    private static readonly CodePointSet s_digits = new CodePointSet().Add('0', '9');
    private static readonly CodePointSet s_words = new CodePointSet().Add('0', '9').Add('A', 'Z').Add('a', 'z').Add('_', '_');
    private static readonly CodePointSet s_blanks = new CodePointSet().Add('\t', '\n').Add('\f', '\r').Add(' ', ' ');

    private readonly string _source;
    private readonly StringBuilder _result = new();
    private readonly Stack<(Flags Flags, int Weight)> _groups = new();
    private Flags _flags;
    private int _weight;
    private int _lastWeight;
    private int _at;

    private Pattern(string source) => _source = source;

    [Flags]
    private enum Flags
    {
        None = 0,
        ManyLines = 1,
        DotIsAll = 2,
    }

    private sealed class BadPatternException(string message) : Exception(message);

    /// <summary>The matcher, or why there is none.</summary>
    public static (Regex? Matcher, string Problem) Compile(string source)
    {
        if (source.Length > CelLimits.PatternLength) return (null, $"A pattern has at most {CelLimits.PatternLength} characters.");
        try
        {
            return (new Regex(new Pattern(source).Translate(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), "");
        }
        catch (BadPatternException problem)
        {
            return (null, problem.Message);
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            return (null, $"{CelText.Quoted(source)} is not a valid pattern.");
        }
    }

    public static CelValue Match(string text, Regex matcher, CelMeter meter) =>
        meter.Spend(1 + (text.Length / CharactersPerUnit)) ? CelBool.Of(matcher.IsMatch(text)) : CelError.CostExceeded;

    public static CelValue Match(string text, string pattern, CelMeter meter)
    {
        if (!meter.Spend(CostOfCompiling)) return CelError.CostExceeded;
        var (matcher, problem) = Compile(pattern);
        return matcher is null ? new CelError(CelFault.BadPattern, problem) : Match(text, matcher, meter);
    }

    private string Translate()
    {
        while (_at < _source.Length) Part();
        return _groups.Count == 0 ? _result.ToString() : throw Bad("a `(` has no `)`");
    }

    private void Part()
    {
        switch (_source[_at])
        {
            case '\\': Escape(); break;
            case '[': Class(); break;
            case '(': Open(); break;
            case ')': Close(); break;
            case '.': Take(1, _flags.HasFlag(Flags.DotIsAll) ? new CodePointSet().Negated().ToPattern() : new CodePointSet().Add('\n', '\n').Negated().ToPattern()); break;
            case '^': Take(1, _flags.HasFlag(Flags.ManyLines) ? "(?m:^)" : "\\A"); break;
            case '$': Take(1, _flags.HasFlag(Flags.ManyLines) ? "(?m:$)" : "\\z"); break;
            case '|' or '*' or '+' or '?': _result.Append(_source[_at++]); break;
            case '{' when Repeat() is { } repeat: Repeated(repeat); break;
            default: Literal(); break;
        }
    }

    private void Take(int length, string pattern)
    {
        _at += length;
        _result.Append(pattern);
        Weigh(1);
    }

    private void Weigh(int weight)
    {
        _weight += _lastWeight = weight;
        if (_weight > LargestProgram) throw Bad("it repeats too much");
    }

    private void Literal()
    {
        if (!Rune.TryGetRuneAt(_source, _at, out var rune)) throw Bad("it has half a character");
        Take(rune.Utf16SequenceLength, rune.IsBmp ? Regex.Escape(rune.ToString()) : $"(?:{rune})");
    }

    private Match? Repeat()
    {
        var match = Regex.Match(_source[_at..], @"\A\{(?<least>[0-9]{1,6})(?<comma>,(?<most>[0-9]{0,6}))?\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
        return match.Success ? match : null;
    }

    private void Repeated(Match repeat)
    {
        var least = Number(repeat.Groups["least"].Value);
        var most = repeat.Groups["most"].Length > 0 ? Number(repeat.Groups["most"].Value) : least;
        if (Math.Max(least, most) > CelLimits.PatternRepeats) throw Bad($"it repeats more than {CelLimits.PatternRepeats} times");
        if (most < least) throw Bad($"{repeat.Value} ends before it begins");
        var again = _lastWeight * Math.Max(most - 1, 0);
        Weigh(again);
        _result.Append(repeat.Value);
        _at += repeat.Length;
    }

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private void Open()
    {
        _groups.Push((_flags, _weight));
        if (_groups.Count > CelLimits.Depth) throw Bad("its groups are nested too deep");
        var head = Regex.Match(_source[_at..], @"\A\((\?(P?<(?<name>[A-Za-z_][A-Za-z0-9_]*)>|(?<flags>[imsU]*(-[imsU]+)?)(?<end>[:)])))?", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
        if (head.Length == 1 && _at + 1 < _source.Length && _source[_at + 1] == '?') throw Bad("it looks ahead, looks back or is otherwise beyond RE2");
        _at += head.Length;
        if (!head.Groups["flags"].Success)
        {
            _result.Append("(?:");
            return;
        }
        SetFlags(head.Groups["flags"].Value, out var ignoreCase);
        if (head.Groups["end"].Value == ":") _result.Append($"(?{ignoreCase}:");
        else
        {
            _result.Append(ignoreCase.Length == 0 ? "" : $"(?{ignoreCase})");
            _groups.Pop();
        }
    }

    // Greed decides only what is captured, and nothing is; of the others .NET gets only the i.
    private void SetFlags(string flags, out string ignoreCase)
    {
        ignoreCase = "";
        var isOff = false;
        foreach (var flag in flags)
        {
            if (flag == '-') isOff = true;
            if (flag == 'i') ignoreCase = isOff ? "-i" : "i";
            if (flag == 'm') Set(Flags.ManyLines, isOff);
            if (flag == 's') Set(Flags.DotIsAll, isOff);
        }
    }

    private void Set(Flags flag, bool isOff) => _flags = isOff ? _flags & ~flag : _flags | flag;

    private void Close()
    {
        if (!_groups.TryPop(out var group)) throw Bad("a `)` has no `(`");
        _flags = group.Flags;
        _lastWeight = _weight - group.Weight;
        _result.Append(')');
        _at++;
    }

    private void Escape()
    {
        if (_at + 1 >= _source.Length) throw Bad("it ends with a backslash");
        var letter = _source[_at + 1];
        if (letter == 'Q') Quotation();
        else if (letter is 'b' or 'B' or 'A' or 'z') Take(2, $"\\{letter}");
        else if (EscapedSet() is { } set) Take(0, set.ToPattern());
        else
        {
            var codePoint = EscapedCharacter();
            Take(0, new CodePointSet().Add(codePoint, codePoint).ToPattern());
        }
    }

    private void Quotation()
    {
        var end = _source.IndexOf("\\E", _at + 2, StringComparison.Ordinal);
        var stop = end < 0 ? _source.Length : end;
        _at += 2;
        while (_at < stop) Literal();
        _at = end < 0 ? stop : stop + 2;
    }

    /// <summary>A set such as \d or \p{Lu}, read past; null where something else stands.</summary>
    private CodePointSet? EscapedSet()
    {
        var letter = _source[_at + 1];
        if (letter is 'p' or 'P') return Category();
        var set = char.ToLowerInvariant(letter) switch { 'd' => s_digits, 'w' => s_words, 's' => s_blanks, _ => null };
        if (set is null) return null;
        _at += 2;
        return char.IsUpper(letter) ? set.Negated() : set;
    }

    private CodePointSet Category()
    {
        var name = Regex.Match(_source[_at..], @"\A\\[pP]((?<one>[A-Z])|\{(?<not>\^?)(?<name>[A-Za-z_]+)\})", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
        if (!name.Success) throw Bad("after \\p stands a category such as {Lu}");
        var set = CodePointSet.OfCategory(name.Groups["one"].Value + name.Groups["name"].Value) ?? throw Bad($"{name.Value} is not a general category");
        var isNegated = (_source[_at + 1] == 'P') != (name.Groups["not"].Length > 0);
        _at += name.Length;
        return isNegated ? set.Negated() : set;
    }

    private int EscapedCharacter()
    {
        var escape = Regex.Match(_source[_at..], @"\A\\(x\{(?<hex>[0-9A-Fa-f]{1,6})\}|x(?<hex>[0-9A-Fa-f]{2})|(?<octal>0[0-7]{0,2}|[1-7][0-7]{2})|(?<name>[aftnrv])|(?<mark>[!-/:-@\[-`{-~]))", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
        if (!escape.Success) throw Bad($"`{_source.AsSpan(_at, 2)}` is not an escape of RE2");
        _at += escape.Length;
        if (escape.Groups["hex"].Success) return Character(Convert.ToInt32(escape.Groups["hex"].Value, 16));
        if (escape.Groups["octal"].Success) return Convert.ToInt32(escape.Groups["octal"].Value, 8);
        if (escape.Groups["mark"].Success) return escape.Groups["mark"].Value[0];
        return "\a\f\t\n\r\v"["aftnrv".IndexOf(escape.Groups["name"].Value, StringComparison.Ordinal)];
    }

    private static int Character(int codePoint) => Rune.IsValid(codePoint) ? codePoint : throw Bad($"U+{codePoint:X} is not a character");

    private void Class()
    {
        var set = new CodePointSet();
        var isNegated = _at + 1 < _source.Length && _source[_at + 1] == '^';
        _at += isNegated ? 2 : 1;
        var start = _at;
        while (_at >= _source.Length || _source[_at] != ']' || _at == start)
        {
            if (_at >= _source.Length) throw Bad("a `[` has no `]`");
            ClassPart(set);
        }
        Take(1, (isNegated ? set.Negated() : set).ToPattern());
    }

    private void ClassPart(CodePointSet set)
    {
        if (_source.AsSpan(_at).StartsWith("[:")) set.Add(Posix());
        else if (_source[_at] == '\\' && _at + 1 < _source.Length && EscapedSet() is { } escaped) set.Add(escaped);
        else
        {
            var from = ClassCharacter();
            var isRange = _at + 1 < _source.Length && _source[_at] == '-' && _source[_at + 1] != ']';
            if (isRange) _at++;
            var to = isRange ? ClassCharacter() : from;
            if (to < from) throw Bad("a range in a class ends before it begins");
            set.Add(from, to);
        }
    }

    private int ClassCharacter()
    {
        if (_source[_at] == '\\') return EscapedCharacter();
        if (!Rune.TryGetRuneAt(_source, _at, out var rune)) throw Bad("it has half a character");
        _at += rune.Utf16SequenceLength;
        return rune.Value;
    }

    private CodePointSet Posix()
    {
        var end = _source.IndexOf(":]", _at, StringComparison.Ordinal);
        if (end < 0) throw Bad("a `[:` has no `:]`");
        var name = _source[(_at + 2)..end];
        _at = end + 2;
        var set = PosixSet(name.TrimStart('^')) ?? throw Bad($"[:{name}:] is not a class");
        return name.StartsWith('^') ? set.Negated() : set;
    }

    private static CodePointSet? PosixSet(string name) => name switch
    {
        "alnum" => new CodePointSet().Add('0', '9').Add('A', 'Z').Add('a', 'z'),
        "alpha" => new CodePointSet().Add('A', 'Z').Add('a', 'z'),
        "ascii" => new CodePointSet().Add(0, 127),
        "blank" => new CodePointSet().Add('\t', '\t').Add(' ', ' '),
        "cntrl" => new CodePointSet().Add(0, 31).Add(127, 127),
        "digit" => s_digits,
        "graph" => new CodePointSet().Add('!', '~'),
        "lower" => new CodePointSet().Add('a', 'z'),
        "print" => new CodePointSet().Add(' ', '~'),
        "punct" => new CodePointSet().Add('!', '/').Add(':', '@').Add('[', '`').Add('{', '~'),
        "space" => new CodePointSet().Add('\t', '\r').Add(' ', ' '),
        "upper" => new CodePointSet().Add('A', 'Z'),
        "word" => s_words,
        "xdigit" => new CodePointSet().Add('0', '9').Add('A', 'F').Add('a', 'f'),
        _ => null,
    };

    private static BadPatternException Bad(string why) => new($"This is not a pattern of RE2: {why}.");
}
