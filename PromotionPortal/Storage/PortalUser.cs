using Microsoft.AspNetCore.Identity;
using PromotionPortal.Domain.Access;

namespace PromotionPortal.Storage;

/// <summary>A person. The user name is the identity; the display name is what others see.</summary>
public sealed class PortalUser : IdentityUser
{
    public string DisplayName { get; set; } = "";

    public bool Disabled { get; set; }

    /// <summary>Who made the one-time link by which this account was entered last; empty where nobody else did.</summary>
    public string OpenedById { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Null: never chosen, so that each browser's own choice holds.</summary>
    public Theme? Theme { get; set; }

    /// <summary>Whether single keys are shortcuts. Null: never chosen.</summary>
    public bool? SingleKeys { get; set; }
}
