namespace PromotionPortal.Web.Shared;

/// <summary>What became of one item of a bulk action.</summary>
public sealed record ResultLine(string What, bool Succeeded, string Words = "", string? Address = null);
