namespace PromotionPortal.Web.Definitions;

/// <summary>What stands in the editor now. From: the commit it was begun at, where the browser knows. Restored: brought back from before a reload.</summary>
public sealed record TypedText(string Text, string? From, bool IsRestored);
