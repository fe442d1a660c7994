using Microsoft.EntityFrameworkCore;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Throws away what people were told long ago. What happened stays in the activity.</summary>
public sealed class NoticeCare(IDbContextFactory<PortalDb> database, TimeProvider time)
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(90);

    public async Task RunAsync(CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var before = time.GetUtcNow() - KeptFor;
        await db.Notices.Where(notice => notice.At < before).ExecuteDeleteAsync(stop);
        await db.Deliveries.Where(delivery => delivery.State != DeliveryState.Pending && delivery.CreatedAt < before).ExecuteDeleteAsync(stop);
    }
}
