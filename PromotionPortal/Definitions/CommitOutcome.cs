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

/// <summary>What would be wrong if a change were made: in all, and of that what was not wrong before.</summary>
public sealed record ChangeVerdict(ImmutableArray<DefinitionProblem> Problems, ImmutableArray<DefinitionProblem> Introduced);
