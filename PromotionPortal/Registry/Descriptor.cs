using System.Collections.Immutable;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>What one manifest says of another thing it refers to.</summary>
public sealed record Descriptor(string MediaType, Digest Digest, long Size)
{
    public string? ArtifactType { get; init; }

    /// <summary>Such as "linux/arm64/v8"; null where none is given.</summary>
    public string? Platform { get; init; }

    /// <summary>It is fetched from addresses of its maker and need not lie in the registry (the base layers of Windows).</summary>
    public bool LiesElsewhere { get; init; }

    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
