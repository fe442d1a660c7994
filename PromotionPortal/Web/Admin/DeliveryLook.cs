using PromotionPortal.Engine;
using PromotionPortal.Storage;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Web.Admin;

/// <summary>How the state of a message looks.</summary>
public static class DeliveryLook
{
    public static string WordOf(DeliveryState state) => state switch
    {
        DeliveryState.Pending => "Waiting",
        DeliveryState.Sent => "Sent",
        DeliveryState.Failed => "Given up",
        _ => "Not needed",
    };

    public static string WordOf(DeliveryItem item) => item.IsUnderWay ? "Being sent" : WordOf(item.State);

    public static StatusKind KindOf(DeliveryItem item) => item.State switch
    {
        DeliveryState.Pending => item.IsUnderWay ? StatusKind.Running : StatusKind.Waiting,
        DeliveryState.Sent => StatusKind.Good,
        DeliveryState.Failed => StatusKind.Bad,
        _ => StatusKind.Quiet,
    };

    /// <summary>What the other side said last, or what is so instead.</summary>
    public static string AnswerOf(DeliveryItem item) => item switch
    {
        { Problem: { } problem } => problem,
        { State: DeliveryState.Sent } => "Accepted.",
        { State: DeliveryState.Dropped } => "Nothing was left to tell, or nobody to tell it to.",
        { Behind: { } first } => $"Goes after message {first}.",
        { IsMail: true, Tries: 0 } => "Gathers what happens within a minute.",
        _ => "Not tried yet.",
    };
}
