using PromotionPortal.Domain.Access;

namespace PromotionPortal.Storage;

/// <summary>A right that was given, to a person or to a group. Once it has ended nobody holds it.</summary>
public sealed class GrantRow
{
    public int Id { get; set; }

    /// <summary>The person; empty where it was given to a group.</summary>
    public string UserId { get; set; } = "";

    /// <summary>The group; empty where it was given to a person.</summary>
    public string GroupName { get; set; } = "";

    public Role Role { get; set; }

    /// <summary>The name of the verb that was granted apart from roles; empty for a role.</summary>
    public string Apart { get; set; } = "";

    public required string Application { get; set; }
    public required string Environment { get; set; }

    /// <summary>Who gave it, so that a right that somebody gave himself can be told from others; empty for the portal's set-up.</summary>
    public string GrantedBy { get; set; } = "";

    public DateTimeOffset GrantedAt { get; set; }
    public DateTimeOffset? Until { get; set; }

    /// <summary>What for, in the giver's words.</summary>
    public string Why { get; set; } = "";
}

/// <summary>People who are granted rights together, and whom definitions can name.</summary>
public sealed class GroupRow
{
    public required string Name { get; set; }
    public required string Title { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>That a person is in a group.</summary>
public sealed class MembershipRow
{
    public required string GroupName { get; set; }
    public required string UserId { get; set; }

    /// <summary>Who put him there.</summary>
    public required string AddedBy { get; set; }

    public DateTimeOffset AddedAt { get; set; }
    public DateTimeOffset? Until { get; set; }
}

/// <summary>Only the SHA-256 of a token is kept.</summary>
public sealed class ApiTokenRow
{
    public int Id { get; set; }
    public required string UserId { get; set; }
    public required string Name { get; set; }

    /// <summary>The first characters, so that a person recognizes it in a list.</summary>
    public required string Hint { get; set; }

    public required byte[] Hash { get; set; }

    /// <summary>Token: an API token with scopes. Session: what `portal login` received, bound to the person.</summary>
    public Credential Kind { get; set; }

    public required List<TokenScope> Scopes { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
}

/// <summary>A link that works once: the first sign-in of a person, who then sets a password.</summary>
public sealed class SignInLinkRow
{
    public int Id { get; set; }

    /// <summary>Null for the set-up link of an empty portal: it creates the first super-admin.</summary>
    public string? UserId { get; set; }

    public required byte[] Hash { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>The person who made it, and who could use it as well; empty for the portal's own start.</summary>
    public string MadeById { get; set; } = "";
}

/// <summary>A `portal login` that waits until its person confirms the code in the browser.</summary>
public sealed class DeviceLoginRow
{
    public int Id { get; set; }

    /// <summary>What the person reads and types, such as WXKF-7QZP.</summary>
    public required string UserCode { get; set; }

    public required byte[] DeviceCodeHash { get; set; }

    /// <summary>Which machine asks, in its own words; and the address it asks from, which it cannot choose.</summary>
    public required string Machine { get; set; }

    public required string Address { get; set; }

    /// <summary>Who said yes or no; null while nobody did.</summary>
    public string? UserId { get; set; }
    public bool Denied { get; set; }
    public bool Collected { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>The key ring of Data Protection, so that cookies survive a restart and a move to another machine.</summary>
public sealed class DataProtectionKeyRow
{
    public int Id { get; set; }
    public required string Name { get; set; }
    public required string Xml { get; set; }
}
