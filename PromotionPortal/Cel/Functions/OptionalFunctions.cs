using static PromotionPortal.Cel.Functions.Define;

namespace PromotionPortal.Cel.Functions;

/// <summary>The extension "optional types". The alternatives of <c>or</c> and <c>orValue</c> are evaluated only when they are needed, by a step of their own.</summary>
internal static class OptionalFunctions
{
    public const string Or = "or";
    public const string OrValue = "orValue";

    private static readonly CelType s_optional = CelType.Optional(A);

    public static IEnumerable<CelFunction> All =>
    [
        Function("optional.of", [A], s_optional, "An optional that holds the value.", (a, _) => CelOptional.Of(a[0])),
        Function("optional.ofNonZeroValue", [A], s_optional, "An optional that holds the value unless it is empty, zero, false or null.", (a, _) => IsZero(a[0]) ? CelOptional.None : CelOptional.Of(a[0])),
        Function("optional.none", [], s_optional, "An optional that holds nothing.", (_, _) => CelOptional.None),
        Method("hasValue", [s_optional], CelType.Bool, "Whether the optional holds a value.", (a, _) => CelBool.Of(Value(a) is not null)),
        Method("value", [s_optional], A, "The value of the optional; an error where there is none.", (a, _) => Value(a) ?? CelError.Invalid("The optional holds no value.")),
        Method(Or, [s_optional, s_optional], s_optional, "The optional, or the other one where it holds nothing.", (a, _) => Value(a) is null ? a[1] : a[0]),
        Method(OrValue, [s_optional, A], A, "The value of the optional, or the other value where it holds nothing.", (a, _) => Value(a) ?? a[1]),
    ];

    private static CelValue? Value(CelValue[] arguments) => ((CelOptional)arguments[0]).Value;

    private static bool IsZero(CelValue value) => value switch
    {
        CelNull => true,
        CelBool flag => !flag.Value,
        CelInt number => number.Value == 0,
        CelUint number => number.Value == 0,
        CelDouble number => number.Value == 0,
        CelString text => text.Text.Length == 0,
        CelBytes bytes => bytes.Content.IsEmpty,
        CelList list => list.Count == 0,
        CelMap map => map.Count == 0,
        CelDuration length => length.Nanoseconds == 0,
        CelOptional optional => optional.Value is null,
        _ => false,
    };
}
