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

/// <summary>The person behind a change: how git names him, and by what id the portal knows him.</summary>
public sealed record ChangeAuthor(string Name, string Email, string ActorId);
