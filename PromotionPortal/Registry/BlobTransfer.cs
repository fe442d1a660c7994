using System.Collections.Concurrent;
using System.Security.Cryptography;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>Brings one blob of a copy to its target: mounted, found there, or streamed and hashed on the way.</summary>
/// <param name="known">The repositories of the target's registry that had a blob, the youngest first.</param>
internal sealed class BlobTransfer(CopyOrder order, CopyTally tally, ILookup<Digest, string> known)
{
    private const int TriesOfWrongBytes = 3;

    private readonly ConcurrentBag<(string Repository, Digest Blob)> _gone = [];

    /// <summary>What was remembered and turned out not to be so.</summary>
    public IEnumerable<IGrouping<string, Digest>> Gone => _gone.GroupBy(gone => gone.Repository, gone => gone.Blob, StringComparer.Ordinal);

    /// <summary>False: its bytes have to travel.</summary>
    public async Task<bool> TrySkipAsync(Descriptor blob, CancellationToken stop)
    {
        if (await TryMountAsync(blob, stop))
        {
            tally.Mounted(blob.Size);
            return true;
        }
        if (await order.Target.HeadBlobAsync(order.TargetRepository, blob.Digest, stop) != blob.Size) return false;
        tally.Found(blob.Size);
        return true;
    }

    public async Task StreamAsync(Descriptor blob, CancellationToken stop)
    {
        tally.SetsOut(blob);
        for (var attempt = 1; ; attempt++)
        {
            var travelled = 0L;
            try
            {
                await order.Target.UploadBlobAsync(order.TargetRepository, blob.Digest, blob.Size, OpenAsync, stop);
                tally.Travelled(blob, blob.Size - travelled);
                tally.Arrived(blob);
                return;
            }
            // The line may have spoilt them, and then another try helps.
            catch (RegistryException e) when (e.Fault is RegistryFault.Corrupt && attempt < TriesOfWrongBytes)
            {
                tally.Travelled(blob, -travelled);
            }

            async Task<Stream> OpenAsync(long offset, CancellationToken inside)
            {
                tally.Travelled(blob, offset - travelled);
                travelled = offset;
                var content = await order.Source.OpenBlobAsync(order.SourceRepository, blob.Digest, offset, inside);
                var check = new BlobCheck(blob, offset);
                return new PassingStream(content, (bytes, _) =>
                {
                    check.See(bytes.Span);
                    travelled += bytes.Length;
                    tally.Travelled(blob, bytes.Length);
                    return ValueTask.CompletedTask;
                });
            }
        }
    }

    private async Task<bool> TryMountAsync(Descriptor blob, CancellationToken stop)
    {
        if (order is { IsWithinOneRegistry: true, IsWithinOneRepository: false } && await order.Target.MountBlobAsync(order.TargetRepository, blob.Digest, order.SourceRepository, stop)) return true;
        var others = known[blob.Digest].ToList();
        if (others.Count == 0 || others.Contains(order.TargetRepository)) return false; // it is there most likely, which one look shows
        foreach (var other in others.Where(other => !order.IsWithinOneRegistry || other != order.SourceRepository).Take(BlobPlaces.Tries))
        {
            if (await order.Target.MountBlobAsync(order.TargetRepository, blob.Digest, other, stop)) return true;
            _gone.Add((other, blob.Digest));
        }
        return false;
    }
}

/// <summary>Looks at the bytes of a blob as they pass and stops them before the last one when they are not what they should be.</summary>
internal sealed class BlobCheck(Descriptor blob, long offset)
{
    // Who joins in the middle cannot hash the whole; then the target does, as it does in any case.
    private readonly IncrementalHash? _hash = offset == 0 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private long _seen = offset;

    public void See(ReadOnlySpan<byte> bytes)
    {
        _seen += bytes.Length;
        if (_seen > blob.Size || (bytes.IsEmpty && _seen < blob.Size)) throw Wrong($"has {_seen} bytes or more where its manifest says {blob.Size}");
        if (_hash is null || bytes.IsEmpty) return;
        _hash.AppendData(bytes);
        if (_seen == blob.Size && !Fits(_hash)) throw Wrong("came with other bytes than its digest says");
    }

    private bool Fits(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset()) == blob.Digest.Hex;

    private RegistryException Wrong(string what) => new(RegistryFault.Corrupt, $"The blob {blob.Digest.Abbreviated} {what}. Nothing of it was kept.");
}
