using System.Text.RegularExpressions;
using PromotionPortal.Cel.Functions;

namespace PromotionPortal.Cel.Running;

/// <summary>Calls the first form of a function that takes the values at hand.</summary>
internal sealed class CallStep(string name, CelFunction[] forms, Step[] arguments, CelSpan span) : Step
{
    private readonly (CelKind?[] Kinds, Func<CelValue[], CelMeter, CelValue> Body)[] _forms =
        [.. forms.Select(form => (form.Parameters.Select(KindOf).ToArray(), form.Body))];

    public override CelValue Run(Frame frame)
    {
        var values = new CelValue[arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i].Run(frame);
            if (values[i].Kind == CelKind.Error) return values[i];
        }
        foreach (var (kinds, body) in _forms)
        {
            if (!Take(kinds, values)) continue;
            var result = body(values, frame.Meter);
            return result is CelError error ? error.At(span) : result;
        }
        return Faults.NoOverload(name, span, values);
    }

    private static bool Take(CelKind?[] kinds, CelValue[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (kinds[i] is { } kind && kind != values[i].Kind) return false;
        }
        return true;
    }

    // Null: any value will do.
    private static CelKind? KindOf(CelType type) => type switch
    {
        { IsParameter: true } or { IsDyn: true } => null,
        { IsObject: true } => CelKind.Map,
        _ => type.Name switch
        {
            "null" => CelKind.Null,
            "bool" => CelKind.Bool,
            "int" => CelKind.Int,
            "uint" => CelKind.Uint,
            "double" => CelKind.Double,
            "string" => CelKind.String,
            "bytes" => CelKind.Bytes,
            "list" => CelKind.List,
            "map" => CelKind.Map,
            "timestamp" => CelKind.Timestamp,
            "duration" => CelKind.Duration,
            "type" => CelKind.Type,
            "optional_type" => CelKind.Optional,
            "semver" => CelKind.Semver,
            _ => null,
        },
    };
}

/// <summary><c>text.matches(pattern)</c> with a pattern that is known before the evaluation.</summary>
internal sealed class MatchStep(Step text, Regex pattern, CelSpan span) : Step
{
    public override CelValue Run(Frame frame) => text.Run(frame) switch
    {
        CelString value => Pattern.Match(value.Text, pattern, frame.Meter),
        CelError error => error,
        var other => Faults.NoOverload("matches", span, other),
    };
}

/// <summary><c>optional.or(other)</c> and <c>optional.orValue(value)</c>: the alternative is evaluated only when it is needed.</summary>
internal sealed class OptionalOrStep(Step target, Step alternative, bool isValue, CelSpan span) : Step
{
    public override CelValue Run(Frame frame)
    {
        var value = target.Run(frame);
        if (value.Kind == CelKind.Error) return value;
        if (value is not CelOptional optional) return Faults.NoOverload(isValue ? "orValue" : "or", span, value);
        if (optional.Value is { } present) return isValue ? present : optional;
        var other = alternative.Run(frame);
        return isValue || other.Kind is CelKind.Optional or CelKind.Error ? other : Faults.NoOverload("or", span, other);
    }
}
