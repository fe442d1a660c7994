namespace PromotionPortal.Storage;

/// <summary>A repository that was seen to have a blob.</summary>
public sealed class BlobPlaceRow
{
    /// <summary>The registry, by where its bytes lie.</summary>
    public required string Place { get; set; }

    public required string Digest { get; set; }
    public required string Repository { get; set; }
    public DateTimeOffset SeenAt { get; set; }
}

/// <summary>What the portal knows of a registry: how its last test ended, and when its garbage was last collected.</summary>
public sealed class RegistryRow
{
    public required string Name { get; set; }
    public DateTimeOffset? TestedAt { get; set; }

    /// <summary>What failed in the last test, in words; null when nothing did.</summary>
    public string? Problem { get; set; }

    public DateTimeOffset? CollectedAt { get; set; }
    public int CollectedFiles { get; set; }
    public long CollectedBytes { get; set; }
}
