using PromotionPortal.Domain.Access;

namespace PromotionPortal.Storage;

public enum VoteState
{
    Valid,
    TakenBack,

    /// <summary>What it was given to has changed.</summary>
    Void,
}

/// <summary>Somebody's approval of a promotion.</summary>
public sealed class VoteRow
{
    public long Id { get; set; }
    public long PromotionId { get; set; }
    public required string PersonId { get; set; }
    public required string PersonName { get; set; }
    public Credential Credential { get; set; }
    public DateTimeOffset At { get; set; }
    public string Comment { get; set; } = "";

    /// <summary>What it was given to. It counts for nothing else.</summary>
    public required string GoverningHash { get; set; }

    public VoteState State { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>When gates were looked at.</summary>
public enum EvaluationMoment
{
    Request,
    Approval,
    Execution,
}

/// <summary>What the gates of a promotion said, on which facts, under which definitions, and who had agreed: the proof of a decision.</summary>
public sealed class EvaluationRow
{
    public long Id { get; set; }
    public long PromotionId { get; set; }
    public EvaluationMoment Moment { get; set; }
    public DateTimeOffset At { get; set; }
    public required string DefinitionsCommit { get; set; }
    public required string GoverningHash { get; set; }

    /// <summary>As JSON: per application the gates, the facts they saw, and who filled which seat.</summary>
    public required string Proof { get; set; }
}
