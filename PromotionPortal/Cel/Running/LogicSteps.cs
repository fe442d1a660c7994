namespace PromotionPortal.Cel.Running;

internal sealed class NotStep(Step operand, CelSpan span) : Step
{
    public override CelValue Run(Frame frame) => operand.Run(frame) switch
    {
        CelBool flag => CelBool.Of(!flag.Value),
        CelError error => error,
        var other => Faults.NoOverload("!", span, other),
    };
}

/// <summary>An operand that decides the whole makes the errors of the others irrelevant, wherever it stands.</summary>
internal sealed class LogicStep(bool isAnd, Step[] operands, CelSpan span) : Step
{
    public override CelValue Run(Frame frame)
    {
        CelError? error = null;
        foreach (var operand in operands)
        {
            var value = operand.Run(frame);
            if (value is CelBool flag)
            {
                if (flag.Value != isAnd) return flag;
            }
            else error ??= value as CelError ?? Faults.NoOverload(isAnd ? "&&" : "||", span, value);
        }
        return error ?? (CelValue)CelBool.Of(isAnd);
    }
}

internal sealed class ConditionalStep(Step test, Step then, Step otherwise, CelSpan span) : Step
{
    public override CelValue Run(Frame frame) => test.Run(frame) switch
    {
        CelBool { Value: true } => then.Run(frame),
        CelBool => otherwise.Run(frame),
        CelError error => error,
        var other => Faults.NoOverload("?:", span, other),
    };
}

internal static class Faults
{
    public static CelError NoOverload(string what, CelSpan? span, params ReadOnlySpan<CelValue> values)
    {
        var types = new List<string>();
        foreach (var value in values) types.Add(CelTypeValue.NameOf(value.Kind));
        return new(CelFault.NoSuchOverload, $"`{what}` cannot be applied to {string.Join(" and ", types)}.", span);
    }
}
