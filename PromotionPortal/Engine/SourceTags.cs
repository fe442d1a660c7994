using System.Collections.Concurrent;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Engine;

/// <summary>The tags of a source: what each version names, and for each image the digest of its signatures.</summary>
internal sealed record SourceTags(IReadOnlyDictionary<string, Digest?> Versions, IReadOnlyDictionary<Digest, Digest> Signatures, bool IsWhole)
{
    private const int TagsOfAPage = 100;
    private const int MostTags = 2000;
    private const int AtOnce = 16;

    public static async Task<SourceTags> ReadAsync(ImageSource source, CancellationToken stop)
    {
        var (tags, whole) = await ListAsync(source, stop);
        var wanted = tags.Where(tag => AttachmentTag.SubjectOf(tag) is null || AttachmentTag.IsSignature(tag));
        var named = new ConcurrentDictionary<string, Digest?>(StringComparer.Ordinal);
        // One small question each, without a body, so that nothing would be saved by asking whether it changed.
        await Parallel.ForEachAsync(wanted, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (tag, gone) => named[tag] = await source.Registry.ResolveAsync(source.Repository, tag, gone));
        return new(
            named.Where(pair => AttachmentTag.SubjectOf(pair.Key) is null).ToDictionary(StringComparer.Ordinal),
            named.Where(pair => AttachmentTag.IsSignature(pair.Key) && pair.Value is not null).ToDictionary(pair => AttachmentTag.SubjectOf(pair.Key)!.Value, pair => pair.Value!.Value),
            whole);
    }

    private static async Task<(List<string> Tags, bool IsWhole)> ListAsync(ImageSource source, CancellationToken stop)
    {
        var tags = new List<string>();
        while (tags.Count < MostTags)
        {
            var page = await source.Registry.ListTagsAsync(source.Repository, tags.Count == 0 ? null : tags[^1], TagsOfAPage, stop);
            tags.AddRange(page);
            if (page.Count < TagsOfAPage) return (tags, true);
        }
        return (tags, false);
    }
}
