namespace PromotionPortal.Storage;

/// <summary>An image that a source registry was seen to have.</summary>
public sealed class ImageRow
{
    public required string Application { get; set; }
    public required string Digest { get; set; }

    /// <summary>The newest last.</summary>
    public required List<string> Tags { get; set; }

    public long Size { get; set; }
    public required List<string> Platforms { get; set; }
    public DateTimeOffset? CreatedAt { get; set; }
    public DateTimeOffset FirstSeenAt { get; set; }

    /// <summary>What the image says of itself.</summary>
    public required string Annotations { get; set; }

    /// <summary>Since when no tag of the source names it.</summary>
    public DateTimeOffset? GoneAt { get; set; }

    /// <summary>When its signatures were checked last, and against which of them and which keys.</summary>
    public DateTimeOffset? SignaturesCheckedAt { get; set; }

    public string? SignaturesChecked { get; set; }
}

/// <summary>When the source of an application was last looked at, and what kept it from answering.</summary>
public sealed class SourceRow
{
    public required string Application { get; set; }
    public DateTimeOffset LookedAt { get; set; }
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Looks in a row that got no answer.</summary>
    public int Silent { get; set; }

    public string? Problem { get; set; }
}

/// <summary>How something about a tag came to be known.</summary>
public enum TagSource
{
    /// <summary>The regular look at the registry.</summary>
    Look,

    /// <summary>The registry told us.</summary>
    Webhook,

    /// <summary>It was pushed to a registry that the portal carries.</summary>
    Push,

    /// <summary>A CI report named it.</summary>
    Report,
}

/// <summary>A tag that named another image from then on.</summary>
public sealed class TagMoveRow
{
    public long Id { get; set; }
    public required string Application { get; set; }
    public required string Tag { get; set; }

    /// <summary>Null: it named none before.</summary>
    public string? FromDigest { get; set; }

    /// <summary>Null: it is gone.</summary>
    public string? ToDigest { get; set; }

    public DateTimeOffset At { get; set; }
    public TagSource Source { get; set; }
}

/// <summary>A signature of a configured key that verified on exactly this digest.</summary>
public sealed class SignatureRow
{
    public required string Application { get; set; }
    public required string Digest { get; set; }
    public required string Key { get; set; }

    /// <summary>Tells the key from another of the same name.</summary>
    public required string Fingerprint { get; set; }

    public DateTimeOffset VerifiedAt { get; set; }
}
