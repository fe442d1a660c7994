using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Domain.Flows;

/// <summary>What is not wrong in a file, yet hardly meant: said while somebody draws, and keeps nobody from saving.</summary>
public static class FlowAdvice
{
    /// <summary>Electorate: null where it is not known at this moment.</summary>
    public static IEnumerable<FlowFlaw> Of(FlowDefinition flow, DefinitionsSnapshot definitions, Electorate? electorate)
    {
        // From an environment into another there are two; images come from outside of all.
        if (flow.Start.Images && flow.Nodes.Select(node => node.Stage).OfType<string>().Distinct(StringComparer.Ordinal).Count() == 1) yield return new(null, "The flow leads into one environment only.", "Add a stage for the next one.");
        for (var at = 0; at < flow.Nodes.Length; at++)
        {
            if (flow.Nodes[at].Stage is { } stage && definitions.Environments.TryGetValue(stage, out var environment) && environment.Images is null)
                yield return new(at, $"{environment.Metadata.Title ?? environment.Name} names no registry: images stay where they are.", "Give the environment a registry and a repository, if it has its own.", "stage");
            if (flow.Nodes[at].Judgement is { } judgement && Judges(judgement, electorate) is var (what, help)) yield return new(at, what, help, "judgement");
        }
    }

    private static (string What, string Help)? Judges(JudgementStep judgement, Electorate? electorate)
    {
        var quorum = new ApprovalQuorum(judgement.Judges?.Count ?? 0, judgement.Judges?.Groups ?? []);
        if (quorum.IsNone) return ("Nobody is asked to judge.", "Say how many judge, or of which groups.");
        // What is amiss with a group is told of the group.
        if (electorate is null || quorum.Groups.Any(group => !electorate.Groups.TryGetValue(group.Group, out var size) || size < group.Count)) return null;
        if (QuorumMatching.Count(quorum with { Groups = [] }, [.. electorate.Approvers.Select(person => Voter.Of(person) with { OpenedBy = "" })]).IsMet) return null;
        var there = electorate.Approvers.Length switch { 0 => "nobody may", 1 => "only 1 person may", var count => $"only {count} people may" };
        return ($"{quorum.InWords()} must judge, but {there} approve anywhere.", "Give more people the role Artifact promoter, or ask for fewer.");
    }
}
