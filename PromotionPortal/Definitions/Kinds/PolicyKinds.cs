using PromotionPortal.Definitions.Shapes;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions.Kinds;

/// <summary>policies/*.yaml</summary>
internal static class PolicyKind
{
    private const int HighestPriority = 1_000_000;

    public static Kind<PolicyDefinition> Kind { get; } = KindTable.Make(
        DefinitionKind.Policy,
        new PolicyDefinition(KindTable.NoName),
        (policy, metadata) => policy with { Metadata = metadata },
        [
            Field.Optional<PolicyDefinition, string>("pass", CelShape.OfPolicy, policy => policy.Fields.Pass, (policy, pass) => policy with { Fields = policy.Fields with { Pass = pass } }),
            Field.Optional<PolicyDefinition, string>("fail", CelShape.OfPolicy, policy => policy.Fields.Fail, (policy, fail) => policy with { Fields = policy.Fields with { Fail = fail } }),
            Field.Section("approvals", isRequired: false, new RecordShape<PolicyDefinition>(new(KindTable.NoName), Approvals)),
            Field.Section("allow", isRequired: false, new RecordShape<PolicyDefinition>(new(KindTable.NoName), Allow)),
            Field.OptionalValue<PolicyDefinition, bool>("requireReason", Scalars.Bool, policy => policy.Fields.RequireReason, (policy, yes) => policy with { Fields = policy.Fields with { RequireReason = yes } }),
            Field.Section("separation", isRequired: false, new RecordShape<PolicyDefinition>(new(KindTable.NoName), Separation)),
            Field.OptionalList<PolicyDefinition, string>("requireSignatures", Scalars.Word, policy => policy.Fields.RequireSignatures, (policy, keys) => policy with { Fields = policy.Fields with { RequireSignatures = keys } }),
            Field.NotYet<PolicyDefinition>("before"),
            Field.NotYet<PolicyDefinition>("action"),
            Field.NotYet<PolicyDefinition>("after"),
            Field.NotYet<PolicyDefinition>("rollback"),
            Field.Optional<PolicyDefinition, PolicySelector>("selector", Selector, policy => policy.Selector, (policy, selector) => policy with { Selector = selector }),
            Field.Usually<PolicyDefinition, int>("priority", 0, Scalars.Int(-HighestPriority, HighestPriority), policy => policy.Priority, (policy, priority) => policy with { Priority = priority }),
        ],
        MarkSelector);

    private static void MarkSelector(PolicyDefinition policy, YamlMapping root, Reading reading)
    {
        if (policy.Selector is not null) reading.Mark(nameof(policy.Selector), ((YamlMapping)root["spec"]!).Entry("selector")!.Key);
    }

    private static IReadOnlyList<Field<PolicyDefinition>> Approvals =>
    [
        Field.OptionalValue<PolicyDefinition, int>("count", Scalars.Int(0, PolicyDefinition.MostApprovals), policy => policy.Fields.ApprovalCount, (policy, count) => policy with { Fields = policy.Fields with { ApprovalCount = count } }),
        Field.OptionalList<PolicyDefinition, GroupQuorum>("groups", Quorums.OfGroup, policy => policy.Fields.ApprovalGroups, (policy, groups) => policy with { Fields = policy.Fields with { ApprovalGroups = groups } }),
        Field.OptionalValue<PolicyDefinition, TimeSpan>("expireAfter", Scalars.Duration, policy => policy.Fields.ApprovalsExpireAfter, (policy, time) => policy with { Fields = policy.Fields with { ApprovalsExpireAfter = time } }),
    ];

    private static IReadOnlyList<Field<PolicyDefinition>> Allow =>
    [
        Field.OptionalValue<PolicyDefinition, bool>("requesterApproves", Scalars.Bool, policy => policy.Fields.RequesterApproves, (policy, yes) => policy with { Fields = policy.Fields with { RequesterApproves = yes } }),
        Field.OptionalValue<PolicyDefinition, bool>("builderApproves", Scalars.Bool, policy => policy.Fields.BuilderApproves, (policy, yes) => policy with { Fields = policy.Fields with { BuilderApproves = yes } }),
        Field.OptionalValue<PolicyDefinition, bool>("approverDeploys", Scalars.Bool, policy => policy.Fields.ApproverDeploys, (policy, yes) => policy with { Fields = policy.Fields with { ApproverDeploys = yes } }),
    ];

