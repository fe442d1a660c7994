using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Definitions;

/// <summary>What became of a change to the definitions.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    public sealed record Committed(string Commit) : CommitOutcome;

    /// <summary>Somebody else changed the definitions since they were read.</summary>
    public sealed record Conflict(string Tip) : CommitOutcome;

    /// <summary>The change would bring these problems in. Those that were there before stop nobody.</summary>
    public sealed record Refused(ImmutableArray<DefinitionProblem> Problems) : CommitOutcome;
}

/// <summary>The person behind a change: how git names him, and by what ids the portal knows him and the change.</summary>
public sealed record ChangeAuthor(string Name, string Email, string ActorId, string ChangeId);

/// <summary>What there would be if a change were made, and of what is wrong in it, that which was not wrong before.</summary>
public sealed record ChangeVerdict(DefinitionsSnapshot After, ImmutableArray<DefinitionProblem> Introduced)
{
    public ImmutableArray<DefinitionProblem> Problems => After.Problems;

    /// <summary>Where a problem stands may move by an edit above it, so it is known by its file and what it says.</summary>
    public static ImmutableArray<DefinitionProblem> New(IEnumerable<DefinitionProblem> before, IEnumerable<DefinitionProblem> after)
    {
        var known = before.GroupBy(problem => (problem.File, problem.What)).ToDictionary(group => group.Key, group => group.Count());
        return [.. after.GroupBy(problem => (problem.File, problem.What)).SelectMany(group => group.Skip(known.GetValueOrDefault(group.Key)))];
    }
}
