using PromotionPortal.Cel;
using PromotionPortal.Domain.Policies;

namespace PromotionPortal.Domain.Promotions;

/// <summary>Whether an image may go to an environment: the first gate that is closed, or none; and whether people have to agree.</summary>
public sealed record Eligible(string Environment, Gate? Closed, bool NeedsApproval);

/// <summary>Judges one image for many environments by the gates that enforce. Its facts become values once, and equal conditions are asked once.</summary>
public sealed class Eligibility(WantedImage image, RequestFacts facts)
{
    private readonly Dictionary<(string? Pass, string? Fail), ConditionVerdict> _verdicts = [];
    private IReadOnlyDictionary<string, CelValue>? _values;

    /// <param name="target">The same facts as far as they differ for this environment: what is there or on its way, and who may bring it.</param>
    public Eligible For(string environment, RequestFacts target)
    {
        Gate? closed = null;
        foreach (var gate in PromotionGates.Each(image, environment, target, Judge))
        {
            if (gate.Verdict == GateVerdict.Closed)
            {
                closed = gate;
                break;
            }
        }
        return new(environment, closed, closed is null && !target.Rules.For(image.Application, environment).Quorum.IsNone);
    }

    private ConditionVerdict Judge(PairRules rules)
    {
        var conditions = (rules.Policy.Pass, rules.Policy.Fail);
        if (!_verdicts.TryGetValue(conditions, out var verdict)) _verdicts[conditions] = verdict = rules.Judge(_values ??= facts.ValuesOf(image));
        return verdict;
    }
}
