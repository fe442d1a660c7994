namespace PromotionPortal.Registry;

/// <summary>Brings the tags under which cosign keeps signatures. They grow with each signature, so an older one at the target is brought up to date.</summary>
internal static class AttachedTags
{
    public static async Task PutAsync(CopyOrder order, AttachedTag tag, CancellationToken stop)
    {
        var there = await order.Target.ResolveAsync(order.TargetRepository, tag.Tag, stop);
        if (there == tag.Digest) return;
        var manifest = await order.Source.GetManifestAsync(order.SourceRepository, tag.Digest, stop)
            ?? throw new RegistryException(RegistryFault.NotFound, $"{tag.Tag} went away while it was copied.");
        if (there is { } old && await order.Target.GetManifestAsync(order.TargetRepository, old, stop) is { } other && !Contains(manifest, other)) return;
        await order.Target.PutManifestAsync(order.TargetRepository, tag.Tag, manifest, stop);
    }

    // What was signed at the target alone must not get lost by a copy.
    private static bool Contains(Manifest larger, Manifest smaller)
    {
        var have = ManifestContents.Read(larger).Blobs.Select(blob => blob.Digest).ToHashSet();
        return ManifestContents.Read(smaller).Layers.All(layer => have.Contains(layer.Digest));
    }
}
