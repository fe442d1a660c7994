using PromotionPortal.Cel.Syntax;

namespace PromotionPortal.Cel.Running;

/// <summary>Numbers overflow with an error, never silently; text and lists are paid for before they are joined.</summary>
internal static class Arithmetic
{
    /// <summary>Null where the operator does not take these types.</summary>
    public static CelValue? Apply(Operator kind, CelValue left, CelValue right, CelMeter meter) => (left, right) switch
    {
        (CelInt a, CelInt b) => OnInts(kind, a.Value, b.Value),
        (CelUint a, CelUint b) => OnUints(kind, a.Value, b.Value),
        (CelDouble a, CelDouble b) => OnDoubles(kind, a.Value, b.Value),
        _ when kind == Operator.Add => Join(left, right, meter) ?? OnTimes(left, right, 1),
        _ when kind == Operator.Subtract => OnTimes(left, right, -1),
        _ => null,
    };

    private static CelValue OnInts(Operator kind, long left, long right)
    {
        if (right == 0 && IsDivision(kind)) return DivideByZero(kind);
        // The one quotient that does not fit; its remainder, too, traps in the processor.
        if (right == -1 && left == long.MinValue && IsDivision(kind)) return CelError.Overflow($"{left} {Binding.Signatures.Mark(kind)} {right}");
        var result = kind switch
        {
            Operator.Add => (Int128)left + right,
            Operator.Subtract => (Int128)left - right,
            Operator.Multiply => (Int128)left * right,
            Operator.Divide => left / right,
            _ => left % right,
        };
        return result >= long.MinValue && result <= long.MaxValue ? CelInt.Of((long)result) : CelError.Overflow($"{left} {Binding.Signatures.Mark(kind)} {right}");
    }

    private static CelValue OnUints(Operator kind, ulong left, ulong right)
    {
        if (right == 0 && IsDivision(kind)) return DivideByZero(kind);
        var result = kind switch
        {
            Operator.Add => (Int128)left + right,
            Operator.Subtract => (Int128)left - right,
            Operator.Multiply => (UInt128)left * right > ulong.MaxValue ? -1 : (Int128)(left * right),
            Operator.Divide => left / right,
            _ => left % right,
        };
        return result >= 0 && result <= ulong.MaxValue ? new CelUint((ulong)result) : CelError.Overflow($"{left}u {Binding.Signatures.Mark(kind)} {right}u");
    }

    private static CelDouble? OnDoubles(Operator kind, double left, double right) => kind switch
    {
        Operator.Add => new(left + right),
        Operator.Subtract => new(left - right),
        Operator.Multiply => new(left * right),
        Operator.Divide => new(left / right),
        _ => null,
    };

    private static bool IsDivision(Operator kind) => kind is Operator.Divide or Operator.Modulo;

    private static CelError DivideByZero(Operator kind) =>
        new(CelFault.DivideByZero, kind == Operator.Divide ? "Division by zero." : "Remainder of a division by zero.");

    private static CelValue? Join(CelValue left, CelValue right, CelMeter meter) => (left, right) switch
    {
        (CelString a, CelString b) => meter.SpendOnText((long)a.Text.Length + b.Text.Length) ? new CelString(a.Text + b.Text) : CelError.CostExceeded,
        (CelList a, CelList b) => meter.Spend((long)a.Count + b.Count) ? new CelList([.. a.Array, .. b.Array]) : CelError.CostExceeded,
        (CelBytes a, CelBytes b) => meter.SpendOnText((long)a.Content.Length + b.Content.Length) ? new CelBytes(a.Content.AddRange(b.Content)) : CelError.CostExceeded,
        _ => null,
    };

    private static CelValue? OnTimes(CelValue left, CelValue right, int sign) => (left, right) switch
    {
        (CelTimestamp a, CelDuration b) => a.TryAdd(sign * (Int128)b.Nanoseconds) ?? (CelValue)OutOfRange("timestamp"),
        (CelDuration a, CelTimestamp b) when sign > 0 => b.TryAdd(a.Nanoseconds) ?? (CelValue)OutOfRange("timestamp"),
        (CelDuration a, CelDuration b) => CelDuration.TryCreate(a.Nanoseconds + (sign * (Int128)b.Nanoseconds)) ?? (CelValue)OutOfRange("duration"),
        (CelTimestamp a, CelTimestamp b) when sign < 0 => a.TrySubtract(b) ?? (CelValue)OutOfRange("duration"),
        _ => null,
    };

    private static CelError OutOfRange(string type) => new(CelFault.OutOfRange, $"The result is out of the range of a {type}.");
}
