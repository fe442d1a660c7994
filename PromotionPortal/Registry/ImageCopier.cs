using System.Collections.Concurrent;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>
/// Copies images by digest: first sees what the image consists of, then brings the blobs, then the manifests from the leaves to the root,
/// byte for byte, then what is attached, and at the end asks the target whether all of it is there. A copy that stopped anywhere can be run again and
/// does only what is missing.
/// </summary>
/// <param name="places">What is remembered of where blobs are; null: nothing is.</param>
public sealed class ImageCopier(BlobPlaces? places = null)
{
    private const int LooksAtOnce = 24;
    private const int TransfersAtOnce = 4;

    private readonly ConcurrentDictionary<CopyKey, SharedCopy> _running = new();

    private sealed record CopyKey(string Source, string SourceRepository, string Target, string TargetRepository, Digest Digest);

    /// <summary>Whoever asks for a copy that is running already waits for that one.</summary>
    public async Task CopyAsync(CopyOrder order, IProgress<CopyProgress> progress, CancellationToken stop)
    {
        var key = new CopyKey(order.Source.Place, order.SourceRepository, order.Target.Place, order.TargetRepository, order.Digest);
        while (true)
        {
            var own = new SharedCopy();
            own.TryJoin(progress);
            var copy = _running.GetOrAdd(key, own);
            if (copy == own) _ = RunAsync(key, own, order);
            else if (!copy.TryJoin(progress))
            {
                // It is ending because nobody waited; ours begins when it is out of the way.
                await copy.EndedAsync(stop);
                continue;
            }
            await copy.WaitAsync(progress, stop);
            return;
        }
    }

    private async Task RunAsync(CopyKey key, SharedCopy copy, CopyOrder order)
    {
        await copy.RunAsync(async (progress, stop) =>
        {
            try
            {
                await CopyOnceAsync(order, progress, stop);
            }
            finally
            {
                _running.TryRemove(new(key, copy));
            }
        });
    }

    private async Task CopyOnceAsync(CopyOrder order, IProgress<CopyProgress> progress, CancellationToken stop)
    {
        var image = await ImageTree.ReadAsync(order.Source, order.SourceRepository, order.Digest, stop);
        var tally = new CopyTally(progress);
        var (isThere, attachments) = (false, Attachments.None);
        await AllAsync(stop,
            inside => BringBlobsAsync(order, image.Blobs, tally, inside),
            async inside => isThere = await order.Target.ResolveAsync(order.TargetRepository, order.Digest.Text, inside) is not null,
            async inside => attachments = await Attachments.FindAsync(order.Source, order.SourceRepository, image, inside));
        var known = image.Blobs.Select(blob => blob.Digest).ToHashSet();
        await BringBlobsAsync(order, [.. attachments.Blobs.Where(blob => !known.Contains(blob.Digest))], tally, stop);
        await PutManifestsAsync(order, image, lookFirst: isThere, stop);
        foreach (var tree in attachments.Trees) await PutManifestsAsync(order, tree, lookFirst: true, stop);
        foreach (var tag in attachments.Tags) await AttachedTags.PutAsync(order, tag, stop);
        await VerifyAsync(order, [image, .. attachments.Trees], stop);
        await RememberAsync(order, [.. image.Blobs, .. attachments.Blobs], stop);
    }

    // A registry's word that it took something has turned out wrong before.
    private static async Task VerifyAsync(CopyOrder order, IReadOnlyList<ImageTree> trees, CancellationToken stop)
    {
        var missing = 0;
        var looks = trees.SelectMany(tree => tree.Manifests.Select(manifest => (manifest.Digest, Size: (long?)null)).Concat(tree.Blobs.Select(blob => (blob.Digest, Size: (long?)blob.Size)))).Distinct();
        await Parallel.ForEachAsync(looks, AtOnce(LooksAtOnce, stop), async (look, inside) =>
        {
            var isThere = look.Size is { } size
                ? await order.Target.HeadBlobAsync(order.TargetRepository, look.Digest, inside) == size
                : await order.Target.ResolveAsync(order.TargetRepository, look.Digest.Text, inside) == look.Digest;
            if (!isThere) Interlocked.Increment(ref missing);
        });
        if (missing > 0) throw new RegistryException(RegistryFault.Unreachable, $"{order.Target.Name}/{order.TargetRepository} took everything, but {missing} parts of the image are not there now.");
    }

