using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Storage;

/// <summary>
/// Which waiting requests are to be looked at. Whoever writes something that their gates depend on says so in the same transaction, so that
/// nothing is missed and nothing else has to be looked at.
/// </summary>
public static class DueLooks
{
    /// <summary>What is known of an image of this application has changed.</summary>
    public static Task StirAsync(PortalDb db, string application, CancellationToken stop) =>
        Waiting(db).Where(row => row.Items.Any(item => item.Application == application)).ExecuteUpdateAsync(set => set.SetProperty(row => row.LookAt, (DateTimeOffset?)null), stop);

    /// <summary>Somebody's rights have changed.</summary>
    public static Task StirAllAsync(PortalDb db, CancellationToken stop) =>
        Waiting(db).ExecuteUpdateAsync(set => set.SetProperty(row => row.LookAt, (DateTimeOffset?)null), stop);

    /// <summary>Those whose time has come, or whose definitions are others by now.</summary>
    public static IQueryable<PromotionRow> Of(PortalDb db, DateTimeOffset now, string commit) =>
        db.Promotions.Where(row => row.State == PromotionState.AwaitingApproval && (row.LookAt == null || row.LookAt <= now || row.LookedCommit != commit));

    private static IQueryable<PromotionRow> Waiting(PortalDb db) => db.Promotions.Where(row => row.State == PromotionState.AwaitingApproval && row.LookAt != null);
}
