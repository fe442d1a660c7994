namespace PromotionPortal.Domain.Notices;

/// <summary>Why somebody is told of a promotion.</summary>
public enum NoticeKind
{
    /// <summary>It waits for people, and this person's approval would count.</summary>
    ApprovalNeeded,

    /// <summary>The requester asked again.</summary>
    Reminder,

    /// <summary>Somebody asked this person by name to decide.</summary>
    HandedOver,

    /// <summary>What approvals were given to has changed.</summary>
    ApprovalsVoided,
    Promoted,

    /// <summary>It ended otherwise.</summary>
    NotPromoted,
}

public static class NoticeKinds
{
    /// <summary>Settled by itself once the promotion waits no longer.</summary>
    public static bool Asks(this NoticeKind kind) => kind is NoticeKind.ApprovalNeeded or NoticeKind.Reminder or NoticeKind.HandedOver;

    /// <summary>What concerns a team; whom somebody asked by name does not.</summary>
    public static bool IsForTeams(this NoticeKind kind) => kind is not NoticeKind.HandedOver;

    /// <summary>Such as "An approval is needed".</summary>
    public static string InWords(this NoticeKind kind) => kind switch
    {
        NoticeKind.ApprovalNeeded => "An approval is needed",
        NoticeKind.Reminder => "A requester reminds",
        NoticeKind.HandedOver => "Somebody is asked by name",
        NoticeKind.ApprovalsVoided => "Approvals no longer count",
        NoticeKind.Promoted => "A promotion arrived",
        NoticeKind.NotPromoted => "A promotion ended otherwise",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There are no words for this kind."),
    };
}
