using System.Collections.Immutable;
using PromotionPortal.Cel.Syntax;

namespace PromotionPortal.Cel.Binding;

internal sealed record Signature(ImmutableArray<CelType> Parameters, CelType Result)
{
    /// <summary>Whether some type in it may be any.</summary>
    public bool IsGeneric { get; } = Parameters.Append(Result).Any(HasParameter);

    private static bool HasParameter(CelType type) => type.IsParameter || type.Arguments.Any(HasParameter);
}

/// <summary>What operators take and give.</summary>
internal static class Signatures
{
    private static readonly CelType s_a = CelType.Parameter("A");
    private static readonly CelType s_b = CelType.Parameter("B");
    private static readonly CelType[] s_numbers = [CelType.Int, CelType.Uint, CelType.Double];

    private static readonly CelType[] s_ordered =
        [CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Timestamp, CelType.Duration, CelType.Semver];

    private static readonly ImmutableArray<Signature> s_order =
    [
        .. s_ordered.Select(type => Binary(type, type, CelType.Bool)),
        .. from left in s_numbers from right in s_numbers where !left.Equals(right) select Binary(left, right, CelType.Bool),
    ];

    private static readonly ImmutableArray<Signature> s_multiply = [.. s_numbers.Select(Same)];

    private static readonly ImmutableArray<Signature> s_add =
    [
        .. s_multiply, Same(CelType.String), Same(CelType.Bytes), Same(CelType.List(s_a)), Same(CelType.Duration),
        Binary(CelType.Timestamp, CelType.Duration, CelType.Timestamp), Binary(CelType.Duration, CelType.Timestamp, CelType.Timestamp),
    ];

    private static readonly ImmutableArray<Signature> s_subtract =
    [
        .. s_multiply, Same(CelType.Duration),
        Binary(CelType.Timestamp, CelType.Timestamp, CelType.Duration), Binary(CelType.Timestamp, CelType.Duration, CelType.Timestamp),
    ];

    private static readonly ImmutableArray<Signature> s_equality = [Binary(s_a, s_a, CelType.Bool)];
    private static readonly ImmutableArray<Signature> s_in = [Binary(s_a, CelType.List(s_a), CelType.Bool), Binary(s_a, CelType.Map(s_a, s_b), CelType.Bool)];

    public static ImmutableArray<Signature> Negation { get; } = [new([CelType.Int], CelType.Int), new([CelType.Double], CelType.Double)];

    public static ImmutableArray<Signature> Conditional { get; } = [new([CelType.Bool, s_a, s_a], s_a)];

    public static ImmutableArray<Signature> Index { get; } =
    [
        Binary(CelType.List(s_a), CelType.Int, s_a),
        Binary(CelType.Map(s_a, s_b), s_a, s_b),
        Binary(CelType.Optional(CelType.List(s_a)), CelType.Int, CelType.Optional(s_a)),
        Binary(CelType.Optional(CelType.Map(s_a, s_b)), s_a, CelType.Optional(s_b)),
    ];

    public static ImmutableArray<Signature> OptionalIndex { get; } =
        [.. Index.Select(signature => signature.Result.IsOptional ? signature : signature with { Result = CelType.Optional(signature.Result) })];

    public static ImmutableArray<Signature> Of(Operator kind) => kind switch
    {
        Operator.Equal or Operator.NotEqual => s_equality,
        Operator.In => s_in,
        Operator.Add => s_add,
        Operator.Subtract => s_subtract,
        Operator.Multiply or Operator.Divide => s_multiply,
        Operator.Modulo => [Same(CelType.Int), Same(CelType.Uint)],
        _ => s_order,
    };

    public static string Mark(Operator kind) => kind switch
    {
        Operator.Equal => "==",
        Operator.NotEqual => "!=",
        Operator.Less => "<",
        Operator.LessOrEqual => "<=",
        Operator.Greater => ">",
        Operator.GreaterOrEqual => ">=",
        Operator.In => "in",
        Operator.Add => "+",
        Operator.Subtract => "-",
        Operator.Multiply => "*",
        Operator.Divide => "/",
        _ => "%",
    };

    private static Signature Same(CelType type) => Binary(type, type, type);

    private static Signature Binary(CelType left, CelType right, CelType result) => new([left, right], result);
}
