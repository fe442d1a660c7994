using Microsoft.EntityFrameworkCore;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>The right to do one step until its lease ends. The epoch tells an older right from a newer one.</summary>
public sealed record EffectLease(long Id, long PromotionId, string Step, int Epoch, int Attempt);

/// <summary>Leases out the steps of the outbox. A step whose worker died is leased again when the lease has run out.</summary>
public sealed class Outbox(IDbContextFactory<PortalDb> database, TimeProvider time, EffectOptions options)
{
    // One per running program, so that its own leases are told from those of others.
    private readonly string _owner = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    public async Task<IReadOnlyList<EffectLease>> LeaseAsync(int most, CancellationToken stop)
    {
        if (most <= 0) return [];
        await using var db = await database.CreateDbContextAsync(stop);
        var now = time.GetUtcNow();
        // Looked at without the write lock first: an idle portal does not write.
        if (!await Due(db, now).AnyAsync(stop)) return [];
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var rows = await Due(db, now).OrderByDescending(effect => effect.IsUrgent).ThenBy(effect => effect.DueAt).ThenBy(effect => effect.Id).Take(most).ToListAsync(stop);
        foreach (var row in rows)
        {
            row.Owner = _owner;
            row.LeaseUntil = now + options.Lease;
            row.Epoch++;
            row.Attempts++;
        }
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return [.. rows.Select(row => new EffectLease(row.Id, row.PromotionId, row.Step, row.Epoch, row.Attempts))];
    }

    /// <summary>Lengthens the lease of a step that is still being done. False: another worker has taken it.</summary>
    public async Task<bool> RenewAsync(EffectLease lease, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var until = time.GetUtcNow() + options.Lease;
        return await Held(db, lease).ExecuteUpdateAsync(set => set.SetProperty(effect => effect.LeaseUntil, until), stop) == 1;
    }

    /// <summary>Gives a step back, to be tried again later.</summary>
    public async Task PostponeAsync(EffectLease lease, DateTimeOffset dueAt, string problem, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        await Held(db, lease).ExecuteUpdateAsync(set => set
            .SetProperty(effect => effect.DueAt, dueAt)
            .SetProperty(effect => effect.LeaseUntil, (DateTimeOffset?)null)
            .SetProperty(effect => effect.LastProblem, problem), stop);
    }

    /// <summary>Within the transaction that writes the outcome: who no longer holds the step writes nothing.</summary>
    public static async Task<bool> CompleteAsync(PortalDb db, EffectLease lease, CancellationToken stop) =>
        await Held(db, lease).ExecuteUpdateAsync(set => set
            .SetProperty(effect => effect.State, EffectState.Done)
            .SetProperty(effect => effect.LeaseUntil, (DateTimeOffset?)null), stop) == 1;

    /// <summary>When the next step is due that nobody works on; null when there is none.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var rows = db.Effects.AsNoTracking().Where(effect => effect.State == EffectState.Pending);
        return await rows.MinAsync(effect => (DateTimeOffset?)(effect.LeaseUntil ?? effect.DueAt), stop);
    }

    private static IQueryable<EffectRow> Due(PortalDb db, DateTimeOffset now) =>
        db.Effects.Where(effect => effect.State == EffectState.Pending && effect.DueAt <= now && (effect.LeaseUntil == null || effect.LeaseUntil < now));

    private static IQueryable<EffectRow> Held(PortalDb db, EffectLease lease) =>
        db.Effects.Where(effect => effect.Id == lease.Id && effect.Epoch == lease.Epoch && effect.State == EffectState.Pending);
}
