using System.Runtime.InteropServices;

namespace PromotionPortal.Cel;

/// <summary>Why an evaluation, or a part of it, has no value.</summary>
public enum CelFault
{
    NoSuchOverload,
    NoSuchKey,
    NoSuchVariable,
    DivideByZero,
    Overflow,
    OutOfRange,
    InvalidArgument,
    BadPattern,
    CostExceeded,
    ResultTooLarge,
}

/// <summary>The error of an evaluation, in words for a person, with the place in the source where it arose.</summary>
public sealed class CelError(CelFault fault, string message, CelSpan? span = null) : CelValue(CelKind.Error)
{
    public CelFault Fault { get; } = fault;

    public string Message { get; } = message;

    public CelSpan? Span { get; } = span;

    public static CelError CostExceeded { get; } =
        new(CelFault.CostExceeded, $"The evaluation costs more than {CelLimits.Cost} units: it handles too much text or too many elements.");

    internal static CelError NoSuchKey(CelValue key) => new(CelFault.NoSuchKey, $"There is no key {key} in the map.");

    internal static CelError Overflow(string what) => new(CelFault.Overflow, $"{what} is out of the range of its type.");

    internal static CelError Invalid(string message) => new(CelFault.InvalidArgument, message);

    internal CelError At(CelSpan span) => Span is null && Fault != CelFault.CostExceeded ? new(Fault, Message, span) : this;
}

/// <summary>A stretch of the source, in characters from its start.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CelSpan(int Start, int End)
{
    public string In(string source) => source[Start..End];

    internal CelSpan To(CelSpan last) => new(Start, last.End);
}

/// <summary>A place for people: both count from one.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CelPosition(int Line, int Column)
{
    public static CelPosition Of(string source, int offset)
    {
        var before = source.AsSpan(0, Math.Min(offset, source.Length));
        return new(before.Count('\n') + 1, before.Length - (before.LastIndexOf('\n') + 1) + 1);
    }

    public override string ToString() => $"{Line}:{Column}";
}

/// <summary>What kind of mistake keeps a source from becoming a program.</summary>
public enum CelProblemKind
{
    Syntax,
    TooLong,
    TooDeep,
    TooManyNodes,
    UnknownName,
    UnknownField,
    UnknownFunction,
    WrongType,
    BadPattern,
    Unsupported,
}

/// <summary>A mistake in a source, with its place and, where one is near, the name that was probably meant.</summary>
public sealed record CelProblem(CelProblemKind Kind, string Message, CelSpan Span, CelPosition Position, string? Suggestion = null)
{
    public int Line => Position.Line;

    public int Column => Position.Column;

    public override string ToString() => $"{Position}: {Message}";
}
