using System.Collections.Immutable;
using PromotionPortal.Cel;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Policies;

namespace PromotionPortal.Domain.Promotions;

/// <summary>Why, and why not: every gate between one image and one environment. Nobody else judges them.</summary>
public static class PromotionGates
{
    private static readonly Gate s_defined = Gate.Open(GateKind.Definition, "All that is named is defined.");

    /// <summary>All gates, in order. Where something is not defined, there is nothing more to ask.</summary>
    public static ImmutableArray<Gate> Of(WantedImage image, string environment, RequestFacts facts) => [.. Each(image, environment, facts, rules => rules.Judge(facts.ValuesOf(image)))];

    /// <summary>The same one after the other, so that nobody judges a gate behind the one he looks for.</summary>
    /// <param name="judge">What the conditions say of the image.</param>
    internal static IEnumerable<Gate> Each(WantedImage image, string environment, RequestFacts facts, Func<PairRules, ConditionVerdict> judge)
    {
        if (Undefined(image, environment, facts) is { } undefined) return [undefined];
        var rules = facts.Rules.For(image.Application, environment);
        return rules.Policy.Ties is [var tie, ..] ? [Tied(tie)] : Judged(image, environment, rules, facts, judge);
    }

    private static IEnumerable<Gate> Judged(WantedImage image, string environment, PairRules rules, RequestFacts facts, Func<PairRules, ConditionVerdict> judge)
    {
        yield return s_defined;
        yield return Requester(image, facts);
        yield return Path(image, environment, rules);
        yield return Source(image, environment, facts);
        yield return Target(image, environment, facts);
        yield return Conditions(rules, judge(rules));
        foreach (var gate in Signature(rules, facts.ImageOf(image))) yield return gate;
        foreach (var gate in Reason(rules, facts)) yield return gate;
        yield return Approvals(image, rules, facts);
    }

    /// <summary>The gates that look at nothing but the image.</summary>
    public static ImmutableArray<Gate> OfImage(PairRules rules, ImageFacts image, IReadOnlyDictionary<string, CelValue> values) => [Conditions(rules, rules.Judge(values)), .. Signature(rules, image)];

    private static Gate? Undefined(WantedImage image, string environment, RequestFacts facts) =>
        !facts.Definitions.Environments.ContainsKey(environment) ? NotDefined($"There is no environment {environment}.")
        : !facts.Definitions.Applications.ContainsKey(image.Application) || !facts.Sees(image.Application) ? NotDefined($"There is no application {image.Application}.")
        : image.From is { } from && !facts.Definitions.Environments.ContainsKey(from) ? NotDefined($"There is no environment {from}.")
        : null;

    private static Gate NotDefined(string what) => Gate.Closed(GateKind.Definition, RefusalKind.NotDefined, what, "Look at the definitions for the right name.");

    private static Gate Tied(PolicyTie tie) => Gate.Closed(GateKind.Definition, RefusalKind.PolicyUnclear,
        $"'{tie.First}' and '{tie.Second}' both supply {tie.Field} with the same rank, so that nobody can say what governs.", "A super-admin gives one of the two a higher priority.");

    private static Gate Requester(WantedImage image, RequestFacts facts) =>
        facts.RequesterMay(image.Application) is { Allowed: false } no
            ? Gate.Closed(GateKind.Requester, RefusalKind.NoPermission, no.Reason, "Ask a super-admin for the role.")
            : Gate.Open(GateKind.Requester, "Whoever asked may promote it.");

    // Selectors supply fields; a path is opened by a binding alone.
    private static Gate Path(WantedImage image, string environment, PairRules rules) =>
        rules.Policy.Bound is { } policy
            ? Gate.Open(GateKind.Path, $"The policy {policy} opens the way.")
            : Gate.Closed(GateKind.Path, RefusalKind.PolicyNotConfigured, $"No policy is applied to {image.Application} in {environment}.", "A super-admin applies one to the pair.");

