using System.Collections.Immutable;

namespace PromotionPortal.Domain.Images;

/// <summary>A tag that names another image than before. From: null when it named none; To: null when it is gone.</summary>
public sealed record TagMove(string Tag, Digest? From, Digest? To);

/// <summary>What a look at a source comes to: which tags moved, and the tags of every image that is touched, the newest last.</summary>
public sealed record TagDifference(ImmutableArray<TagMove> Moves, ImmutableDictionary<Digest, ImmutableArray<string>> Tags);

/// <summary>Compares the tags that are known with those that a registry has.</summary>
public static class TagComparison
{
    /// <param name="known">The tags of each known image, the newest last.</param>
    /// <param name="found">What each tag that was looked at names; null: it is not there.</param>
    public static TagDifference Compare(IReadOnlyDictionary<Digest, ImmutableArray<string>> known, IReadOnlyDictionary<string, Digest?> found)
    {
        var before = known.SelectMany(image => image.Value.Select(tag => (tag, image.Key))).DistinctBy(pair => pair.tag).ToDictionary(pair => pair.tag, pair => pair.Key, StringComparer.Ordinal);
        var moves = found.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new TagMove(pair.Key, before.TryGetValue(pair.Key, out var was) ? was : null, pair.Value))
            .Where(move => move.From != move.To).ToImmutableArray();
        var touched = moves.SelectMany(move => new[] { move.From, move.To }).OfType<Digest>().Distinct();
        return new(moves, touched.ToImmutableDictionary(digest => digest, digest => After(known.GetValueOrDefault(digest, []), moves, digest)));
    }

    private static ImmutableArray<string> After(ImmutableArray<string> tags, ImmutableArray<TagMove> moves, Digest digest) =>
        [.. tags.Except(moves.Where(move => move.From == digest).Select(move => move.Tag)), .. moves.Where(move => move.To == digest).Select(move => move.Tag)];
}
