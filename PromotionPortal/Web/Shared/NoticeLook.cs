using PromotionPortal.Domain.Notices;

namespace PromotionPortal.Web.Shared;

/// <summary>How a kind of notice looks, in the bell and on its page.</summary>
public static class NoticeLook
{
    public static IconName IconOf(NoticeKind kind) => kind switch
    {
        NoticeKind.ApprovalsVoided => IconName.Warning,
        NoticeKind.Promoted => IconName.Good,
        NoticeKind.NotPromoted => IconName.Bad,
        NoticeKind.HandedOver => IconName.Person,
        _ => IconName.Clock,
    };

    /// <summary>The choice, as the person who makes it reads it.</summary>
    public static string ForReader(NoticeKind kind) => kind switch
    {
        NoticeKind.ApprovalNeeded => "My approval is needed",
        NoticeKind.Reminder => "A requester reminds me",
        NoticeKind.HandedOver => "I am asked by name to decide",
        NoticeKind.ApprovalsVoided => "Approvals no longer count",
        NoticeKind.Promoted => "What I asked for has arrived",
        NoticeKind.NotPromoted => "What I asked for ended otherwise",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There are no words for this kind."),
    };

    public static string Meaning(NoticeKind kind) => kind switch
    {
        NoticeKind.ApprovalNeeded => "A promotion waits that I may approve, and a seat for me is open.",
        NoticeKind.Reminder => "At most once an hour for each promotion.",
        NoticeKind.HandedOver => "Somebody thinks that I should look at it first.",
        NoticeKind.ApprovalsVoided => "Of what I asked for or had approved: what it is about has changed.",
        NoticeKind.Promoted => "The image is available where I wanted it.",
        NoticeKind.NotPromoted => "Rejected, expired, failed and the like, with the reason.",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There are no words for this kind."),
    };
}
