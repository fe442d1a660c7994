using PromotionPortal.Storage;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Web.Definitions;

/// <summary>The look of a proposal's state.</summary>
public static class ProposalLook
{
    public static StatusKind KindOf(ProposalState state) => state switch
    {
        ProposalState.Open => StatusKind.Waiting,
        ProposalState.Accepted => StatusKind.Good,
        ProposalState.Declined => StatusKind.Bad,
        _ => StatusKind.Quiet,
    };
}
