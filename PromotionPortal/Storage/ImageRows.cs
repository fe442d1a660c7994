namespace PromotionPortal.Storage;

/// <summary>An image that a source registry was seen to have.</summary>
public sealed class ImageRow
{
    public required string Application { get; set; }
    public required string Digest { get; set; }
    public required List<string> Tags { get; set; }
    public long Size { get; set; }
    public required List<string> Platforms { get; set; }
    public DateTimeOffset? CreatedAt { get; set; }
    public DateTimeOffset FirstSeenAt { get; set; }

    /// <summary>What the image says of itself.</summary>
    public required string Labels { get; set; }

    /// <summary>Since when no tag of the source names it.</summary>
    public DateTimeOffset? GoneAt { get; set; }
}

/// <summary>When the source of an application was last looked at, and what kept it from answering.</summary>
public sealed class SourceRow
{
    public required string Application { get; set; }
    public DateTimeOffset LookedAt { get; set; }
    public string? Problem { get; set; }
}
