namespace PromotionPortal.Storage;

/// <summary>A secret that the portal keeps. The value is sealed for this name.</summary>
public sealed class SecretRow
{
    public required string Name { get; set; }
    public required string Sealed { get; set; }
    public DateTimeOffset ChangedAt { get; set; }
    public required string ChangedById { get; set; }
    public required string ChangedByName { get; set; }
}
