using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Lets promotions go on for which something was missed, and looks at the waiting requests that are due. Where nothing is due, it only reads.</summary>
public sealed class Lookout(IDbContextFactory<PortalDb> database, PromotionDesk desk, Rules rules, TimeProvider time)
{
    // As many as one transaction looks at: between two of them others get to write.
    private const int MostAtOnce = 25;

    public async Task RunAsync(CancellationToken stop)
    {
        var (stranded, due) = await DueAsync(stop);
        foreach (var promotion in stranded) await desk.TellAsync(promotion, new PromotionEvent.Tick(), done: null, stop);
        foreach (var some in due.Chunk(MostAtOnce)) await desk.LookAsync(some, stop);
    }

    private async Task<(List<long> Stranded, List<long> Due)> DueAsync(CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        return (await Doctor.Stranded(db).Select(row => row.Id).ToListAsync(stop),
            await DueLooks.Of(db, time.GetUtcNow(), rules.Current.Definitions.Commit).OrderBy(row => row.Id).Select(row => row.Id).ToListAsync(stop));
    }
}
