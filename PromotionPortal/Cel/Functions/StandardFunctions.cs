using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using static PromotionPortal.Cel.Functions.Define;

namespace PromotionPortal.Cel.Functions;

/// <summary>What every CEL has: sizes, parts of text, patterns and conversions.</summary>
internal static class StandardFunctions
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly bool[] s_bothForms = [false, true];

    public static IEnumerable<CelFunction> All => [.. Sizes, .. Texts, .. Conversions];

    private static IEnumerable<CelFunction> Sizes =>
        from sized in new (CelType Type, string Unit, Func<CelValue, CelMeter, CelValue> Body)[]
        {
            (CelType.String, "characters", (value, meter) => meter.SpendOnText(((CelString)value).Text.Length) ? CelInt.Of(CodePoints.Count(((CelString)value).Text)) : CelError.CostExceeded),
            (CelType.Bytes, "bytes", (value, _) => CelInt.Of(((CelBytes)value).Content.Length)),
            (CelType.List(A), "elements", (value, _) => CelInt.Of(((CelList)value).Count)),
            (CelType.Map(A, B), "entries", (value, _) => CelInt.Of(((CelMap)value).Count)),
        }
        from isMethod in s_bothForms
        select new CelFunction("size", isMethod, [sized.Type], CelType.Int, $"How many {sized.Unit} there are.", (a, meter) => sized.Body(a[0], meter));

    private static IEnumerable<CelFunction> Texts =>
    [
        Method("contains", [CelType.String, CelType.String], CelType.Bool, "Whether the text contains the other.", (a, meter) => Search(a, meter, (text, part) => text.Contains(part, StringComparison.Ordinal))),
        Method("startsWith", [CelType.String, CelType.String], CelType.Bool, "Whether the text starts with the other.", (a, meter) => Search(a, meter, (text, part) => text.StartsWith(part, StringComparison.Ordinal))),
        Method("endsWith", [CelType.String, CelType.String], CelType.Bool, "Whether the text ends with the other.", (a, meter) => Search(a, meter, (text, part) => text.EndsWith(part, StringComparison.Ordinal))),
        Method("matches", [CelType.String, CelType.String], CelType.Bool, "Whether some part of the text fits the pattern (RE2 syntax).", (a, meter) => Pattern.Match(a.Text(0), a.Text(1), meter)),
        Function("matches", [CelType.String, CelType.String], CelType.Bool, "Whether some part of the text fits the pattern (RE2 syntax).", (a, meter) => Pattern.Match(a.Text(0), a.Text(1), meter)),
    ];

    private static IEnumerable<CelFunction> Conversions =>
    [
        Function("type", [A], CelType.TypeOf(A), "The type of the value.", (a, _) => CelTypeValue.Of(a[0])),
        Function("dyn", [A], CelType.Dyn, "The same value, its type looked at only while evaluating.", (a, _) => a[0]),
        .. From("bool", CelType.Bool, "true or false of a text.", CelType.String, CelType.Bool),
        .. From("bytes", CelType.Bytes, "The UTF-8 bytes of a text.", CelType.String, CelType.Bytes),
        .. From("double", CelType.Double, "The number as a double.", CelType.Int, CelType.Uint, CelType.String, CelType.Double),
        .. From("duration", CelType.Duration, "A length of time, such as duration(\"1h30m\").", CelType.String, CelType.Duration),
        .. From("int", CelType.Int, "The number as an int, cut towards zero; of a timestamp the seconds since 1970.", CelType.Uint, CelType.Double, CelType.String, CelType.Timestamp, CelType.Int),
        .. From("string", CelType.String, "The value as text.", CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.Bytes, CelType.Timestamp, CelType.Duration, CelType.Semver, CelType.String),
        .. From("timestamp", CelType.Timestamp, "A moment, such as timestamp(\"2026-05-01T12:00:00Z\"), or of seconds since 1970.", CelType.String, CelType.Int, CelType.Timestamp),
        .. From("uint", CelType.Uint, "The number as a uint, cut towards zero.", CelType.Int, CelType.Double, CelType.String, CelType.Uint),
    ];

    private static IEnumerable<CelFunction> From(string name, CelType result, string description, params IEnumerable<CelType> parameters) =>
        parameters.Select(parameter => Function(name, [parameter], result, description, (a, meter) => Convert(name, a[0], meter)));

    private static CelValue Search(CelValue[] a, CelMeter meter, Func<string, string, bool> test) =>
        meter.SpendOnText((long)a.Text(0).Length + a.Text(1).Length) ? CelBool.Of(test(a.Text(0), a.Text(1))) : CelError.CostExceeded;

    private static CelValue Convert(string type, CelValue value, CelMeter meter)
    {
        if (value is CelString text && !meter.SpendOnText(text.Text.Length)) return CelError.CostExceeded;
        if (value.Kind.ToString().Equals(type, StringComparison.OrdinalIgnoreCase)) return value;
        var (converted, problem) = type switch
        {
            "bool" => (ToBool((CelString)value), "is not true or false"),
            "bytes" => (new CelBytes([.. Encoding.UTF8.GetBytes(((CelString)value).Text)]), ""),
            "double" => (ToDouble(value), "is not a number"),
            "duration" => (CelDuration.TryParse(((CelString)value).Text), "is not a duration such as \"1h30m\", or out of its range"),
            "int" => (ToInt(value), "is not an int, or out of its range"),
            "string" => (ToText(value, meter), "is not valid UTF-8"),
            "timestamp" => (ToTimestamp(value), "is not a timestamp such as \"2026-05-01T12:00:00Z\", or out of its range"),
            _ => (ToUint(value), "is not a uint, or out of its range"),
        };
        return converted ?? CelError.Invalid($"{value} {problem}.");
    }

    private static CelBool? ToBool(CelString text) => text.Text switch
    {
        "1" or "t" or "true" or "TRUE" or "True" => CelBool.True,
        "0" or "f" or "false" or "FALSE" or "False" => CelBool.False,
        _ => null,
    };

    private static CelDouble? ToDouble(CelValue value) => value switch
    {
        CelInt number => new(number.Value),
        CelUint number => new(number.Value),
        CelString text => ParseDouble(text.Text) is { } number ? new(number) : null,
        _ => null,
    };

    private static double? ParseDouble(string text) => text.TrimStart('+').ToLowerInvariant() switch
    {
        "nan" => double.NaN,
        "inf" or "infinity" => double.PositiveInfinity,
        "-inf" or "-infinity" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null,
    };

    // The bounds of int as doubles round outwards, so that they themselves are out of range.
    private static CelInt? ToInt(CelValue value) => value switch
    {
        CelUint { Value: <= long.MaxValue } number => CelInt.Of((long)number.Value),
        CelDouble { Value: > -9223372036854775808.0 and < 9223372036854775808.0 } number => CelInt.Of((long)number.Value),
        CelString text when long.TryParse(text.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => CelInt.Of(number),
        CelTimestamp moment => CelInt.Of(moment.Seconds),
        _ => null,
    };

    private static CelUint? ToUint(CelValue value) => value switch
    {
        CelInt { Value: >= 0 } number => new((ulong)number.Value),
        CelDouble { Value: >= 0 and < 18446744073709551616.0 } number => new((ulong)number.Value),
        CelString text when ulong.TryParse(text.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => new(number),
        _ => null,
    };

    private static CelTimestamp? ToTimestamp(CelValue value) => value switch
    {
        CelString text => CelTimestamp.TryParse(text.Text),
        CelInt number => CelTimestamp.TryCreate(number.Value),
        _ => null,
    };

    private static CelValue? ToText(CelValue value, CelMeter meter) => value switch
    {
        CelBool flag => new CelString(flag.Value ? "true" : "false"),
        CelInt number => new CelString(number.Value.ToString(CultureInfo.InvariantCulture)),
        CelUint number => new CelString(number.Value.ToString(CultureInfo.InvariantCulture)),
        CelDouble number => new CelString(CelText.OfDouble(number.Value)),
        CelTimestamp moment => new CelString(moment.Text),
        CelDuration length => new CelString(length.Text),
        CelSemver version => new CelString(version.Text),
        CelBytes bytes => meter.SpendOnText(bytes.Content.Length) ? FromUtf8(bytes.Content) : CelError.CostExceeded,
        _ => null,
    };

    internal static CelString? FromUtf8(ImmutableArray<byte> bytes)
    {
        try
        {
            return new(s_strictUtf8.GetString(bytes.AsSpan()));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
