using System.Collections.Concurrent;
using PromotionPortal.Cel;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Domain.Policies;

/// <summary>What the conditions of a policy say of an image.</summary>
public enum ConditionResult
{
    Passed,

    /// <summary>The fail condition is true.</summary>
    Failed,

    /// <summary>The pass condition is not true.</summary>
    NotPassed,

    /// <summary>A condition could not be evaluated, so that it means no.</summary>
    Broken,
}

/// <summary>The answer, with the expression that gave it and why, in one sentence. Both are empty where it passed.</summary>
public sealed record ConditionVerdict(ConditionResult Result, string Expression, string Why)
{
    public static ConditionVerdict Passed { get; } = new(ConditionResult.Passed, "", "");
}

/// <summary>What governs one application in one environment, compiled.</summary>
public sealed class PairRules(GoverningPolicy policy)
{
    private readonly CelCompilation? _pass = Compile(policy.Pass), _fail = Compile(policy.Fail);

    public GoverningPolicy Policy => policy;

    /// <summary>Whether what its conditions say can change while nothing else does.</summary>
    public bool ReadsClock { get; } = policy.Pass?.Contains(PolicyFacts.Now, StringComparison.Ordinal) == true || policy.Fail?.Contains(PolicyFacts.Now, StringComparison.Ordinal) == true;

    public ApprovalQuorum Quorum { get; } = new(policy.ApprovalCount, policy.ApprovalGroups);

    public ApproverSwitches Switches { get; } = new()
    {
        RequesterApproves = policy.RequesterApproves,
        BuilderApproves = policy.BuilderApproves,
        SeparateCommitAuthor = policy.SeparateCommitAuthor,
        SeparatePolicyEditor = policy.SeparatePolicyEditor,
        UnknownAuthorBlocks = policy.UnknownAuthorBlocks,
    };

    /// <summary>Fail beats pass; without a condition every image passes.</summary>
    public ConditionVerdict Judge(IReadOnlyDictionary<string, CelValue> facts) =>
        Holds(_fail, facts, wanted: false, ConditionResult.Failed) ?? Holds(_pass, facts, wanted: true, ConditionResult.NotPassed) ?? ConditionVerdict.Passed;

    /// <summary>How each condition comes to what it says of these facts, by its name in a file. Empty where there is none, or one that does not compile.</summary>
    public IEnumerable<(string Field, string Expression, CelExplanation Explained)> Explain(IReadOnlyDictionary<string, CelValue> facts)
    {
        foreach (var (field, condition) in new[] { ("fail", _fail), ("pass", _pass) })
            if (condition?.Program is { } program) yield return (field, program.Source, program.Explain(facts));
    }

    // Null: it is as wanted.
    private static ConditionVerdict? Holds(CelCompilation? condition, IReadOnlyDictionary<string, CelValue> facts, bool wanted, ConditionResult otherwise)
    {
        if (condition is null) return null;
        if (condition.Program is not { } program) return new(ConditionResult.Broken, "", condition.Problems[0].Message);
        var outcome = program.Evaluate(facts);
        if (outcome.Error is null && outcome.IsTrue == wanted) return null;
        var explained = program.Explain(facts);
        return outcome.Error is null
            ? new(otherwise, program.Source, explained.Why.Length > 0 ? explained.Why : $"`{program.Source}` is true.")
            : new(ConditionResult.Broken, program.Source, explained.Why);
    }

    private static CelCompilation? Compile(string? source) => source is null ? null : CelProgram.Compile(source, PolicyFacts.Declarations, CelType.Bool);
}

/// <summary>The rules of every pair under one state of the definitions; each is resolved and compiled once.</summary>
public sealed class RuleBook(DefinitionsSnapshot definitions)
{
    private readonly ConcurrentDictionary<(string Application, string Environment), PairRules> _pairs = new();

    public DefinitionsSnapshot Definitions => definitions;

    /// <summary>For an application and an environment that are defined.</summary>
    public PairRules For(string application, string environment) =>
        _pairs.GetOrAdd((application, environment), pair => new(PolicyResolution.For(definitions, definitions.Applications[pair.Application], definitions.Environments[pair.Environment])));
}
