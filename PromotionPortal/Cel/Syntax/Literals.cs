using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace PromotionPortal.Cel.Syntax;

/// <summary>The values of literal tokens.</summary>
internal static class Literals
{
    public static CelValue Number(Token token, bool isNegative)
    {
        var text = token.Text;
        return token.Kind switch
        {
            TokenKind.Double => Double(token, isNegative),
            TokenKind.Uint when !isNegative => Unsigned(text.AsSpan(0, text.Length - 1)) is { } number ? new CelUint(number) : throw TooLarge(token, "uint"),
            TokenKind.Uint => throw new SyntaxException(CelProblemKind.Syntax, "A uint has no sign.", token.Span),
            _ => Signed(text, isNegative) is { } number ? CelInt.Of(number) : throw TooLarge(token, "int"),
        };
    }

    public static CelString String(Token token)
    {
        var body = Body(token.Text);
        return new(body.IsRaw ? body.Text : Unescape(token, body));
    }

    public static CelBytes Bytes(Token token)
    {
        var body = Body(token.Text);
        if (body.IsRaw) return new([.. Encoding.UTF8.GetBytes(body.Text)]);
        var bytes = ImmutableArray.CreateBuilder<byte>();
        Unescape(token, body, text => bytes.AddRange(Encoding.UTF8.GetBytes(text)), (value, isByte) =>
        {
            if (!isByte) throw BadEscape(token, "A Unicode escape cannot stand in bytes.");
            bytes.Add((byte)value);
        });
        return new(bytes.ToImmutable());
    }

    private static CelDouble Double(Token token, bool isNegative)
    {
        var number = double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? new(isNegative ? -number : number) : throw TooLarge(token, "double");
    }

    private static long? Signed(string text, bool isNegative) => Unsigned(text) switch
    {
        { } number when isNegative && number <= 1UL << 63 => (long)(0 - number),
        { } number when !isNegative && number <= long.MaxValue => (long)number,
        _ => null,
    };

    private static ulong? Unsigned(ReadOnlySpan<char> text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal) ? hexadecimal : null
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static SyntaxException TooLarge(Token token, string type) =>
        new(CelProblemKind.Syntax, $"{token.Text} is too large for {type}.", token.Span);

    private static (string Text, bool IsRaw) Body(string token)
    {
        var start = token.IndexOfAny(['"', '\'']);
        var isRaw = token.AsSpan(0, start).ContainsAny('r', 'R');
        var quotes = token.Length >= start + 6 && token[start + 1] == token[start] && token[start + 2] == token[start] ? 3 : 1;
        return (token[(start + quotes)..^quotes], isRaw);
    }

    private static string Unescape(Token token, (string Text, bool IsRaw) body)
    {
        var text = new StringBuilder(body.Text.Length);
        Unescape(token, body, part => text.Append(part), (value, _) =>
        {
            if (!Rune.IsValid(value)) throw BadEscape(token, $"U+{value:X4} is not a character.");
            text.Append(new Rune(value));
        });
        return text.ToString();
    }

    private static void Unescape(Token token, (string Text, bool IsRaw) body, Action<string> plain, Action<int, bool> escaped)
    {
        var text = body.Text;
        for (var at = 0; at < text.Length;)
        {
            var slash = text.IndexOf('\\', at);
            plain(slash < 0 ? text[at..] : text[at..slash]);
            if (slash < 0) return;
            if (slash + 1 >= text.Length) throw BadEscape(token, "A backslash is followed by what it escapes.");
            at = Escape(token, text, slash + 1, escaped);
        }
    }

    private static int Escape(Token token, string text, int at, Action<int, bool> escaped)
    {
        var digits = text[at] switch { 'x' or 'X' => 2, 'u' => 4, 'U' => 8, >= '0' and <= '3' => 3, _ => 0 };
        if (digits == 0)
        {
            escaped(Simple(text[at]) ?? throw BadEscape(token, $"`\\{text[at]}` is not an escape."), true);
            return at + 1;
        }
        var isOctal = digits == 3;
        var start = isOctal ? at : at + 1;
        var code = start + digits <= text.Length ? text.AsSpan(start, digits) : throw BadEscape(token, $"`\\{text[at]}` is followed by {digits} digits.");
        escaped(isOctal ? Octal(token, code) : Hexadecimal(token, code), digits <= 3);
        return start + digits;
    }

    private static int? Simple(char letter) => letter switch
    {
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        '\\' or '?' or '"' or '\'' or '`' => letter,
        _ => null,
    };

    private static int Octal(Token token, ReadOnlySpan<char> digits) =>
        digits.ContainsAnyExceptInRange('0', '7') ? throw BadEscape(token, $"`\\{digits}` is not an octal number.") : ((digits[0] - '0') * 64) + ((digits[1] - '0') * 8) + digits[2] - '0';

    private static int Hexadecimal(Token token, ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && value >= 0
            ? value
            : throw BadEscape(token, $"`{digits}` is not a hexadecimal number.");

    private static SyntaxException BadEscape(Token token, string message) => new(CelProblemKind.Syntax, message, token.Span);
}
