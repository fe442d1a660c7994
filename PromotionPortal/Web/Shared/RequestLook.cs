using PromotionPortal.Engine;
using PromotionPortal.Storage;

namespace PromotionPortal.Web.Shared;

/// <summary>The words and the look of a request that waits, or has waited, for people.</summary>
public static class RequestLook
{
    /// <summary>Such as "checkout 1.4.0, catalogue 1.4.0".</summary>
    public static string Images(PromotionRow row) => string.Join(", ", row.Items.OrderBy(item => item.Id).Select(item => $"{item.Application} {item.Tag ?? Short(item.Digest)}"));

    /// <summary>Such as "checkout 1.4.0 to prod".</summary>
    public static string Caption(PromotionRow row) => $"{Images(row)} to {row.Environment}";

    /// <summary>Where the images come from, each source once.</summary>
    public static string Sources(PromotionRow row) => string.Join(", ", row.Items.Select(item => item.FromEnvironment ?? "CI").Distinct(StringComparer.Ordinal));

    /// <summary>How far it is, for one who looks at a list.</summary>
    public static (StatusKind Kind, string Word) Of(WaitingRequest request, bool settled) => request switch
    {
        { Waits: false } => (PromotionLook.KindOf(request.Row.State), PromotionLook.WordOf(request.Row.State)),
        { HasApproved: true } when settled => (StatusKind.Good, "You approved"),
        _ when settled => (StatusKind.Quiet, "Not for you any more"),
        _ => (StatusKind.Waiting, $"{request.Approved} of {request.Needed}"),
    };

    private static string Short(string digest) => digest.Length > 19 ? digest[7..19] : digest;
}
