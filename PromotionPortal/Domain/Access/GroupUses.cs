using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Domain.Access;

/// <summary>Where definitions name groups. Groups are no definitions: a push could make its author a member.</summary>
public static class GroupUses
{
    /// <summary>The definitions that ask for people of this group.</summary>
    public static ImmutableArray<DefinitionKey> NamingGroup(this DefinitionsSnapshot definitions, string group) =>
    [
        .. definitions.Policies.Values.Where(policy => Names(policy.Fields.ApprovalGroups ?? [], group)).Select(policy => new DefinitionKey(policy.Kind, policy.Name)),
        .. definitions.Flows.Values.Where(flow => flow.Nodes.Any(node => Names(node.Judgement?.Judges?.Groups ?? [], group))).Select(flow => new DefinitionKey(flow.Kind, flow.Name)),
    ];

    private static bool Names(ImmutableArray<GroupQuorum> quorums, string group) => quorums.Any(quorum => quorum.Group == group);
}
