using System.Collections.Immutable;

namespace PromotionPortal.Domain.Definitions;

/// <summary>What is built and promoted: one image repository, in one product.</summary>
public sealed record ApplicationDefinition(Metadata Metadata) : Definition(Metadata)
{
    public override DefinitionKind Kind => DefinitionKind.Application;

    public string? Product { get; init; }

    /// <summary>Where CI pushes its images.</summary>
    public required ImagePlace Image { get; init; }
}

/// <summary>Applications that are promoted as one unit. Membership stands in the applications.</summary>
public sealed record ProductDefinition(Metadata Metadata) : Definition(Metadata)
{
    public override DefinitionKind Kind => DefinitionKind.Product;

    /// <summary>In order: the first whose conditions fit an event runs.</summary>
    public ImmutableArray<ProductFlow> Flows { get; init; } = [];

    public ReleaseConcurrency Concurrency { get; init; }
}

/// <summary>A flow by name, and the conditions under which it is the one; all must hold.</summary>
public sealed record ProductFlow(string Flow)
{
    public ImmutableArray<FlowCondition> When { get; init; } = [];
}

/// <summary>A property of an event, and the values (with "*" wildcards) that it must, or must not, be among.</summary>
public sealed record FlowCondition(EventProperty Property, ConditionOperator Operator, ImmutableArray<string> Values);

public enum EventProperty
{
    Branch,
    CommitMessage,
    Tag,
}

public enum ConditionOperator
{
    In,
    NotIn,
}

/// <summary>What a new release of a product does while one is running.</summary>
public enum ReleaseConcurrency
{
    Queue,
    Replace,
}
