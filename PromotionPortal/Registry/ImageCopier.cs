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

    private static async Task BringBlobsAsync(CopyOrder order, IReadOnlyCollection<Descriptor> blobs, CopyTally tally, CancellationToken stop)
    {
        tally.Expect(blobs);
        var transfer = new BlobTransfer(order, tally);
        var travelling = new ConcurrentBag<Descriptor>();
        await Parallel.ForEachAsync(blobs, AtOnce(LooksAtOnce, stop), async (blob, inside) =>
        {
            if (!await transfer.TrySkipAsync(blob, inside)) travelling.Add(blob);
        });
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
