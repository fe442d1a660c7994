using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry.Embedded;

/// <summary>What a collection freed.</summary>
public sealed record GarbageReport(int Files, long Bytes);

/// <summary>
/// Deletes content that no manifest refers to any more. What is young stays: an upload puts its blobs there before the manifest that will name them.
/// </summary>
internal sealed class GarbageCollection(string registryRoot, BlobPool pool, DateTimeOffset before)
{
    private readonly HashSet<Digest> _used = [];

    public GarbageReport Run(CancellationToken stop)
    {
        foreach (var repository in RepositoryFolder.All(registryRoot, pool.Temporary))
        {
            stop.ThrowIfCancellationRequested();
            Mark(repository);
        }
        return Sweep(stop);
    }

    private void Mark(RepositoryFolder repository)
    {
        var named = new HashSet<Digest>();
        foreach (var manifest in repository.Manifests)
        {
            named.Add(manifest);
            if (pool.ContentsOf(manifest, repository.ManifestType(manifest)) is { } contents) named.UnionWith(contents.Blobs.Select(blob => blob.Digest));
        }
        foreach (var blob in repository.Blobs.ToList())
        {
            if (named.Contains(blob)) continue;
            if (repository.BlobAddedAt(blob) < before) repository.RemoveBlob(blob);
            else named.Add(blob);
        }
        _used.UnionWith(named);
    }

    private GarbageReport Sweep(CancellationToken stop)
    {
        var report = new GarbageReport(0, 0);
        foreach (var file in pool.Files())
        {
            stop.ThrowIfCancellationRequested();
            if (file.LastWriteTimeUtc >= before.UtcDateTime || Digest.TryParse("sha256:" + file.Name) is not { } digest || _used.Contains(digest)) continue;
            report = new(report.Files + 1, report.Bytes + file.Length);
            file.Delete();
        }
        return report;
    }
}
