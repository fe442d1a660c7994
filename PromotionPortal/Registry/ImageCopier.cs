using System.Collections.Concurrent;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>
/// Copies images by digest: first sees what the image consists of, then brings the blobs, then the manifests from the leaves to the root,
/// byte for byte, then what is attached. A copy that stopped anywhere can be run again and does only what is missing.
/// </summary>
public sealed class ImageCopier
{
    private const int LooksAtOnce = 16;
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

    private static async Task CopyOnceAsync(CopyOrder order, IProgress<CopyProgress> progress, CancellationToken stop)
    {
        var image = await ImageTree.ReadAsync(order.Source, order.SourceRepository, order.Digest, stop);
        var attachments = await Attachments.FindAsync(order.Source, order.SourceRepository, image, stop);
        ImageTree[] trees = [image, .. attachments.Trees];
        await CopyBlobsAsync(order, [.. trees.SelectMany(tree => tree.Blobs).DistinctBy(blob => blob.Digest)], progress, stop);
        foreach (var tree in trees) await PutManifestsAsync(order, tree, stop);
        foreach (var tag in attachments.Tags) await AttachedTags.PutAsync(order, tag, stop);
    }

    /// <summary>Whether everything the image refers to, and what is attached to it there, is at the target with the right size.</summary>
    public async Task<bool> IsCompleteAsync(IRegistry target, string repository, Digest digest, CancellationToken stop)
    {
        try
        {
            var image = await ImageTree.ReadAsync(target, repository, digest, stop);
            var attachments = await Attachments.FindAsync(target, repository, image, stop);
            var blobs = attachments.Trees.SelectMany(tree => tree.Blobs).Concat(image.Blobs).DistinctBy(blob => blob.Digest);
            return await AreThereAsync(target, repository, blobs, stop);
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

    private static async Task CopyBlobsAsync(CopyOrder order, IReadOnlyCollection<Descriptor> blobs, IProgress<CopyProgress> progress, CancellationToken stop)
    {
        var tally = new CopyTally(blobs.Sum(blob => blob.Size), blobs.Count, progress);
        var transfer = new BlobTransfer(order, tally);
        var travelling = new ConcurrentBag<Descriptor>();
        tally.Start();
        await Parallel.ForEachAsync(blobs, AtOnce(LooksAtOnce, stop), async (blob, inside) =>
        {
            if (!await transfer.TrySkipAsync(blob, inside)) travelling.Add(blob);
        });
        // The largest first: the end of a copy is not one long transfer alone.
        await Parallel.ForEachAsync(travelling.OrderByDescending(blob => blob.Size), AtOnce(TransfersAtOnce, stop), async (blob, inside) => await transfer.StreamAsync(blob, inside));
    }

    private static async Task PutManifestsAsync(CopyOrder order, ImageTree tree, CancellationToken stop)
    {
        foreach (var manifest in tree.Manifests)
        {
            if (await order.Target.ResolveAsync(order.TargetRepository, manifest.Digest.Text, stop) is not null) continue;
            await order.Target.PutManifestAsync(order.TargetRepository, manifest.Digest.Text, manifest, stop);
        }
    }

    private static ParallelOptions AtOnce(int count, CancellationToken stop) => new() { MaxDegreeOfParallelism = count, CancellationToken = stop };
}
