using PromotionPortal.Domain.Approvals;

namespace PromotionPortal.Engine;

/// <summary>What became of a decision about a promotion.</summary>
public enum ApprovalResult
{
    /// <summary>It counts; the promotion may wait for others.</summary>
    Approved,
    TakenBack,
    Rejected,
    Withdrawn,
    Cancelled,

    /// <summary>Whoever it was handed to sees it first; he has no more rights than before.</summary>
    HandedOver,
    Reminded,

    AlreadyApproved,

    /// <summary>The person may not: for want of a role, or because he had a hand in it. The bar says which.</summary>
    NotAllowed,

    /// <summary>Every seat that he could fill is filled.</summary>
    NotNeeded,

    /// <summary>It no longer waits, or what it is about has changed since it was looked at.</summary>
    NoLongerValid,
    NotFound,

    /// <summary>What came with it is too long, or missing.</summary>
    Unfit,
    PortalBusy,
}

/// <summary>The result, in words for a person.</summary>
public sealed record ApprovalOutcome(long Promotion, ApprovalResult Result, string Words)
{
    public ApproverBar? Bar { get; init; }

    public bool IsDone => Result is ApprovalResult.Approved or ApprovalResult.TakenBack or ApprovalResult.Rejected or ApprovalResult.Withdrawn or ApprovalResult.Cancelled or ApprovalResult.HandedOver or ApprovalResult.Reminded;
}

/// <summary>Approve, reject or take back. Seen: the governing hash that was on the screen; where it is another by now, nothing is decided.</summary>
public sealed record Decide(long Promotion, string Words = "", string? Seen = null)
{
    public const int MostWordsLetters = 1_000;
}
