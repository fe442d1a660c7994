using System.Collections.Immutable;
using PromotionPortal.Domain.Flows;

namespace PromotionPortal.Engine;

/// <summary>What a flow is looked at with: a past commit instead of the draft, a commit to compare with, a product whose policies are shown.</summary>
public sealed record FlowLook(string? Revision = null, string? Compare = null, string? Product = null);

/// <summary>Steps of a draft as a browser sends them; Base: the commit that it had before it.</summary>
public sealed record TakeFlowSteps(string Base, ImmutableArray<FlowStep> Steps, string? Product = null)
{
    /// <summary>Which canvas says so, for it does not need to be told.</summary>
    public string? From { get; init; }
}

/// <summary>A step that could not be done, and why.</summary>
public sealed record RefusedStep(string Id, string Why);

public sealed record FlowEnvironment(string Name, string Title, bool Production, string? Class, bool HasRegistry);

public sealed record FlowProduct(string Name, string Title);

/// <summary>All that the canvas and the page around it show of a flow.</summary>
public sealed record FlowState
{
    public required string Name { get; init; }

    public string? Title { get; init; }

    public int Revision { get; init; }

    /// <summary>The commit that the draft was begun from.</summary>
    public required string Base { get; init; }

    public required string Tip { get; init; }

    /// <summary>Somebody saved it since.</summary>
    public bool Moved { get; init; }

    /// <summary>It says something else than what is saved.</summary>
    public bool IsDirty { get; init; }

    /// <summary>Nothing is saved under this name yet.</summary>
    public bool IsNew { get; init; }

    /// <summary>Which draft it is; 0 where nothing was drawn yet. Revisions are counted within one draft.</summary>
    public long Draft { get; init; }

    public bool HasDraft => Draft > 0;

    /// <summary>May save it.</summary>
    public bool MayChange { get; init; }

    public bool MayPropose { get; init; }

    /// <summary>No steps are taken: a past commit, or somebody who may only look.</summary>
    public bool ReadOnly { get; init; }

    public string? Undo { get; init; }

    public string? Redo { get; init; }

    /// <summary>Null while the text cannot be read.</summary>
    public FlowGraph? Graph { get; init; }

    public ImmutableArray<FlowProblem> Problems { get; init; } = [];

    public ImmutableArray<FlowEnvironment> Environments { get; init; } = [];

    public ImmutableArray<string> Groups { get; init; } = [];

    public ImmutableArray<FlowProduct> Products { get; init; } = [];

    public IReadOnlyDictionary<string, ImmutableArray<StageGate>> Gates { get; init; } = ImmutableDictionary<string, ImmutableArray<StageGate>>.Empty;

    public ImmutableArray<RefusedStep> Refused { get; init; } = [];

    public FlowDiff? Diff { get; init; }
}

/// <summary>A state with the text it was made of, which goes to pages and not over the canvas's door.</summary>
public sealed record FlowReading(FlowState State, string Text, string Saved);

/// <summary>What a question about a draft, or a change of it, led to.</summary>
public abstract record FlowDraftAnswer
{
    private FlowDraftAnswer()
    {
    }

    public sealed record Found(FlowReading Reading) : FlowDraftAnswer;

    /// <summary>There is no such flow, for this person at least.</summary>
    public sealed record Missing(string What) : FlowDraftAnswer;

    public sealed record NotAllowed(string Why) : FlowDraftAnswer;

    /// <summary>What was sent makes no sense.</summary>
    public sealed record Unfit(string What) : FlowDraftAnswer;
}
