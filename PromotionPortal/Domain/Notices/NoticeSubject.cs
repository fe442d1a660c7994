using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Domain.Notices;

/// <summary>What is told: an event of a promotion, in facts from which every message makes its own words.</summary>
public sealed record NoticeSubject(NoticeKind Kind, long Promotion, string Images, string Environment, string RequestedBy, string Reason)
{
    /// <summary>Who caused it; empty where nobody did.</summary>
    public string By { get; init; } = "";

    public PromotionState State { get; init; }

    public Ending? Ending { get; init; }

    public bool IsHotfix { get; init; }

    /// <summary>One sentence for the person who is told.</summary>
    public string ForPerson() => Kind switch
    {
        NoticeKind.ApprovalNeeded => $"{Images} {Waits} for your approval to go to {Environment}.",
        NoticeKind.Reminder => $"{By} reminds you: {Images} {Waits} for your approval to go to {Environment}.",
        NoticeKind.HandedOver => $"{By} asks you to decide about {Images} for {Environment}.",
        _ => ForTeam(),
    };

    /// <summary>One sentence for a whole team.</summary>
    public string ForTeam() => Kind switch
    {
        NoticeKind.ApprovalNeeded => $"{Images} {Waits} for approval to go to {Environment}.",
        NoticeKind.Reminder => $"{By} reminds: {Images} {Waits} for approval to go to {Environment}.",
        NoticeKind.HandedOver => $"{By} asked somebody to decide about {Images} for {Environment}.",
        NoticeKind.ApprovalsVoided => $"The approvals of {Images} for {Environment} no longer count: what they were given to has changed.",
        NoticeKind.Promoted => $"{Images} {(IsSeveral ? "are" : "is")} available in {Environment}.",
        NoticeKind.NotPromoted => $"{Images} did not reach {Environment}. {Ending?.What}".TrimEnd(),
        _ => throw new InvalidOperationException($"There are no words for {Kind}."),
    };

    /// <summary>What helps to judge it or to go on; may be empty.</summary>
    public string Detail() => Kind switch
    {
        NoticeKind.NotPromoted => Ending?.Help ?? "",
        _ when Kind.Asks() && State != PromotionState.AwaitingApproval => "It has been decided meanwhile.",
        _ when Reason.Length > 0 => $"{RequestedBy} asked for it: {Reason}",
        _ => $"{RequestedBy} asked for it.",
    };

    private bool IsSeveral => Images.Contains(", ", StringComparison.Ordinal);

    private string Waits => IsSeveral ? "wait" : "waits";
}