    private async Task RememberAsync(CopyOrder order, IReadOnlyCollection<Descriptor> blobs, CancellationToken stop)
    {
        if (places is null) return;
        await places.RememberAsync(order.Source.Place, order.SourceRepository, blobs, stop);
        await places.RememberAsync(order.Target.Place, order.TargetRepository, blobs, stop);
    }

    /// <summary>Whether everything the image refers to, and what is attached to it there, is at the target with the right size.</summary>
    public async Task<bool> IsCompleteAsync(IRegistry target, string repository, Digest digest, CancellationToken stop)
    {
        try
        {
            var image = await ImageTree.ReadAsync(target, repository, digest, stop);
            var (isWhole, attachments) = (false, Attachments.None);
            await AllAsync(stop,
                async inside => isWhole = await AreThereAsync(target, repository, image.Blobs, inside),
                async inside => attachments = await Attachments.FindAsync(target, repository, image, inside));
            return isWhole && await AreThereAsync(target, repository, attachments.Blobs, stop);
        }
        catch (RegistryException e) when (e.Fault is RegistryFault.NotFound)
        {
            return false;
        }
    }

    private static async Task<bool> AreThereAsync(IRegistry target, string repository, IEnumerable<Descriptor> blobs, CancellationToken stop)
    {
        var missing = 0;
        await Parallel.ForEachAsync(blobs, AtOnce(LooksAtOnce, stop), async (blob, inside) =>
        {
            if (await target.HeadBlobAsync(repository, blob.Digest, inside) != blob.Size) Interlocked.Increment(ref missing);
        });
        return missing == 0;
    }

    private async Task BringBlobsAsync(CopyOrder order, IReadOnlyCollection<Descriptor> blobs, CopyTally tally, CancellationToken stop)
    {
        tally.Expect(blobs);
        var known = places is null || blobs.Count == 0 ? BlobPlaces.Nothing : await places.FindAsync(order.Target.Place, blobs, stop);
        var transfer = new BlobTransfer(order, tally, known);
        var travelling = new ConcurrentBag<Descriptor>();
        await Parallel.ForEachAsync(blobs, AtOnce(LooksAtOnce, stop), async (blob, inside) =>
        {
            if (!await transfer.TrySkipAsync(blob, inside)) travelling.Add(blob);
        });
        if (places is not null) foreach (var gone in transfer.Gone) await places.ForgetAsync(order.Target.Place, gone.Key, gone, stop);
        // The largest first: the end of a copy is not one long transfer alone.
        await Parallel.ForEachAsync(travelling.OrderByDescending(blob => blob.Size), AtOnce(TransfersAtOnce, stop), async (blob, inside) => await transfer.StreamAsync(blob, inside));
    }

    // Images have no order among themselves; an index comes after all it names.
    private static async Task PutManifestsAsync(CopyOrder order, ImageTree tree, bool lookFirst, CancellationToken stop)
    {
        await Parallel.ForEachAsync(tree.Manifests.Where(manifest => !MediaTypes.IsIndex(manifest.MediaType)), AtOnce(LooksAtOnce, stop), async (manifest, inside) => await PutAsync(order, manifest, lookFirst, inside));
        foreach (var index in tree.Manifests.Where(manifest => MediaTypes.IsIndex(manifest.MediaType))) await PutAsync(order, index, lookFirst, stop);
    }

    private static async Task PutAsync(CopyOrder order, Manifest manifest, bool lookFirst, CancellationToken stop)
    {
        if (lookFirst && await order.Target.ResolveAsync(order.TargetRepository, manifest.Digest.Text, stop) is not null) return;
        await order.Target.PutManifestAsync(order.TargetRepository, manifest.Digest.Text, manifest, stop);
    }

    // Side by side; when one fails, the others are stopped.
    private static Task AllAsync(CancellationToken stop, params Func<CancellationToken, Task>[] works) =>
        Parallel.ForEachAsync(works, AtOnce(works.Length, stop), async (work, inside) => await work(inside));

    private static ParallelOptions AtOnce(int count, CancellationToken stop) => new() { MaxDegreeOfParallelism = count, CancellationToken = stop };
}
