using System.Collections.Immutable;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Engine;

/// <summary>One object's new text; null deletes it.</summary>
public sealed record DefinitionEdit(DefinitionKey Key, string? Text);

/// <summary>Change these definitions, all or none, as seen from that commit.</summary>
public sealed record SaveDefinitions(ImmutableArray<DefinitionEdit> Edits, string BaseCommit)
{
    public const int MostEdits = 500;
    public const int MostMessageLetters = 2_000;

    /// <summary>What the commit says; empty: what changes, in words.</summary>
    public string Message { get; init; } = "";
}

/// <summary>What a plan does with one object.</summary>
public enum PlannedAct
{
    Create,
    Change,
    Delete,
}

/// <summary>One object before and after, and what that means.</summary>
public sealed record PlannedChange(DefinitionKey Key, PlannedAct Act, string? Before, string? After, ImmutableArray<FieldChange> Fields)
{
    /// <summary>Such as "Environment prod: position 40 → 41".</summary>
    public string InWords() => Act switch
    {
        PlannedAct.Create => $"{Key} is new",
        PlannedAct.Delete => $"{Key} is deleted",
        _ when Fields.IsEmpty => $"{Key}: only its spelling",
        _ => $"{Key}: {string.Join(", ", Fields)}",
    };
}

/// <summary>An object that somebody else changed meanwhile: the three texts, and what they add up to where they can be merged. Null: it is not there.</summary>
public sealed record DefinitionMerge(DefinitionKey Key, string? Base, string? Ours, string? Theirs, MergedText? Merged);

/// <summary>
/// What saving would do: the same that saving does. Empty changes: it is so already. Problems: those it would bring in, which stop it.
/// Merges: somebody else changed the same objects, which a person has to put together. Denied: why not everything of it may be saved by this person.
/// </summary>
public sealed record DefinitionPlan(string Tip, ImmutableArray<PlannedChange> Changes, ImmutableArray<DefinitionProblem> Problems, ImmutableArray<DefinitionMerge> Merges, string? Denied)
{
    public bool CanBeSaved => Denied is null && Problems.IsEmpty && Merges.IsEmpty;
}

/// <summary>What became of a change of definitions.</summary>
public abstract record SaveOutcome
{
    private SaveOutcome()
    {
    }

    public sealed record Saved(string Commit, ImmutableArray<PlannedChange> Changes) : SaveOutcome;

    /// <summary>It was so already.</summary>
    public sealed record Unchanged(string Commit) : SaveOutcome;

    /// <summary>It waits for somebody who may make it.</summary>
    public sealed record Proposed(long Proposal) : SaveOutcome;

    /// <summary>Somebody else changed the same objects meanwhile. Merge, and save on top of that tip.</summary>
    public sealed record Conflict(string Tip, ImmutableArray<DefinitionMerge> Merges) : SaveOutcome;

    /// <summary>It would bring these problems in.</summary>
    public sealed record Unsound(ImmutableArray<DefinitionProblem> Problems) : SaveOutcome;

    /// <summary>It may not be saved by this person; perhaps proposed.</summary>
    public sealed record NotAllowed(string Why, bool MayPropose) : SaveOutcome;

    /// <summary>What was asked for makes no sense, or is not there.</summary>
    public sealed record Unfit(string What, bool IsMissing = false) : SaveOutcome;
}
