using System.Collections.Immutable;
using PromotionPortal.Cel.Running;

namespace PromotionPortal.Cel;

/// <summary>A sub-expression and what it came to. One that was not evaluated is not there; one in a loop is there once for each round.</summary>
public sealed record CelExplained(string Text, CelSpan Span, CelValue Value, ImmutableArray<CelExplained> Parts);

/// <summary>How an evaluation came to its end, for a screen. <see cref="Why"/> is one sentence where it is false or failed, else empty.</summary>
public sealed record CelExplanation(CelOutcome Outcome, CelExplained Root, string Why, bool IsCut)
{
    internal static CelExplanation Of(string source, CelOutcome outcome, Recorder recorder)
    {
        var root = recorder.Root is { } record ? Explained(source, record) : new(source, new(0, source.Length), outcome.Value ?? outcome.Error!, []);
        var why = outcome switch
        {
            { Error: { } error } => error.Span is { } span ? $"`{Shortened(span.In(source))}` failed: {error.Message}" : error.Message,
            { Value: CelBool { Value: false } } when recorder.Root is { } start => Reasons.Of(source, start),
            _ => "",
        };
        return new(outcome, root, why, recorder.IsCut);
    }

    internal static string Shortened(string text) =>
        text.Length <= CelLimits.ShownCharacters ? text : text[..CelLimits.ShownCharacters] + "…";

    private static CelExplained Explained(string source, Recorder.Record record) =>
        new(record.Node.Span.In(source), record.Node.Span, record.Value, [.. record.Parts.Select(part => Explained(source, part))]);
}