    private static IReadOnlyList<Field<PolicyDefinition>> Separation =>
    [
        Field.OptionalValue<PolicyDefinition, bool>("commitAuthor", Scalars.Bool, policy => policy.Fields.SeparateCommitAuthor, (policy, yes) => policy with { Fields = policy.Fields with { SeparateCommitAuthor = yes } }),
        Field.OptionalValue<PolicyDefinition, bool>("policyEditor", Scalars.Bool, policy => policy.Fields.SeparatePolicyEditor, (policy, yes) => policy with { Fields = policy.Fields with { SeparatePolicyEditor = yes } }),
        Field.OptionalValue<PolicyDefinition, bool>("unknownAuthorBlocks", Scalars.Bool, policy => policy.Fields.UnknownAuthorBlocks, (policy, yes) => policy with { Fields = policy.Fields with { UnknownAuthorBlocks = yes } }),
    ];

    private static RecordShape<PolicySelector> Selector => new(new(),
    [
        Field.Optional<PolicySelector, ProductSelector>("products", Products, selector => selector.Products, (selector, products) => selector with { Products = products }),
        Field.Optional<PolicySelector, EnvironmentSelector>("environments", Environments, selector => selector.Environments, (selector, environments) => selector with { Environments = environments }),
    ]);

    private static RecordShape<ProductSelector> Products => new(new(),
    [
        Field.List<ProductSelector, string>("names", Scalars.Ref(DefinitionKind.Product), selector => selector.Names, (selector, names) => selector with { Names = names }),
        Field.Map<ProductSelector, string>("labels", Scalars.Word, selector => selector.Labels, (selector, labels) => selector with { Labels = labels }),
    ]);

    private static RecordShape<EnvironmentSelector> Environments => new(new(),
    [
        Field.List<EnvironmentSelector, string>("names", Scalars.Ref(DefinitionKind.Environment), selector => selector.Names, (selector, names) => selector with { Names = names }),
        Field.List<EnvironmentSelector, string>("classes", Scalars.Word, selector => selector.Classes, (selector, classes) => selector with { Classes = classes }),
        Field.Map<EnvironmentSelector, string>("labels", Scalars.Word, selector => selector.Labels, (selector, labels) => selector with { Labels = labels }),
    ]);
}

/// <summary>policy-bindings/*.yaml</summary>
internal static class PolicyBindingKind
{
    public static Kind<PolicyBindingDefinition> Kind { get; } = KindTable.Make(
        DefinitionKind.PolicyBinding,
        new PolicyBindingDefinition(KindTable.NoName) { Policy = "" },
        (binding, metadata) => binding with { Metadata = metadata },
        [
            Field.Required<PolicyBindingDefinition, string>("policy", Scalars.Ref(DefinitionKind.Policy), binding => binding.Policy, (binding, policy) => binding with { Policy = policy }),
            Field.RequiredList<PolicyBindingDefinition, PolicyPair>("pairs", Pair, binding => binding.Pairs, (binding, pairs) => binding with { Pairs = pairs }),
        ],
        MarkPairs);

    private static void MarkPairs(PolicyBindingDefinition binding, YamlMapping root, Reading reading)
    {
        var nodes = (YamlSequence)((YamlMapping)root["spec"]!)["pairs"]!;
        foreach (var (pair, node) in binding.Pairs.Zip(nodes.Items))
        {
            if (reading.Marks.ContainsKey(pair.ToString())) reading.Problem(node, $"The pair {pair} stands here twice.", "Remove one of the two.");
            reading.Mark(pair.ToString(), node);
        }
    }

    private static RecordShape<PolicyPair> Pair => new(new("", ""),
    [
        Field.Required<PolicyPair, string>("application", Scalars.Ref(DefinitionKind.Application), pair => pair.Application, (pair, name) => pair with { Application = name }),
        Field.Required<PolicyPair, string>("environment", Scalars.Ref(DefinitionKind.Environment), pair => pair.Environment, (pair, name) => pair with { Environment = name }),
    ]);
}

/// <summary>So many people of so many groups.</summary>
internal static class Quorums
{
    private const int MostOfAGroup = 20;

    public static RecordShape<GroupQuorum> OfGroup { get; } = new(new("", 1),
    [
        Field.Required<GroupQuorum, string>("group", Scalars.Group, quorum => quorum.Group, (quorum, group) => quorum with { Group = group }),
        Field.Required<GroupQuorum, int>("count", Scalars.Int(1, MostOfAGroup), quorum => quorum.Count, (quorum, count) => quorum with { Count = count }),
    ]);

    public static RecordShape<Quorum> Of { get; } = new(new(),
    [
        Field.OptionalValue<Quorum, int>("count", Scalars.Int(1, MostOfAGroup), quorum => quorum.Count, (quorum, count) => quorum with { Count = count }),
        Field.List<Quorum, GroupQuorum>("groups", OfGroup, quorum => quorum.Groups, (quorum, groups) => quorum with { Groups = groups }),
    ]);
}
