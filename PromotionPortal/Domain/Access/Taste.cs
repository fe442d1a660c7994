namespace PromotionPortal.Domain.Access;

public enum Theme
{
    /// <summary>As the machine has it.</summary>
    System,
    Light,
    Dark,
}

/// <summary>How a person wants the portal to look and to listen, on every machine. Null: never chosen, or not to be changed.</summary>
public sealed record Taste(Theme? Theme = null, bool? SingleKeys = null);
