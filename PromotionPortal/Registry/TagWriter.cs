using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

public enum TagResult
{
    /// <summary>The tag was written and points at the image.</summary>
    Set,

    /// <summary>It did so before; nothing was written.</summary>
    AlreadyThere,

    /// <summary>It points at another image and was left as it is.</summary>
    PointsElsewhere,
}

/// <summary>What became of a tag, and where it points when that is elsewhere.</summary>
public readonly record struct TagOutcome(TagResult Result, Digest? Elsewhere = null);

/// <summary>Points tags at images that are there. Looks, then writes: some registries refuse even a harmless second push, and none lets a write depend on a look.</summary>
public static class TagWriter
{
    /// <param name="immutable">Once the tag points somewhere it stays there, whatever was expected.</param>
    /// <param name="replaces">The digest that the tag may be taken away from; null: from none.</param>
    public static async Task<TagOutcome> PointAsync(
        IRegistry registry, string repository, string tag, Digest digest, bool immutable, Digest? replaces = null, CancellationToken stop = default)
    {
        var now = await registry.ResolveAsync(repository, tag, stop);
        if (now == digest) return new(TagResult.AlreadyThere);
        if (now is not null && (immutable || now != replaces)) return new(TagResult.PointsElsewhere, now);
        var manifest = await registry.GetManifestAsync(repository, digest, stop)
            ?? throw new RegistryException(RegistryFault.NotFound, $"{registry.Name}/{repository} has no image {digest} to point the tag {tag} at.") { Code = OciError.ManifestUnknown };
        await registry.PutManifestAsync(repository, tag, manifest, stop);
        // Somebody else may have written between the look and the write; then the last one counts, and we say so.
        var after = await registry.ResolveAsync(repository, tag, stop);
        return after == digest ? new(TagResult.Set) : new(TagResult.PointsElsewhere, after);
    }
}
