using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Looks whether anything was missed, and lets it go on: one path for retries, restarts and lost signals.</summary>
public sealed class Review(IDbContextFactory<PortalDb> database, PromotionDesk desk, Discovery discovery, Changes changes, RefreshDefinitions refresh, ILogger<Review> log)
{
    public async Task RunAsync(CancellationToken stop)
    {
        await RefreshAsync(stop);
        foreach (var promotion in await StrandedAsync(stop)) await desk.TellAsync(promotion, new PromotionEvent.Tick(), done: null, stop);
        changes.Announce();
        await discovery.RunAsync(stop);
    }

    // Whatever somebody did to the repository, the definitions that were read last go on working, and the rest is still looked at.
    private async Task RefreshAsync(CancellationToken stop)
    {
        try
        {
            await refresh(stop);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.DefinitionsUnreadable(log, fault);
        }
    }

    // Not ended, and no step that somebody will do; and whatever waits for people, whose gates and time are looked at.
    private async Task<List<long>> StrandedAsync(CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var waiting = await db.Promotions.AsNoTracking().Where(row => row.State == PromotionState.AwaitingApproval).Select(row => row.Id).ToListAsync(stop);
        return [.. waiting, .. await Doctor.Stranded(db).Select(row => row.Id).ToListAsync(stop)];
    }
}
