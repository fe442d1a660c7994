using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Embedded;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>How often the registries that the portal carries free what nothing refers to.</summary>
public sealed record GarbageOptions
{
    public TimeSpan Every { get; init; } = TimeSpan.FromDays(1);

    /// <summary>All that is wrong with the settings, in words.</summary>
    public IEnumerable<string> Problems()
    {
        if (Every < TimeSpan.FromMinutes(1)) yield return $"Garbage:Every is {Every}; it must be at least one minute.";
    }
}

/// <summary>Frees what nothing refers to: content of the registries that the portal carries, and what is remembered of blobs' places.</summary>
public sealed class GarbageWork(
    CurrentDefinitions definitions, Registries registries, BlobPlaces places, IDbContextFactory<PortalDb> database, GarbageOptions options, TimeProvider clock)
{
    /// <summary>Collects where it is due. Woken often, it does so seldom.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await places.PruneAsync(stop);
        var due = clock.GetUtcNow() - options.Every;
        foreach (var registry in definitions().Registries.Values.Where(registry => registry.Url is null))
        {
            if (await LastAsync(registry.Name, stop) is { } last && last > due) continue;
            await CollectAsync(registry, stop);
        }
    }

    /// <summary>Null: the portal does not carry this registry.</summary>
    public async Task<GarbageReport?> CollectAsync(RegistryDefinition registry, CancellationToken stop)
    {
        if (registry.Url is not null || registries.FindEmbedded(registry.Name) is not { } embedded) return null;
        // It reads and deletes files for as long as that takes.
        var report = await Task.Run(() => embedded.CollectGarbage(stop), stop);
        await RegistryRecord.KeepAsync(database, registry.Name, row => (row.CollectedAt, row.CollectedFiles, row.CollectedBytes) = (clock.GetUtcNow(), report.Files, report.Bytes), stop);
        return report;
    }

    private async Task<DateTimeOffset?> LastAsync(string name, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        return (await db.Registries.FindAsync([name], stop))?.CollectedAt;
    }
}
