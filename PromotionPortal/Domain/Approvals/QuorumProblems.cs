using System.Collections.Immutable;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Domain.Approvals;

/// <summary>The people there are to agree: how many are in each group, and who may approve anywhere.</summary>
public sealed record Electorate(ImmutableDictionary<string, int> Groups, ImmutableArray<Actor> Approvers);

/// <summary>Quorums that nobody can ever fill. Groups and rights are no definitions, so this is found by looking at both.</summary>
public static class QuorumProblems
{
    /// <summary>Groups that nobody created, and groups of which more people are asked for than are in them.</summary>
    public static IEnumerable<DefinitionProblem> OfGroups(DefinitionsSnapshot definitions, Electorate electorate)
    {
        foreach (var use in definitions.GroupUses)
        {
            if (!electorate.Groups.TryGetValue(use.Name, out var size)) yield return At(use, $"There is no group '{use.Name}'.", "A super-admin creates it, or another is named.");
            else if (Wanted(definitions, use) is var wanted && wanted > size) yield return At(use, $"{wanted} of the group '{use.Name}' must agree, but {People(size)} in it.", "Put more people into the group, or ask for fewer.");
        }
    }

    /// <summary>Pairs under a policy that asks for more people than may approve there.</summary>
    public static IEnumerable<DefinitionProblem> OfPairs(DefinitionsSnapshot definitions, Electorate electorate)
    {
        foreach (var binding in definitions.PolicyBindings.Values)
            foreach (var pair in binding.Pairs)
                if (Unfillable(definitions, pair, electorate) is { } what) yield return new(new DefinitionKey(binding.Kind, binding.Name).Path, 1, 1, what, "Give more people the role Artifact promoter there, or ask for fewer approvals.");
    }

    private static string? Unfillable(DefinitionsSnapshot definitions, PolicyPair pair, Electorate electorate)
    {
        if (!definitions.Applications.TryGetValue(pair.Application, out var application) || !definitions.Environments.TryGetValue(pair.Environment, out var environment)) return null;
        var policy = PolicyResolution.For(definitions, application, environment);
        var quorum = new ApprovalQuorum(policy.ApprovalCount, policy.ApprovalGroups);
        if (quorum.IsNone) return null;
        var place = definitions.PlaceOf(pair.Application, pair.Environment);
        List<Voter> voters = [.. electorate.Approvers.Where(person => Access.Access.Can(person, Verb.Approve, place).Allowed).Select(person => Voter.Of(person) with { OpenedBy = "" })];
        return QuorumMatching.Count(quorum, voters).IsMet ? null : $"Nothing can be approved for {pair}: {quorum.InWords()} must agree, but {People(voters.Count)} there who may.";
    }

    private static int Wanted(DefinitionsSnapshot definitions, GroupUse use) => DefinitionKey.OfPath(use.File) is { } key
        ? definitions.Find(key) switch
        {
            PolicyDefinition policy => Of(policy.Fields.ApprovalGroups ?? [], use.Name),
            FlowDefinition flow => flow.Nodes.Select(node => Of(node.Judgement?.Judges?.Groups ?? [], use.Name)).DefaultIfEmpty(0).Max(),
            _ => 0,
        }
        : 0;

    private static int Of(ImmutableArray<GroupQuorum> quorums, string group) => quorums.Where(quorum => quorum.Group == group).Sum(quorum => quorum.Count);

    private static string People(int count) => count switch
    {
        0 => "nobody is",
        1 => "only 1 person is",
        _ => $"only {count} people are",
    };

    private static DefinitionProblem At(GroupUse use, string what, string help) => new(use.File, use.Line, use.Column, what, help);
}
