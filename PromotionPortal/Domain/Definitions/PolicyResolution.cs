using System.Collections.Immutable;

namespace PromotionPortal.Domain.Definitions;

/// <summary>What governs one application in one environment, each field with the policy that it came from.</summary>
public sealed record GoverningPolicy(string Application, string Environment)
{
    /// <summary>How long approvals hold where no policy says otherwise.</summary>
    public static readonly TimeSpan UsualExpiry = TimeSpan.FromDays(7);

    /// <summary>The policy that a binding names for this pair. Null: there is no direct path.</summary>
    public string? Bound { get; init; }

    public string? Pass { get; init; }

    public string? Fail { get; init; }

    public int ApprovalCount { get; init; }

    public ImmutableArray<GroupQuorum> ApprovalGroups { get; init; } = [];

    public TimeSpan ApprovalsExpireAfter { get; init; } = UsualExpiry;

    public bool RequesterApproves { get; init; }

    public bool BuilderApproves { get; init; }

    public bool ApproverDeploys { get; init; }

    public bool SeparateCommitAuthor { get; init; }

    public bool SeparatePolicyEditor { get; init; }

    public bool UnknownAuthorBlocks { get; init; }

    public bool RequireReason { get; init; }

    public ImmutableArray<string> RequireSignatures { get; init; } = [];

    /// <summary>From a field's name to the policy that supplied it. A field that is not here has its default.</summary>
    public ImmutableSortedDictionary<string, string> Origins { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Fields that several policies of the same rank supply: until that is mended nobody can say what governs.</summary>
    public ImmutableArray<PolicyTie> Ties { get; init; } = [];
}

/// <summary>Two policies of the same rank both supply a field.</summary>
public sealed record PolicyTie(string Field, string First, string Second);

/// <summary>Which policy governs: field by field, a binding before selectors, then the higher priority.</summary>
public static class PolicyResolution
{
    /// <summary>The fields by their names in a file.</summary>
    public static ImmutableArray<(string Name, Func<PolicyFields, object?> Of)> Fields { get; } =
    [
        ("pass", fields => fields.Pass),
        ("fail", fields => fields.Fail),
        ("approvals.count", fields => fields.ApprovalCount),
        ("approvals.groups", fields => fields.ApprovalGroups),
        ("approvals.expireAfter", fields => fields.ApprovalsExpireAfter),
        ("allow.requesterApproves", fields => fields.RequesterApproves),
        ("allow.builderApproves", fields => fields.BuilderApproves),
        ("allow.approverDeploys", fields => fields.ApproverDeploys),
        ("separation.commitAuthor", fields => fields.SeparateCommitAuthor),
        ("separation.policyEditor", fields => fields.SeparatePolicyEditor),
        ("separation.unknownAuthorBlocks", fields => fields.UnknownAuthorBlocks),
        ("requireReason", fields => fields.RequireReason),
        ("requireSignatures", fields => fields.RequireSignatures),
    ];

    public static GoverningPolicy For(DefinitionsSnapshot snapshot, ApplicationDefinition application, EnvironmentDefinition environment)
    {
        var product = application.Product is null ? null : snapshot.Products.GetValueOrDefault(application.Product);
        var pair = new PolicyPair(application.Name, environment.Name);
        var bound = BoundTo(snapshot, pair);
        var selected = snapshot.Policies.Values.Where(policy => policy != bound && policy.Selector is { } selector && Fits(selector, product, environment));
        var ranks = selected.GroupBy(policy => policy.Priority).OrderByDescending(rank => rank.Key).Select(rank => rank.ToList());
        var supplied = Supplied([.. bound is null ? [] : new[] { new List<PolicyDefinition> { bound } }, .. ranks]);
        var governing = Governing(new GoverningPolicy(application.Name, environment.Name) { Bound = bound?.Name }, supplied);
        return governing with { Ties = [.. DoubleBinding(snapshot, pair), .. governing.Ties] };
    }

    private static IEnumerable<PolicyTie> DoubleBinding(DefinitionsSnapshot snapshot, PolicyPair pair) =>
        snapshot.PolicyBindings.Values.Where(binding => binding.Pairs.Contains(pair)).Select(binding => binding.Name).ToList() is [var first, var second, ..]
            ? [new("pairs", first, second)]
            : [];

    private static PolicyDefinition? BoundTo(DefinitionsSnapshot snapshot, PolicyPair pair) =>
        snapshot.PolicyBindings.Values.Where(binding => binding.Pairs.Contains(pair)).Select(binding => snapshot.Policies.GetValueOrDefault(binding.Policy)).FirstOrDefault(policy => policy is not null);

    internal static bool Fits(PolicySelector selector, ProductDefinition? product, EnvironmentDefinition environment) =>
        (selector.Products is null || (product is not null && selector.Products.Fits(product)))
        && (selector.Environments is null || selector.Environments.Fits(environment));

