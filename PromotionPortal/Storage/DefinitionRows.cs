using PromotionPortal.Domain.Access;

namespace PromotionPortal.Storage;

/// <summary>A change of definitions that a person makes here: written down before its commit, so that after a crash the commit is still known to be his.</summary>
public sealed class DefinitionChangeRow
{
    /// <summary>Stands in the commit's message too.</summary>
    public required string Id { get; set; }

    public required string ActorId { get; set; }
    public required string ActorName { get; set; }
    public Credential Credential { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>The proposal that this accepts.</summary>
    public long? ProposalId { get; set; }

    /// <summary>The commit it became, once that was found in the repository. Null for ever where none was made.</summary>
    public string? Commit { get; set; }
}

/// <summary>Up to which commit the audit trail tells of the definitions. One row.</summary>
public sealed class DefinitionsSeenRow
{
    public const int Only = 1;

    public int Id { get; set; } = Only;
    public required string Commit { get; set; }
}

/// <summary>What may become of a proposal.</summary>
public enum ProposalState
{
    Open,
    Accepted,
    Declined,
    Withdrawn,
}

/// <summary>A change of definitions that waits for somebody who may make it.</summary>
public sealed class ProposalRow
{
    public long Id { get; set; }
    public required string AuthorId { get; set; }
    public required string AuthorName { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Message { get; set; }

    /// <summary>The commit that its author had before him.</summary>
    public required string BaseCommit { get; set; }

    public ProposalState State { get; set; }
    public string? DecidedById { get; set; }
    public string? DecidedByName { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Why it was declined.</summary>
    public string? Answer { get; set; }

    /// <summary>The commit it became.</summary>
    public string? Commit { get; set; }

    public int Version { get; set; }
    public List<ProposalFileRow> Files { get; set; } = [];

    public void Decide(ProposalState state, string byId, string byName, DateTimeOffset at)
    {
        State = state;
        DecidedById = byId;
        DecidedByName = byName;
        DecidedAt = at;
        Version++;
    }
}

/// <summary>One file of a proposal.</summary>
public sealed class ProposalFileRow
{
    public int Id { get; set; }
    public long ProposalId { get; set; }
    public required string Path { get; set; }

    /// <summary>Null: to be deleted.</summary>
    public string? Text { get; set; }
}