    private static Gate Source(WantedImage image, string environment, RequestFacts facts)
    {
        if (image.From is not { } from) return Gate.Open(GateKind.Source, "It comes from CI.");
        if (from == environment) return Gate.Closed(GateKind.Source, RefusalKind.SourceNotPassed, $"{environment} is both source and target.", "Choose another target.");
        if (FlowPaths.Leads(facts.Definitions, from, environment) == false)
            return Gate.Closed(GateKind.Source, RefusalKind.NotDescendant, $"No flow leads from {from} to {environment}.", "Choose a source before the target, or CI.");
        return facts.PassedSource.ContainsKey(image.Application)
            ? Gate.Open(GateKind.Source, $"It passed {from}.")
            : Gate.Closed(GateKind.Source, RefusalKind.SourceNotPassed, $"{image.Application} {image.Digest.Abbreviated} is not available in {from}.", $"Promote it to {from} first, or choose another source.");
    }

    private static Gate Target(WantedImage image, string environment, RequestFacts facts) =>
        facts.UnderWay.TryGetValue(image.Application, out var existing)
            ? Gate.Closed(GateKind.Target, RefusalKind.AlreadyRequested, $"{image.Application} {image.Digest.Abbreviated} is on its way to {environment}.", "Follow that promotion.") with { Existing = existing }
            : facts.Available.Contains(image.Application)
                ? Gate.Closed(GateKind.Target, RefusalKind.AlreadyPromoted, $"{image.Application} {image.Digest.Abbreviated} is available in {environment} already.", "Nothing has to be done.")
                : Gate.Open(GateKind.Target, $"It is not in {environment} yet.");

    private static Gate Conditions(PairRules rules, ConditionVerdict verdict)
    {
        if (verdict.Result == ConditionResult.Passed) return Gate.Open(GateKind.Conditions, rules.Policy is { Pass: null, Fail: null } ? "There is no condition." : "The conditions hold.");
        var broken = verdict.Result == ConditionResult.Broken;
        var (field, what) = verdict.Result switch
        {
            ConditionResult.Failed => ("fail", "The fail condition holds."),
            ConditionResult.NotPassed => ("pass", "The pass condition does not hold."),
            _ => ("pass", "A condition cannot be evaluated."),
        };
        return Gate.Closed(GateKind.Conditions, broken ? RefusalKind.EvaluationFailed : RefusalKind.BlockedByPolicy, $"{what} {verdict.Why}",
            broken ? "A super-admin mends the condition." : "Promote an image that satisfies it.") with
        {
            Values = [new("condition", verdict.Expression), .. rules.Policy.Origins.TryGetValue(field, out var origin) ? new GateValue[] { new("policy", origin) } : []],
        };
    }

    private static IEnumerable<Gate> Signature(PairRules rules, ImageFacts image)
    {
        if (rules.Policy.RequireSignatures.IsEmpty) yield break;
        var missing = rules.Policy.RequireSignatures.Except(image.SignedBy, StringComparer.Ordinal).ToList();
        yield return missing.Count == 0
            ? Gate.Open(GateKind.Signature, $"It is signed with {string.Join(", ", rules.Policy.RequireSignatures)}.")
            : Gate.Closed(GateKind.Signature, RefusalKind.NotSigned, $"No signature with {string.Join(", ", missing)} was verified.", "Sign the image with that key.");
    }

    private static IEnumerable<Gate> Reason(PairRules rules, RequestFacts facts)
    {
        if (!rules.Policy.RequireReason) yield break;
        yield return facts.Reason.Trim().Length > 0
            ? Gate.Open(GateKind.Reason, "A reason is given.")
            : Gate.Closed(GateKind.Reason, RefusalKind.ReasonMissing, "The policy asks for a reason.", "Say why it is promoted.");
    }

    private static Gate Approvals(WantedImage image, PairRules rules, RequestFacts facts)
    {
        if (rules.Quorum.IsNone) return Gate.Open(GateKind.Approvals, "No approval is needed.");
        var count = facts.Approvals.GetValueOrDefault(image.Application) ?? new QuorumCount(rules.Quorum, []);
        ImmutableArray<GateValue> values = [new("approved", $"{count.Filled.Length} of {rules.Quorum.Seats}"), .. count.Filled.Select(seat => new GateValue("by", seat.Group is null ? seat.VoterName : $"{seat.VoterName} ({seat.Group})"))];
        return count.IsMet
            ? Gate.Open(GateKind.Approvals, $"Approved by {string.Join(", ", count.Filled.Select(seat => seat.VoterName))}.") with { Values = values }
            : new Gate(GateKind.Approvals, GateVerdict.Waits, $"{rules.Quorum.InWords()} must approve.") { Values = values, Help = $"Still needed: {count.MissingInWords()}." };
    }
}
