using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Web.Policies;

/// <summary>What a policy asks for, in short.</summary>
public static class PolicyWords
{
    /// <summary>Such as "1 of sre and 1 more", or "none".</summary>
    public static string Approvals(PolicyFields fields) =>
        new ApprovalQuorum(fields.ApprovalCount ?? 0, fields.ApprovalGroups ?? []) is { IsNone: false } quorum ? quorum.InWords() : "none";

    /// <summary>The switches that are on; empty where all keep apart.</summary>
    public static string Switches(PolicyFields fields)
    {
        (bool? IsOn, string Words)[] switches = [(fields.RequesterApproves, "requester may approve"), (fields.BuilderApproves, "builder may approve"), (fields.ApproverDeploys, "approver may deploy")];
        return string.Join(" · ", switches.Where(one => one.IsOn == true).Select(one => one.Words));
    }

    public static string Pairs(int count) => count == 1 ? "1 pair" : $"{count} pairs";
}
