using System.Globalization;
using System.Numerics;
using System.Text;

namespace PromotionPortal.Cel.Functions;

/// <summary><c>"%s is %.2f".format([name, number])</c></summary>
internal static class StringFormat
{
    private const int DefaultPrecision = 6;

    public static CelValue Format(string format, CelList values, CelMeter meter)
    {
        var result = new StringBuilder();
        var next = 0;
        for (var at = 0; at < format.Length;)
        {
            var percent = format.IndexOf('%', at);
            result.Append(format, at, (percent < 0 ? format.Length : percent) - at);
            if (percent < 0) break;
            at = percent + 1;
            if (at < format.Length && format[at] == '%')
            {
                result.Append('%');
                at++;
                continue;
            }
            if (ReadPrecision(format, ref at, out var precision) is { } problem) return problem;
            if (at >= format.Length) return CelError.Invalid("The format ends within a clause.");
            if (next >= values.Count) return CelError.Invalid($"The format asks for more than the {values.Count} values that there are.");
            var piece = Clause(format[at++], values.Array[next++], precision, meter);
            if (piece is not CelString text) return piece;
            if (!meter.SpendOnText(text.Text.Length)) return CelError.CostExceeded;
            result.Append(text.Text);
        }
        return Define.Text(result.ToString());
    }

    private static CelError? ReadPrecision(string format, ref int at, out int precision)
    {
        precision = DefaultPrecision;
        if (at >= format.Length || format[at] != '.') return null;
        var start = ++at;
        while (at < format.Length && char.IsAsciiDigit(format[at])) at++;
        if (at == start) return CelError.Invalid("After `%.` stands a number of digits.");
        return int.TryParse(format.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out precision) && precision <= CelLimits.FormatPrecision
            ? null
            : CelError.Invalid($"A number is written with at most {CelLimits.FormatPrecision} digits.");
    }

    private static CelValue Clause(char clause, CelValue value, int precision, CelMeter meter) => clause switch
    {
        's' => Shown(value, meter, 0),
        'd' => Decimal(value),
        'f' => Real(value, number => Fixed(number, precision), "%f"),
        'e' => Real(value, number => Scientific(number, precision), "%e"),
        'b' => Binary(value),
        'o' => Octal(value),
        'x' => Hexadecimal(value, upper: false),
        'X' => Hexadecimal(value, upper: true),
        _ => CelError.Invalid($"`%{clause}` is not a clause of a format."),
    };

    private static CelValue Shown(CelValue value, CelMeter meter, int depth)
    {
        if (depth > CelLimits.ValueDepth || !meter.Spend(1)) return CelError.CostExceeded;
        return value switch
        {
            CelString => value,
            CelBytes bytes => StandardFunctions.FromUtf8(bytes.Content) ?? (CelValue)CelError.Invalid("The bytes are not valid UTF-8."),
            CelDouble number => new CelString(CelText.OfDouble(number.Value)),
            CelUint number => new CelString(number.Value.ToString(CultureInfo.InvariantCulture)),
            CelTimestamp moment => new CelString(moment.Text),
            CelDuration length => new CelString(length.Text),
            CelSemver version => new CelString(version.Text),
            CelList list => Listed(list, meter, depth),
            CelMap map => Mapped(map, meter, depth),
            CelNull or CelBool or CelInt or CelTypeValue => new CelString(value.ToString()),
            _ => NotFor("%s", value),
        };
    }

    private static CelValue Listed(CelList list, CelMeter meter, int depth)
    {
        var parts = new List<string>();
        foreach (var item in list.Array)
        {
            if (Shown(item, meter, depth + 1) is not CelString text) return Shown(item, meter, depth + 1);
            parts.Add(text.Text);
            if (!meter.SpendOnText(text.Text.Length)) return CelError.CostExceeded;
        }
        return new CelString($"[{string.Join(", ", parts)}]");
    }

    private static CelValue Mapped(CelMap map, CelMeter meter, int depth)
    {
        var parts = new List<string>();
        foreach (var (key, value) in map.Table)
        {
            if (Shown(key, meter, depth + 1) is not CelString name) return CelError.CostExceeded;
            var shown = Shown(value, meter, depth + 1);
            if (shown is not CelString text) return shown;
            parts.Add($"{name.Text}: {text.Text}");
            if (!meter.SpendOnText(text.Text.Length)) return CelError.CostExceeded;
        }
        parts.Sort(string.CompareOrdinal);
        return new CelString($"{{{string.Join(", ", parts)}}}");
    }

    private static CelValue Decimal(CelValue value) => value switch
    {
        CelInt or CelUint => new CelString(Whole(value)!.Value.ToString(CultureInfo.InvariantCulture)),
        CelDouble number => new CelString(CelText.OfDouble(number.Value)),
        _ => NotFor("%d", value),
    };

    private static CelValue Real(CelValue value, Func<double, string> write, string clause) => value switch
    {
        CelDouble number => new CelString(double.IsFinite(number.Value) ? write(number.Value) : CelText.OfDouble(number.Value)),
        CelInt number => new CelString(write(number.Value)),
        CelUint number => new CelString(write(number.Value)),
        _ => NotFor(clause, value),
    };

    private static CelValue Binary(CelValue value) => value switch
    {
        CelBool flag => new CelString(flag.Value ? "1" : "0"),
        _ => InBase(value, number => Digits(number, 1), "%b"),
    };

    private static CelValue Octal(CelValue value) => InBase(value, number => Digits(number, 3), "%o");

    private static CelValue Hexadecimal(CelValue value, bool upper)
    {
        var bytes = value switch
        {
            CelString text => Encoding.UTF8.GetBytes(text.Text),
            CelBytes content => [.. content.Content],
            _ => null,
        };
        var digits = bytes is null ? InBase(value, number => Digits(number, 4), "%x") : new CelString(Convert.ToHexStringLower(bytes));
        return upper && digits is CelString lower ? new CelString(lower.Text.ToUpperInvariant()) : digits;
    }

    private static CelValue InBase(CelValue value, Func<BigInteger, string> write, string clause) => Whole(value) switch
    {
        null => NotFor(clause, value),
        { Sign: < 0 } number => new CelString("-" + write(-number)),
        { } number => new CelString(write(number)),
    };

    private static BigInteger? Whole(CelValue value) => value switch
    {
        CelInt number => number.Value,
        CelUint number => number.Value,
        _ => null,
    };

    private static string Digits(BigInteger number, int bits)
    {
        if (number.IsZero) return "0";
        var digits = "";
        for (; !number.IsZero; number >>= bits) digits = "0123456789abcdef"[(int)(number & ((1 << bits) - 1))] + digits;
        return digits;
    }

    // .NET rounds the exact value here, half to even on the last digit that a double has.
    private static string Fixed(double number, int precision) => number.ToString($"F{precision}", CultureInfo.InvariantCulture);

    private static string Scientific(double number, int precision)
    {
        var text = number.ToString($"E{precision}", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        return $"{text[..mark]}e{text[mark + 1]}{text[(mark + 2)..].TrimStart('0').PadLeft(2, '0')}";
    }

    private static CelError NotFor(string clause, CelValue value) =>
        CelError.Invalid($"`{clause}` cannot write a {CelTypeValue.NameOf(value.Kind)}.");
}
