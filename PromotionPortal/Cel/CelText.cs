using System.Globalization;
using System.Text;

namespace PromotionPortal.Cel;

/// <summary>Writes a value as the language would: what is written reads back as the same value. Stops at a bound, whatever the value is.</summary>
public static class CelText
{
    private const char Cut = '…';

    public static string Of(CelValue value, int atMost)
    {
        var text = new StringBuilder();
        Write(text, value, atMost, 0);
        return text.Length <= atMost ? text.ToString() : text.ToString(0, Whole(text, atMost)) + Cut;
    }

    /// <summary>A string as a literal, in double quotes.</summary>
    public static string Quoted(string text) => Of(new CelString(text), int.MaxValue);

    /// <summary>The shortest digits that read back as the same number.</summary>
    public static string OfDouble(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "Infinity" : "-Infinity";
        var size = Math.Abs(value);
        return size is 0 or (>= 1e-6 and < 1e21) ? Plain(value) : Scientific(value);
    }

    private static void Write(StringBuilder text, CelValue value, int atMost, int depth)
    {
        if (text.Length > atMost || depth > CelLimits.ValueDepth)
        {
            text.Append(Cut);
            return;
        }
        switch (value)
        {
            case CelList list: WriteList(text, list, atMost, depth); break;
            case CelMap map: WriteMap(text, map, atMost, depth); break;
            case CelString text1: WriteQuoted(text, text1.Text, atMost); break;
            case CelBytes bytes: WriteBytes(text, bytes, atMost); break;
            case CelOptional { Value: { } present }: Wrap(text, "optional.of(", present, atMost, depth); break;
            default: text.Append(Scalar(value)); break;
        }
    }

    private static string Scalar(CelValue value) => value switch
    {
        CelNull => "null",
        CelBool flag => flag.Value ? "true" : "false",
        CelInt number => number.Value.ToString(CultureInfo.InvariantCulture),
        CelUint number => number.Value.ToString(CultureInfo.InvariantCulture) + "u",
        CelDouble number => DoubleLiteral(number.Value),
        CelTimestamp moment => $"timestamp(\"{moment.Text}\")",
        CelDuration length => $"duration(\"{length.Text}\")",
        CelTypeValue type => type.Name,
        CelSemver version => $"semver(\"{version.Text}\")",
        CelOptional => "optional.none()",
        CelError error => $"error: {error.Message}",
        _ => throw new InvalidOperationException($"{value.Kind} is not a scalar."),
    };

    private static string DoubleLiteral(double value)
    {
        var text = OfDouble(value);
        return !double.IsFinite(value) ? $"double(\"{text}\")" : text.AsSpan().ContainsAny(".e") ? text : text + ".0";
    }

    private static string Plain(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal) ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) : text;
    }

    // .NET writes 1E+21 and 1E-07 where everyone else writes 1e+21 and 1e-7.
    private static string Scientific(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        return $"{text[..mark]}e{text[mark + 1]}{text[(mark + 2)..].TrimStart('0')}";
    }

    private static void WriteList(StringBuilder text, CelList list, int atMost, int depth)
    {
        text.Append('[');
        for (var i = 0; i < list.Count && text.Length <= atMost; i++)
        {
            if (i > 0) text.Append(", ");
            Write(text, list.Array[i], atMost, depth + 1);
        }
        text.Append(']');
    }

    private static void WriteMap(StringBuilder text, CelMap map, int atMost, int depth)
    {
        var separator = "{";
        foreach (var (key, value) in map.Table)
        {
            if (text.Length > atMost) break;
            text.Append(separator);
            Write(text, key, atMost, depth + 1);
            text.Append(": ");
            Write(text, value, atMost, depth + 1);
            separator = ", ";
        }
        text.Append(map.Count == 0 ? "{}" : "}");
    }

    private static void Wrap(StringBuilder text, string opening, CelValue value, int atMost, int depth)
    {
        text.Append(opening);
        Write(text, value, atMost, depth + 1);
        text.Append(')');
    }

    private static void WriteQuoted(StringBuilder text, string value, int atMost)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            if (text.Length > atMost) break;
            text.Append(Escape(letter));
        }
        text.Append('"');
    }

    private static string Escape(char letter) => letter switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\a' => "\\a",
        '\b' => "\\b",
        '\f' => "\\f",
        '\v' => "\\v",
        < ' ' or '\x7f' => $"\\x{(int)letter:x2}",
        _ => letter.ToString(),
    };

    private static void WriteBytes(StringBuilder text, CelBytes bytes, int atMost)
    {
        text.Append("b\"");
        foreach (var one in bytes.Content)
        {
            if (text.Length > atMost) break;
            text.Append(one is < 0x20 or >= 0x7f ? $"\\x{one:x2}" : Escape((char)one));
        }
        text.Append('"');
    }

    private static int Whole(StringBuilder text, int length) => length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
}
