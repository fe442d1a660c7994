using System.Collections.Immutable;

namespace PromotionPortal.Domain.Definitions;

/// <summary>What an image must satisfy to reach an environment, and who has to agree.</summary>
public sealed record PolicyDefinition(Metadata Metadata) : Definition(Metadata)
{
    public const int MostApprovals = 6;

    public override DefinitionKind Kind => DefinitionKind.Policy;

    public PolicyFields Fields { get; init; } = PolicyFields.None;

    /// <summary>Where it supplies fields without being bound. Null: nowhere. It never opens a direct path.</summary>
    public PolicySelector? Selector { get; init; }

    /// <summary>The higher one wins, field by field.</summary>
    public int Priority { get; init; }
}

/// <summary>The fields that several policies may supply together. Null is undefined: the next policy is asked.</summary>
public sealed record PolicyFields
{
    public static PolicyFields None { get; } = new();

    /// <summary>The expression that an image must satisfy.</summary>
    public string? Pass { get; init; }

    /// <summary>The expression that an image must not satisfy; it beats Pass.</summary>
    public string? Fail { get; init; }

    public int? ApprovalCount { get; init; }

    public ImmutableArray<GroupQuorum>? ApprovalGroups { get; init; }

    public TimeSpan? ApprovalsExpireAfter { get; init; }

    public bool? RequesterApproves { get; init; }

    public bool? BuilderApproves { get; init; }

    public bool? ApproverDeploys { get; init; }

    /// <summary>Whoever wrote a commit of the image may not approve it, even where builders may.</summary>
    public bool? SeparateCommitAuthor { get; init; }

    /// <summary>Whoever changed the governing policy last may not approve under it.</summary>
    public bool? SeparatePolicyEditor { get; init; }

    /// <summary>An image with an author who is nobody here gets no approval that counts.</summary>
    public bool? UnknownAuthorBlocks { get; init; }

    public bool? RequireReason { get; init; }

    /// <summary>Names of keys of which each must have signed the image.</summary>
    public ImmutableArray<string>? RequireSignatures { get; init; }
}

/// <summary>So many people of one group.</summary>
public sealed record GroupQuorum(string Group, int Count);

/// <summary>The pairs that a policy supplies fields for: every part that is given must fit.</summary>
public sealed record PolicySelector
{
    public ProductSelector? Products { get; init; }

    public EnvironmentSelector? Environments { get; init; }
}

/// <summary>Products by name or by labels.</summary>
public sealed record ProductSelector
{
    public ImmutableArray<string> Names { get; init; } = [];

    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public bool Fits(ProductDefinition product) => (Names.IsEmpty || Names.Contains(product.Name)) && Selectors.Carries(product.Metadata, Labels);
}

/// <summary>Environments by name, by class or by labels.</summary>
public sealed record EnvironmentSelector
{
    public ImmutableArray<string> Names { get; init; } = [];

    public ImmutableArray<string> Classes { get; init; } = [];

    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public bool Fits(EnvironmentDefinition environment) =>
        (Names.IsEmpty || Names.Contains(environment.Name))
        && (Classes.IsEmpty || (environment.Class is { } word && Classes.Contains(word)))
        && Selectors.Carries(environment.Metadata, Labels);
}

internal static class Selectors
{
    public static bool Carries(Metadata metadata, ImmutableSortedDictionary<string, string> labels) =>
        labels.All(label => metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}

/// <summary>Opens the direct path for exactly these pairs, under one policy.</summary>
public sealed record PolicyBindingDefinition(Metadata Metadata) : Definition(Metadata)
{
    public override DefinitionKind Kind => DefinitionKind.PolicyBinding;

    public required string Policy { get; init; }

    public ImmutableArray<PolicyPair> Pairs { get; init; } = [];
}

/// <summary>An application and an environment by name.</summary>
public sealed record PolicyPair(string Application, string Environment)
{
    public override string ToString() => $"{Application} in {Environment}";
}
