namespace PromotionPortal.Web.Shared;

/// <summary>The icon of an audit entry, by what was done.</summary>
public static class AuditLook
{
    public static IconName IconOf(string action) => action switch
    {
        "promotion.promoted" => IconName.Good,
        "promotion.failed" or "promotion.refused" or "promotion.not-begun" => IconName.Bad,
        "promotion.copying" => IconName.Copy,
        "promotion.queued" => IconName.Clock,
        "promotion.noted" => IconName.Info,
        _ when action.StartsWith("promotion.", StringComparison.Ordinal) => IconName.Promote,
        "image.tag-moved" => IconName.Copy,
        "image.reported" => IconName.Automation,
        _ when action.StartsWith("token.", StringComparison.Ordinal) || action.StartsWith("secret.", StringComparison.Ordinal) => IconName.Key,
        _ => IconName.Person,
    };
}
