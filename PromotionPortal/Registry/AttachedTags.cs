using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>Brings the tags under which signatures and lists of attachments are kept. They grow, so an older one at the target is brought up to date.</summary>
internal static class AttachedTags
{
    public static async Task PutAsync(CopyOrder order, AttachedTag tag, CancellationToken stop)
    {
        var there = await order.Target.ResolveAsync(order.TargetRepository, tag.Tag, stop);
        if (there == tag.Digest) return;
        // A list that did not come about by itself, when the attachments were stored, is kept by the registry in its own way.
        if (there is null && tag.IsList) return;
        var manifest = await order.Source.GetManifestAsync(order.SourceRepository, tag.Digest, stop)
            ?? throw new RegistryException(RegistryFault.NotFound, $"{tag.Tag} went away while it was copied.");
        if (there is { } old && await order.Target.GetManifestAsync(order.TargetRepository, old, stop) is { } other && !Contains(manifest, other)) return;
        await order.Target.PutManifestAsync(order.TargetRepository, tag.Tag, manifest, stop);
    }

    // What was signed at the target alone must not get lost by a copy.
    private static bool Contains(Manifest larger, Manifest smaller)
    {
        var have = Parts(larger).ToHashSet();
        return Parts(smaller).All(have.Contains);
    }

    private static IEnumerable<Digest> Parts(Manifest manifest)
    {
        var contents = ManifestContents.Read(manifest);
        return contents.Layers.Concat(contents.Children).Select(part => part.Digest);
    }
}
