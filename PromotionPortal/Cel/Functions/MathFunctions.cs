using System.Collections.Immutable;
using static PromotionPortal.Cel.Functions.Define;

namespace PromotionPortal.Cel.Functions;

/// <summary>The extension "math".</summary>
internal static class MathFunctions
{
    private const int MostArguments = 10;

    private static readonly CelType[] s_numbers = [CelType.Int, CelType.Uint, CelType.Double];

    public static IEnumerable<CelFunction> All => [.. Extreme("math.greatest", "greatest", 1), .. Extreme("math.least", "least", -1), .. Reals, .. Signs, .. Bits];

    private static IEnumerable<CelFunction> Reals =>
    [
        Real("math.ceil", "The next whole number upwards.", Math.Ceiling),
        Real("math.floor", "The next whole number downwards.", Math.Floor),
        Real("math.round", "The nearest whole number; a half goes away from zero.", number => Math.Round(number, MidpointRounding.AwayFromZero)),
        Real("math.trunc", "The number without its fraction.", Math.Truncate),
        Test("math.isNaN", "Whether it is not a number.", double.IsNaN),
        Test("math.isInf", "Whether it is infinite.", double.IsInfinity),
        Test("math.isFinite", "Whether it is a number and not infinite.", double.IsFinite),
    ];

    private static IEnumerable<CelFunction> Signs =>
    [
        Function("math.abs", [CelType.Int], CelType.Int, "The number without its sign.", (a, _) => a.Whole(0) == long.MinValue ? CelError.Overflow("The size of the number") : CelInt.Of(Math.Abs(a.Whole(0)))),
        Function("math.abs", [CelType.Uint], CelType.Uint, "The number itself.", (a, _) => a[0]),
        Function("math.abs", [CelType.Double], CelType.Double, "The number without its sign.", (a, _) => new CelDouble(Math.Abs(a.Number(0)))),
        Function("math.sign", [CelType.Int], CelType.Int, "-1, 0 or 1.", (a, _) => CelInt.Of(Math.Sign(a.Whole(0)))),
        Function("math.sign", [CelType.Uint], CelType.Uint, "0 or 1.", (a, _) => new CelUint(Math.Min(a.Unsigned(0), 1))),
        Function("math.sign", [CelType.Double], CelType.Double, "-1.0, 0.0 or 1.0.", (a, _) => double.IsNaN(a.Number(0)) ? a[0] : new CelDouble(Math.Sign(a.Number(0)))),
    ];

    private static IEnumerable<CelFunction> Bits =>
    [
        .. BitOperation("math.bitAnd", "The bits set in both.", (a, b) => a & b),
        .. BitOperation("math.bitOr", "The bits set in either.", (a, b) => a | b),
        .. BitOperation("math.bitXor", "The bits set in one of them only.", (a, b) => a ^ b),
        Function("math.bitNot", [CelType.Int], CelType.Int, "Every bit turned over.", (a, _) => CelInt.Of(~a.Whole(0))),
        Function("math.bitNot", [CelType.Uint], CelType.Uint, "Every bit turned over.", (a, _) => new CelUint(~a.Unsigned(0))),
        .. Shift("math.bitShiftLeft", "The bits moved up by so many places.", (bits, places) => bits << places),
        .. Shift("math.bitShiftRight", "The bits moved down by so many places; zeros follow.", (bits, places) => bits >> places),
    ];

    private static CelFunction Real(string name, string description, Func<double, double> body) =>
        Function(name, [CelType.Double], CelType.Double, description, (a, _) => new CelDouble(body(a.Number(0))));

    private static CelFunction Test(string name, string description, Func<double, bool> body) =>
        Function(name, [CelType.Double], CelType.Bool, description, (a, _) => CelBool.Of(body(a.Number(0))));

    private static IEnumerable<CelFunction> BitOperation(string name, string description, Func<ulong, ulong, ulong> body) =>
    [
        Function(name, [CelType.Int, CelType.Int], CelType.Int, description, (a, _) => CelInt.Of((long)body((ulong)a.Whole(0), (ulong)a.Whole(1)))),
        Function(name, [CelType.Uint, CelType.Uint], CelType.Uint, description, (a, _) => new CelUint(body(a.Unsigned(0), a.Unsigned(1)))),
    ];

    private static IEnumerable<CelFunction> Shift(string name, string description, Func<ulong, int, ulong> body) =>
    [
        Function(name, [CelType.Int, CelType.Int], CelType.Int, description, (a, _) => Places(a.Whole(1), places => CelInt.Of((long)body((ulong)a.Whole(0), places)), CelInt.Of(0))),
        Function(name, [CelType.Uint, CelType.Int], CelType.Uint, description, (a, _) => Places(a.Whole(1), places => new CelUint(body(a.Unsigned(0), places)), new CelUint(0))),
    ];

    // The processor takes the number of places modulo 64; the language does not.
    private static CelValue Places(long places, Func<int, CelValue> shift, CelValue allGone) =>
        places < 0 ? CelError.Invalid("Bits cannot be moved by a negative number of places.") : places > 63 ? allGone : shift((int)places);

    private static IEnumerable<CelFunction> Extreme(string name, string which, int sign)
    {
        var description = $"The {which} of the numbers.";
        CelFunction Of(CelType result, params ImmutableArray<CelType> parameters) => Function(name, parameters, result, description, (a, meter) => Pick(a, sign, meter));
        return
        [
            .. s_numbers.Select(number => Of(number, number)),
            .. s_numbers.Select(number => Function(name, [CelType.List(number)], number, description, (a, meter) => Pick(a.List(0).Array, sign, meter))),
            .. from left in s_numbers from right in s_numbers select Of(left.Equals(right) ? left : CelType.Dyn, left, right),
            .. Enumerable.Range(3, MostArguments - 2).Select(count => Of(CelType.Dyn, [.. Enumerable.Repeat(CelType.Dyn, count)])),
        ];
    }

    private static CelValue Pick(CelValue[] values, int sign, CelMeter meter)
    {
        if (values.Length == 0) return CelError.Invalid("There is no number to pick from.");
        if (!meter.Spend(values.Length)) return CelError.CostExceeded;
        if (Array.Find(values, value => !CelEquality.IsNumber(value)) is { } other) return new CelError(CelFault.NoSuchOverload, $"Only numbers have a greatest and a least, not {CelTypeValue.NameOf(other.Kind)}.");
        return values.Aggregate((best, value) => CelEquality.CompareNumbers(value, best) * sign > 0 ? value : best);
    }
}
