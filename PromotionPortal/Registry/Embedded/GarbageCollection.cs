using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry.Embedded;

/// <summary>What a collection freed.</summary>
public sealed record GarbageReport(int Files, long Bytes);

/// <summary>
/// Deletes content that no manifest refers to any more. What is young stays: an upload puts its blobs there before the manifest that will name them.
/// It looks without holding anybody up; each removal looks once more, alone, because whoever wants a blob makes it young first.
/// </summary>
internal sealed class GarbageCollection(string registryRoot, BlobPool pool, Lock writing, DateTimeOffset before)
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
            if (!TryRemove(repository, blob)) named.Add(blob);
        }
        _used.UnionWith(named);
    }

    private bool TryRemove(RepositoryFolder repository, Digest blob)
    {
        lock (writing)
        {
            if (repository.BlobAddedAt(blob) >= before) return false;
            repository.RemoveBlob(blob);
            return true;
        }
    }

    private GarbageReport Sweep(CancellationToken stop)
    {
        var report = new GarbageReport(0, 0);
        foreach (var file in pool.Files())
        {
            stop.ThrowIfCancellationRequested();
            if (file.LastWriteTimeUtc >= before.UtcDateTime || Digest.TryParse("sha256:" + file.Name) is not { } digest || _used.Contains(digest)) continue;
            var size = file.Length;
            if (TryDelete(file)) report = new(report.Files + 1, report.Bytes + size);
        }
        return report;
    }

    private bool TryDelete(FileInfo file)
    {
        lock (writing)
        {
            file.Refresh();
            if (!file.Exists || file.LastWriteTimeUtc >= before.UtcDateTime) return false;
            file.Delete();
            return true;
        }
    }
}
