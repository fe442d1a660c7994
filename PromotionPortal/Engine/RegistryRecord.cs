using Microsoft.EntityFrameworkCore;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Keeps what is known of a registry.</summary>
internal static class RegistryRecord
{
    public static async Task KeepAsync(IDbContextFactory<PortalDb> database, string name, Action<RegistryRow> change, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var row = await db.Registries.FindAsync([name], stop);
        if (row is null) db.Registries.Add(row = new() { Name = name });
        change(row);
        await db.SaveChangesAsync(stop);
    }
}
