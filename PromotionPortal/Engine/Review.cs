using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Reads the definitions again where somebody moved them.</summary>
public delegate Task RefreshDefinitions(CancellationToken stop);

/// <summary>Looks whether anything was missed, and lets it go on: one path for retries, restarts and lost signals.</summary>
public sealed class Review(IDbContextFactory<PortalDb> database, PromotionDesk desk, RefreshDefinitions refresh, ImageScout scout, Changes changes)
{
    public async Task RunAsync(CancellationToken stop)
    {
        await refresh(stop);
        foreach (var promotion in await StrandedAsync(stop)) await desk.TellAsync(promotion, new PromotionEvent.Tick(), done: null, stop);
        changes.Announce();
        await scout.LookAsync(stop);
    }

    // Not ended, and no step that somebody will do.
    private async Task<List<long>> StrandedAsync(CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        return await Doctor.Stranded(db).Select(row => row.Id).ToListAsync(stop);
    }
}