    // For each field the highest rank that supplies it, with all of that rank who do.
    private static Dictionary<string, List<PolicyDefinition>> Supplied(List<List<PolicyDefinition>> ranks) =>
        Fields.Select(field => (field.Name, By: ranks.Select(rank => rank.FindAll(policy => field.Of(policy.Fields) is not null)).FirstOrDefault(some => some.Count > 0)))
            .Where(field => field.By is not null)
            .ToDictionary(field => field.Name, field => field.By!);

    private static GoverningPolicy Governing(GoverningPolicy usual, Dictionary<string, List<PolicyDefinition>> supplied)
    {
        PolicyFields? From(string field) => supplied.TryGetValue(field, out var by) ? by[0].Fields : null;
        return usual with
        {
            Pass = From("pass")?.Pass,
            Fail = From("fail")?.Fail,
            ApprovalCount = From("approvals.count")?.ApprovalCount ?? usual.ApprovalCount,
            ApprovalGroups = From("approvals.groups")?.ApprovalGroups ?? usual.ApprovalGroups,
            ApprovalsExpireAfter = From("approvals.expireAfter")?.ApprovalsExpireAfter ?? usual.ApprovalsExpireAfter,
            RequesterApproves = From("allow.requesterApproves")?.RequesterApproves ?? usual.RequesterApproves,
            BuilderApproves = From("allow.builderApproves")?.BuilderApproves ?? usual.BuilderApproves,
            ApproverDeploys = From("allow.approverDeploys")?.ApproverDeploys ?? usual.ApproverDeploys,
            SeparateCommitAuthor = From("separation.commitAuthor")?.SeparateCommitAuthor ?? usual.SeparateCommitAuthor,
            SeparatePolicyEditor = From("separation.policyEditor")?.SeparatePolicyEditor ?? usual.SeparatePolicyEditor,
            UnknownAuthorBlocks = From("separation.unknownAuthorBlocks")?.UnknownAuthorBlocks ?? usual.UnknownAuthorBlocks,
            RequireReason = From("requireReason")?.RequireReason ?? usual.RequireReason,
            RequireSignatures = From("requireSignatures")?.RequireSignatures ?? usual.RequireSignatures,
            Origins = supplied.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value[0].Name, StringComparer.Ordinal),
            Ties = [.. supplied.Where(pair => pair.Value.Count > 1).Select(pair => new PolicyTie(pair.Key, pair.Value[0].Name, pair.Value[1].Name))],
        };
    }
}

/// <summary>Policies that contradict one another: where it is written, and how to mend it.</summary>
public sealed record PolicyConflict(DefinitionKey Definition, string Mark, string What, string Help);

/// <summary>Finds at save what could not be decided when it is needed.</summary>
public static class PolicyConflicts
{
    public static IEnumerable<PolicyConflict> Of(DefinitionsSnapshot snapshot) => Ties(snapshot).Concat(DoublePairs(snapshot));

    private static IEnumerable<PolicyConflict> Ties(DefinitionsSnapshot snapshot) =>
        from rank in snapshot.Policies.Values.Where(policy => policy.Selector is not null).GroupBy(policy => policy.Priority)
        from first in rank
        from second in rank
        where first.Name != second.Name && Meet(snapshot, first.Selector!, second.Selector!)
        let both = PolicyResolution.Fields.Where(field => field.Of(first.Fields) is not null && field.Of(second.Fields) is not null).Select(field => field.Name).ToList()
        where both.Count > 0
        select new PolicyConflict(
            new(DefinitionKind.Policy, first.Name), nameof(PolicyDefinition.Selector),
            $"The policy '{second.Name}' has the same priority and supplies {string.Join(", ", both)} for the same pairs.",
            "Give one of the two a higher priority, or narrow a selector.");

    // The two parts of a selector are independent of each other, so it is enough that each part meets somewhere.
    private static bool Meet(DefinitionsSnapshot snapshot, PolicySelector first, PolicySelector second) =>
        ((first.Products is null && second.Products is null)
            || snapshot.Products.Values.Any(product => (first.Products?.Fits(product) ?? true) && (second.Products?.Fits(product) ?? true)))
        && snapshot.Environments.Values.Any(environment => (first.Environments?.Fits(environment) ?? true) && (second.Environments?.Fits(environment) ?? true));

    private static IEnumerable<PolicyConflict> DoublePairs(DefinitionsSnapshot snapshot) =>
        from use in snapshot.PolicyBindings.Values.SelectMany(binding => binding.Pairs.Select(pair => (Pair: pair, Binding: binding.Name))).GroupBy(use => use.Pair)
        let bindings = use.Select(one => one.Binding).Distinct().ToList()
        where bindings.Count > 1
        from binding in bindings
        select new PolicyConflict(
            new(DefinitionKind.PolicyBinding, binding), use.Key.ToString(),
            $"The pair {use.Key} is bound by '{bindings.First(other => other != binding)}' too.",
            "One policy governs a pair: remove it from one of the two.");
}
