using PromotionPortal.Cel.Syntax;

namespace PromotionPortal.Cel.Running;

/// <summary>An operator that needs both its operands.</summary>
internal abstract class OperationStep(Step left, Step right, CelSpan span) : Step
{
    protected CelSpan Span { get; } = span;

    public sealed override CelValue Run(Frame frame)
    {
        var first = left.Run(frame);
        if (first.Kind == CelKind.Error) return first;
        var second = right.Run(frame);
        return second.Kind == CelKind.Error ? second : Apply(first, second, frame.Meter);
    }

    protected abstract CelValue Apply(CelValue left, CelValue right, CelMeter meter);
}

internal sealed class EqualityStep(Step left, Step right, CelSpan span, bool isNegated) : OperationStep(left, right, span)
{
    protected override CelValue Apply(CelValue left, CelValue right, CelMeter meter) =>
        CelEquality.Same(left, right, meter) is { } same ? CelBool.Of(same != isNegated) : Operators.TooDeepOrCostly(meter);
}

internal sealed class OrderStep(Operator kind, Step left, Step right, CelSpan span) : OperationStep(left, right, span)
{
    protected override CelValue Apply(CelValue left, CelValue right, CelMeter meter)
    {
        if (left is CelInt a && right is CelInt b) return CelBool.Of(Holds(a.Value.CompareTo(b.Value)));
        if (CelEquality.IsNumber(left) && CelEquality.IsNumber(right)) return CelBool.Of(Holds(CelEquality.CompareNumbers(left, right)));
        return Operators.Compare(left, right, meter) is { } order ? CelBool.Of(Holds(order)) : Faults.NoOverload(Binding.Signatures.Mark(kind), Span, left, right);
    }

    private bool Holds(int? order) => kind switch
    {
        Operator.Less => order < 0,
        Operator.LessOrEqual => order <= 0,
        Operator.Greater => order > 0,
        _ => order >= 0,
    };
}

internal sealed class InStep(Step left, Step right, CelSpan span) : OperationStep(left, right, span)
{
    protected override CelValue Apply(CelValue left, CelValue right, CelMeter meter) => right switch
    {
        CelList list => Contains(list, left, meter),
        CelMap map => CelBool.Of(map.TryGet(left, out _)),
        _ => Faults.NoOverload("in", Span, left, right),
    };

    private static CelValue Contains(CelList list, CelValue wanted, CelMeter meter)
    {
        foreach (var item in list.Array)
        {
            if (CelEquality.Same(item, wanted, meter) is not false and var answer) return answer is null ? Operators.TooDeepOrCostly(meter) : CelBool.True;
        }
        return CelBool.False;
    }
}

internal sealed class ArithmeticStep(Operator kind, Step left, Step right, CelSpan span) : OperationStep(left, right, span)
{
    protected override CelValue Apply(CelValue left, CelValue right, CelMeter meter) =>
        Arithmetic.Apply(kind, left, right, meter) switch
        {
            null => Faults.NoOverload(Binding.Signatures.Mark(kind), Span, left, right),
            CelError error => error.At(Span),
            var value => value,
        };
}

internal sealed class NegateStep(Step operand, CelSpan span) : Step
{
    public override CelValue Run(Frame frame) => operand.Run(frame) switch
    {
        CelInt { Value: long.MinValue } => CelError.Overflow("The negated number").At(span),
        CelInt number => CelInt.Of(-number.Value),
        CelDouble number => new CelDouble(-number.Value),
        CelError error => error,
        var other => Faults.NoOverload("-", span, other),
    };
}

internal static class Operators
{
    public static CelError TooDeepOrCostly(CelMeter meter) =>
        meter.IsExhausted ? CelError.CostExceeded : new(CelFault.ResultTooLarge, $"The values are nested more than {CelLimits.ValueDepth} deep.");

    /// <summary>The order of two values of one type; null where the type has none.</summary>
    public static int? Compare(CelValue left, CelValue right, CelMeter meter) => (left, right) switch
    {
        (CelString a, CelString b) when meter.SpendOnText(Math.Min(a.Text.Length, b.Text.Length)) => CelEquality.CompareText(a.Text, b.Text),
        (CelBool a, CelBool b) => a.Value.CompareTo(b.Value),
        (CelTimestamp a, CelTimestamp b) => a.CompareTo(b),
        (CelDuration a, CelDuration b) => a.Nanoseconds.CompareTo(b.Nanoseconds),
        (CelSemver a, CelSemver b) => a.CompareTo(b),
        (CelBytes a, CelBytes b) when meter.SpendOnText(Math.Min(a.Content.Length, b.Content.Length)) => a.Content.AsSpan().SequenceCompareTo(b.Content.AsSpan()),
        _ => null,
    };
}
