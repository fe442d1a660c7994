using System.Collections.Concurrent;
using System.Collections.Immutable;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>A tag that is named after the digest it belongs to.</summary>
/// <param name="IsList">It lists what is attached, for registries that keep no such list themselves; else cosign keeps content under it.</param>
internal sealed record AttachedTag(string Tag, Digest Digest, bool IsList);

/// <summary>Signatures, attestations and SBOMs of an image and of what it consists of, by both ways in which they are attached.</summary>
internal sealed record Attachments(ImmutableArray<ImageTree> Trees, ImmutableArray<AttachedTag> Tags)
{
    public static Attachments None { get; } = new([], []);

    private const int Deepest = 4;
    private const int Most = 1000;
    private const int ReadsAtOnce = 16;
    private const int MostListedTags = 1000;

    private static readonly string[] s_kinds = ["sig", "att", "sbom"];

    public IReadOnlyCollection<Descriptor> Blobs => [.. Trees.SelectMany(tree => tree.Blobs).DistinctBy(blob => blob.Digest)];

    /// <summary>Attachments of attachments count too, such as the signature of an SBOM.</summary>
    public static async Task<Attachments> FindAsync(IRegistry registry, string repository, ImageTree image, CancellationToken stop)
    {
        var seen = image.Manifests.Select(manifest => manifest.Digest).ToHashSet();
        var (trees, tags) = (ImmutableArray.CreateBuilder<ImageTree>(), ImmutableArray.CreateBuilder<AttachedTag>());
        var subjects = seen.ToArray();
        for (var depth = 0; depth < Deepest && subjects.Length > 0; depth++)
        {
            var (found, foundTags) = await LookAsync(registry, repository, subjects, stop);
            tags.AddRange(foundTags);
            subjects = [.. found.Where(seen.Add)];
            if (seen.Count > image.Manifests.Length + Most) throw new RegistryException(RegistryFault.Corrupt, $"More than {Most} things are attached to the image in {registry.Name}/{repository}.");
            foreach (var digest in subjects) trees.Add(await ImageTree.ReadAsync(registry, repository, digest, stop));
        }
        return new(trees.ToImmutable(), [.. tags.OrderBy(tag => tag.Tag, StringComparer.Ordinal)]);
    }

    private static async Task<(IReadOnlyCollection<Digest> Found, IReadOnlyCollection<AttachedTag> Tags)> LookAsync(
        IRegistry registry, string repository, IReadOnlyCollection<Digest> subjects, CancellationToken stop)
    {
        var found = new ConcurrentBag<Digest>();
        var tags = new ConcurrentBag<AttachedTag>();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = stop };
        var all = await AllTagsAsync(registry, repository, stop);
        var looks = subjects.SelectMany(subject => s_kinds.Select(kind => (subject, kind))).Where(look => MayBe(TagOf(look.subject, look.kind)))
            .Concat(subjects.Where(subject => registry.ListsReferrers || MayBe(ListOf(subject))).Select(subject => (subject, kind: "")));
        await Parallel.ForEachAsync(looks, limits, async (look, inside) =>
        {
            var (subject, kind) = look;
            if (kind.Length == 0)
            {
                var referrers = await registry.ListReferrersAsync(repository, subject, inside);
                foreach (var referrer in referrers) found.Add(referrer.Digest);
                if (referrers.Count > 0 && await TagAsync(ListOf(subject), isList: true, inside) is { } list) tags.Add(list);
                return;
            }
            if (await TagAsync(TagOf(subject, kind), isList: false, inside) is not { } tag) return;
            found.Add(tag.Digest);
            tags.Add(tag);
        });
        return (found, tags);

        bool MayBe(string tag) => all is null || all.Contains(tag);

        async Task<AttachedTag?> TagAsync(string tag, bool isList, CancellationToken inside) =>
            await registry.ResolveAsync(repository, tag, inside) is { } digest ? new(tag, digest, isList) : null;
    }

    private static string TagOf(Digest subject, string kind) => $"sha256-{subject.Hex}.{kind}";

    private static string ListOf(Digest subject) => $"sha256-{subject.Hex}";

    // One list saves asking for each tag that might be there. Null: it is long, or not to be had, and each is asked for.
    private static async Task<HashSet<string>?> AllTagsAsync(IRegistry registry, string repository, CancellationToken stop)
    {
        try
        {
            var tags = await registry.ListTagsAsync(repository, after: null, MostListedTags, stop);
            return tags.Count is > 0 and < MostListedTags ? tags.ToHashSet(StringComparer.Ordinal) : null;
        }
        catch (RegistryException e) when (!e.MayHelpToTryAgain)
        {
            return null;
        }
    }
}
