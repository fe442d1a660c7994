namespace PromotionPortal.Web.Shared;

/// <summary>A page above this one.</summary>
public sealed record Crumb(string Title, string Address);
