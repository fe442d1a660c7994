namespace PromotionPortal.Cel.Syntax;

internal enum TokenKind
{
    End,
    Name,
    QuotedName,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Mark,
}

internal readonly record struct Token(TokenKind Kind, CelSpan Span, string Text)
{
    public bool Is(string mark) => Kind == TokenKind.Mark && Text == mark;
}

/// <summary>Cuts a source into tokens, one at a time, so that a hostile source is read only as far as it is good.</summary>
internal sealed class Lexer(string source)
{
    private static readonly string[] s_marks =
        ["==", "!=", "<=", ">=", "&&", "||", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "+", "*", "/", "%", "<", ">"];

    private int _at;

    public Token Next()
    {
        SkipBlanks();
        if (_at >= source.Length) return new(TokenKind.End, new(source.Length, source.Length), "");
        var letter = source[_at];
        if (LiteralPrefixLength() is { } prefix) return Quoted(prefix);
        if (IsNameStart(letter)) return Take(TokenKind.Name, NameLength(_at));
        if (letter == '`') return QuotedName();
        if (char.IsAsciiDigit(letter) || (letter == '.' && char.IsAsciiDigit(At(1)))) return Number();
        foreach (var mark in s_marks)
        {
            if (source.AsSpan(_at).StartsWith(mark)) return Take(TokenKind.Mark, mark.Length);
        }
        throw Unexpected(letter);
    }

    private SyntaxException Unexpected(char letter) => new(CelProblemKind.Syntax, letter switch
    {
        '=' => "`=` is not an operator; to compare, write `==`.",
        '&' => "`&` is not an operator; write `&&`.",
        '|' => "`|` is not an operator; write `||`.",
        _ => $"{CelText.Quoted(letter.ToString())} cannot stand here.",
    }, new(_at, _at + 1));

    private char At(int ahead) => _at + ahead < source.Length ? source[_at + ahead] : '\0';

    private void SkipBlanks()
    {
        while (_at < source.Length)
        {
            if (source[_at] is ' ' or '\t' or '\n' or '\r' or '\f') _at++;
            else if (source[_at] == '/' && At(1) == '/') _at = source.IndexOf('\n', _at) is var end and >= 0 ? end : source.Length;
            else return;
        }
    }

    private Token Take(TokenKind kind, int length)
    {
        var span = new CelSpan(_at, _at + length);
        _at += length;
        return new(kind, span, span.In(source));
    }

    private static bool IsNameStart(char letter) => char.IsAsciiLetter(letter) || letter == '_';

    private int NameLength(int from)
    {
        var end = from;
        while (end < source.Length && (IsNameStart(source[end]) || char.IsAsciiDigit(source[end]))) end++;
        return end - from;
    }

    private Token QuotedName()
    {
        var end = source.IndexOf('`', _at + 1);
        if (end < 0 || end == _at + 1 || !source.AsSpan(_at + 1, end - _at - 1).ToString().All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-' or '/' or ' '))
        {
            throw new SyntaxException(CelProblemKind.Syntax, "A name in backquotes ends with a backquote and holds letters, digits, `_`, `.`, `-`, `/` and spaces.", new(_at, _at + 1));
        }
        return Take(TokenKind.QuotedName, end - _at + 1);
    }

    private Token Number()
    {
        if (source[_at] == '0' && At(1) is 'x' or 'X') return Hexadecimal();
        var end = Digits(_at);
        var isDouble = false;
        if (end < source.Length - 1 && source[end] == '.' && char.IsAsciiDigit(source[end + 1])) (end, isDouble) = (Digits(end + 1), true);
        if (ExponentEnd(end) is { } exponent) (end, isDouble) = (exponent, true);
        if (isDouble) return Take(TokenKind.Double, end - _at);
        return end < source.Length && source[end] is 'u' or 'U' ? Take(TokenKind.Uint, end + 1 - _at) : Take(TokenKind.Int, end - _at);
    }

    private Token Hexadecimal()
    {
        var end = _at + 2;
        while (end < source.Length && char.IsAsciiHexDigit(source[end])) end++;
        if (end == _at + 2) throw new SyntaxException(CelProblemKind.Syntax, "`0x` is followed by hexadecimal digits.", new(_at, end));
        return end < source.Length && source[end] is 'u' or 'U' ? Take(TokenKind.Uint, end + 1 - _at) : Take(TokenKind.Int, end - _at);
    }

    private int Digits(int from)
    {
        while (from < source.Length && char.IsAsciiDigit(source[from])) from++;
        return from;
    }

    private int? ExponentEnd(int at)
    {
        if (at >= source.Length || source[at] is not ('e' or 'E')) return null;
        var digits = at + 1 < source.Length && source[at + 1] is '+' or '-' ? at + 2 : at + 1;
        var end = Digits(digits);
        return end > digits ? end : null;
    }

    // r, b, or both in either order, directly before a quote.
    private int? LiteralPrefixLength()
    {
        var length = 0;
        while (length < 2 && At(length) is 'r' or 'R' or 'b' or 'B' && (length == 0 || char.ToLowerInvariant(At(0)) != char.ToLowerInvariant(At(1)))) length++;
        return At(length) is '"' or '\'' ? length : null;
    }

    private Token Quoted(int prefix)
    {
        var (start, quote) = (_at + prefix, source[_at + prefix]);
        var isTriple = start + 2 < source.Length && source[start + 1] == quote && source[start + 2] == quote;
        var isRaw = source.AsSpan(_at, prefix).ContainsAny('r', 'R');
        var isBytes = source.AsSpan(_at, prefix).ContainsAny('b', 'B');
        var closing = new string(quote, isTriple ? 3 : 1);
        for (var at = start + closing.Length; at < source.Length; at++)
        {
            if (!isTriple && source[at] is '\n' or '\r') break;
            if (source.AsSpan(at).StartsWith(closing)) return Take(isBytes ? TokenKind.Bytes : TokenKind.String, at + closing.Length - _at);
            if (source[at] == '\\' && !isRaw) at++;
        }
        throw new SyntaxException(CelProblemKind.Syntax, $"The text that begins here has no closing {closing}", new(_at, start + closing.Length));
    }
}
