namespace PromotionPortal.Storage;

/// <summary>How the last exchange with the remote ended.</summary>
public enum RemoteResult
{
    NotYet,
    InStep,
    Conflict,
    Rewritten,
    Unrelated,
    Failed,
}

/// <summary>The repository that the definitions are shared with: at most one row, and what came of it last.</summary>
public sealed class RemoteRow
{
    public const int TheOnly = 1;

    public int Id { get; set; } = TheOnly;
    public required string Url { get; set; }
    public required string Branch { get; set; }

    /// <summary>Where in the repository the definitions lie; empty: at its root.</summary>
    public required string Folder { get; set; }

    /// <summary>The name of a secret, never the secret.</summary>
    public string? Credentials { get; set; }

    /// <summary>What the ssh host's key is known by, such as "SHA256:…".</summary>
    public string? HostFingerprint { get; set; }

    public DateTimeOffset ChangedAt { get; set; }
    public required string ChangedById { get; set; }
    public required string ChangedByName { get; set; }

    public RemoteResult Result { get; set; }

    /// <summary>What happened, in words.</summary>
    public string Words { get; set; } = "";

    /// <summary>The commit that both stood at when they were last in step.</summary>
    public string? Commit { get; set; }

    public DateTimeOffset? TriedAt { get; set; }
    public DateTimeOffset? FetchedAt { get; set; }
    public DateTimeOffset? PushedAt { get; set; }
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>How often in a row it did not work, for the pause before the next try.</summary>
    public int Failures { get; set; }
}
