using System.Collections.Immutable;
using PromotionPortal.Cel;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Engine;

/// <summary>Judge the newest images of an application: by conditions that nobody has saved, by a policy as it is, or by what governs an environment.</summary>
public sealed record TryPolicy(string Application)
{
    public const int MostImages = 50;
    public const int UsualImages = 10;

    /// <summary>A saved policy, by name.</summary>
    public string? Policy { get; init; }

    /// <summary>What governs the application there.</summary>
    public string? Environment { get; init; }

    /// <summary>Conditions as they are typed; with a policy they stand in the place of its own.</summary>
    public string? Pass { get; init; }

    public string? Fail { get; init; }

    public int Images { get; init; } = UsualImages;
}

/// <summary>What came of a trial.</summary>
public abstract record TrialOutcome
{
    private TrialOutcome()
    {
    }

    /// <summary>Newest first. Left out: images that were not judged because the conditions cost too much.</summary>
    public sealed record Judged(ImmutableArray<JudgedImage> Images, int LeftOut) : TrialOutcome;

    /// <summary>A condition does not compile.</summary>
    public sealed record Unsound(ImmutableArray<DefinitionProblem> Problems) : TrialOutcome;

    public sealed record NotFound(string What) : TrialOutcome;

    public sealed record Unfit(string What) : TrialOutcome;
}

/// <summary>One image: whether it is eligible, the gates that say so, and how each condition came to its value.</summary>
public sealed record JudgedImage(string Digest, string? Tag, DateTimeOffset At, ImmutableArray<Gate> Gates, ImmutableArray<ExplainedCondition> Conditions)
{
    public bool IsEligible => Gates.All(gate => gate.Verdict == GateVerdict.Open);

    /// <summary>In one sentence.</summary>
    public string Verdict => Gates.FirstOrDefault(gate => gate.Verdict != GateVerdict.Open)?.What ?? Gates[0].What;

    internal static JudgedImage Of(PairRules rules, ImageFacts image, DateTimeOffset at, IReadOnlyDictionary<string, CelValue> values, out long cost)
    {
        var explained = rules.Explain(values).ToList();
        cost = explained.Sum(condition => condition.Explained.Outcome.Cost);
        return new(image.Digest.Text, image.Tags.LastOrDefault(), at, PromotionGates.OfImage(rules, image, values), [.. explained.Select(condition => ExplainedCondition.Of(condition.Field, condition.Expression, condition.Explained))]);
    }
}

/// <summary>A condition, the value it came to, and its parts from the outside in.</summary>
public sealed record ExplainedCondition(string Field, string Expression, string Value, string Why, ImmutableArray<ExplainedPart> Parts, bool IsCut)
{
    private const int MostParts = 150;

    internal static ExplainedCondition Of(string field, string expression, CelExplanation explained)
    {
        var parts = PartsOf(explained.Root, 0).Take(MostParts + 1).ToList();
        return new(field, expression, explained.Root.Value.ToString()!, explained.Why, [.. parts.Take(MostParts)], explained.IsCut || parts.Count > MostParts);
    }

    private static IEnumerable<ExplainedPart> PartsOf(CelExplained part, int depth) =>
        part.Parts.Where(inner => !IsLiteral(inner)).SelectMany(inner => PartsOf(inner, depth + 1)).Prepend(new(depth, Shortened(part.Text), part.Value.ToString()!));

    // It says of itself what it is.
    private static bool IsLiteral(CelExplained part) => part.Parts.IsEmpty && (part.Text is ['\'' or '"' or (>= '0' and <= '9'), ..] || part.Text is "true" or "false" or "null");

    private static string Shortened(string text) => text.Length <= CelLimits.ShownCharacters ? text : text[..CelLimits.ShownCharacters] + "…";
}

/// <summary>A part of a condition and what it came to. Those that follow with a greater depth are parts of it.</summary>
public sealed record ExplainedPart(int Depth, string Text, string Value);
