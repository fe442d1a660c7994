using System.Collections.Immutable;
using System.Text;
using PromotionPortal.Cel.Binding;
using PromotionPortal.Cel.Running;
using PromotionPortal.Cel.Syntax;

namespace PromotionPortal.Cel;

/// <summary>A program, or what keeps the source from being one; never both.</summary>
public sealed record CelCompilation(CelProgram? Program, ImmutableArray<CelProblem> Problems);

/// <summary>The end of one evaluation: a value or an error, and what it cost.</summary>
public sealed record CelOutcome(CelValue? Value, CelError? Error, long Cost)
{
    public bool IsTrue => Value is CelBool { Value: true };
}

/// <summary>A compiled expression. It keeps nothing of an evaluation, so that many can run at once.</summary>
public sealed class CelProgram
{
    private readonly Step _step;
    private readonly int _slots;
    private readonly Lazy<Step> _traced;

    private CelProgram(string source, CelDeclarations declarations, Node root, Binder binder, Bound bound)
    {
        (Source, Type, Variables) = (source, binder.Resolve(bound.Type), binder.Variables);
        (_step, _slots) = (bound.Step, binder.Slots);
        _traced = new(() => new Binder(source, declarations, isTraced: true).Bind(root).Step);
        Size = bound.Size;
    }

    public string Source { get; }

    public CelType Type { get; }

    /// <summary>The variables that the source names.</summary>
    public IReadOnlySet<string> Variables { get; }

    private int Size { get; }

    /// <summary>Never throws for a bad source; it says what is wrong with it, and where.</summary>
    public static CelCompilation Compile(string source, CelDeclarations declarations, CelType? expected = null)
    {
        if (Encoding.UTF8.GetByteCount(source) > CelLimits.SourceBytes) return Refused(source, CelProblemKind.TooLong, $"The expression is longer than {CelLimits.SourceBytes} bytes.", default);
        if (HalfCharacter(source) is { } half) return Refused(source, CelProblemKind.Syntax, "Half of a character stands here.", new(half, half + 1));
        try
        {
            var root = Parser.Parse(source);
            var binder = new Binder(source, declarations, isTraced: false);
            var bound = binder.Bind(root);
            if (binder.Problems.Count > 0) return new(null, [.. binder.Problems]);
            var program = new CelProgram(source, declarations, root, binder, bound);
            return Fits(program.Type, expected) ? new(program, []) : Refused(source, CelProblemKind.WrongType, $"The expression must give a {expected}, but it gives {program.Type}.", root.Span);
        }
        catch (SyntaxException mistake)
        {
            return Refused(source, mistake.Kind, mistake.Message, mistake.Span);
        }
    }

    public CelOutcome Evaluate(IReadOnlyDictionary<string, CelValue> facts)
    {
        var meter = new CelMeter(CelLimits.Cost);
        return Finish(Run(_step, new(facts, _slots, meter)), meter);
    }

    /// <summary>Evaluates and shows how it came about.</summary>
    public CelExplanation Explain(IReadOnlyDictionary<string, CelValue> facts)
    {
        var (meter, recorder) = (new CelMeter(CelLimits.Cost), new Recorder());
        var outcome = Finish(Run(_traced.Value, new(facts, _slots, meter, recorder)), meter);
        return CelExplanation.Of(Source, outcome, recorder);
    }

    private static int? HalfCharacter(string source)
    {
        for (var at = source.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0 && at < source.Length; at++)
        {
            if (!char.IsSurrogate(source[at])) continue;
            if (at + 1 == source.Length || !char.IsSurrogatePair(source[at], source[at + 1])) return at;
            at++;
        }
        return null;
    }

    private CelValue Run(Step step, Frame frame) => frame.Meter.Spend(Size) ? step.Run(frame) : CelError.CostExceeded;

    private static CelOutcome Finish(CelValue value, CelMeter meter)
    {
        if (meter.IsExhausted) return new(null, CelError.CostExceeded, meter.Spent);
        if (value is CelError error) return new(null, error, meter.Spent);
        return ResultSize.IsWithin(value)
            ? new(value, null, meter.Spent)
            : new(null, new(CelFault.ResultTooLarge, $"The result has more than {CelLimits.ResultSize} elements and characters, or more than {CelLimits.ValueDepth} levels."), meter.Spent);
    }

    private static bool Fits(CelType type, CelType? expected) => expected is null || type.IsDyn || type.Equals(expected);

    private static CelCompilation Refused(string source, CelProblemKind kind, string message, CelSpan span) =>
        new(null, [new(kind, message, span, CelPosition.Of(source, span.Start))]);
}
