using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Web.Shared;

/// <summary>The words and the look of a promotion's state, the same on every page.</summary>
public static class PromotionLook
{
    public static StatusKind KindOf(PromotionState state) => state switch
    {
        PromotionState.Requested or PromotionState.AwaitingApproval or PromotionState.Queued => StatusKind.Waiting,
        PromotionState.Copying => StatusKind.Running,
        PromotionState.Promoted => StatusKind.Good,
        PromotionState.Withdrawn or PromotionState.Superseded or PromotionState.Cancelled => StatusKind.Quiet,
        _ => StatusKind.Bad,
    };

    public static string WordOf(PromotionState state) => state.InWords();
}
