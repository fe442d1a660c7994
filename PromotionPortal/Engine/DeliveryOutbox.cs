using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using PromotionPortal.Notifications;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>The right to send one message until its lease ends.</summary>
public sealed record DeliveryLease(long Id, int Epoch, int Attempt);

/// <summary>Leases out messages that are due. What a channel is told of one promotion goes out in order.</summary>
public sealed class DeliveryOutbox(IDbContextFactory<PortalDb> database, DeliveryOptions options, TimeProvider time)
{
    /// <summary>Says that a message moved. Apart from <see cref="Changes"/>, so that each mail does not make every page read again.</summary>
    public Changes Moved { get; } = new(NullLogger<Changes>.Instance);

    public async Task<IReadOnlyList<DeliveryLease>> LeaseAsync(int most, CancellationToken stop)
    {
        if (most <= 0) return [];
        await using var db = await database.CreateDbContextAsync(stop);
        var now = time.GetUtcNow();
        // Looked at without the write lock first: an idle portal does not write.
        if (!await Due(db, now).AnyAsync(stop)) return [];
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var rows = await Due(db, now).OrderBy(row => row.DueAt).ThenBy(row => row.Id).Take(most).ToListAsync(stop);
        foreach (var row in rows) (row.LeaseUntil, row.Epoch, row.Attempts) = (now + options.Lease, row.Epoch + 1, row.Attempts + 1);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return [.. rows.Select(row => new DeliveryLease(row.Id, row.Epoch, row.Attempts))];
    }

    /// <summary>False: another has taken it over, and says himself what came of it.</summary>
    public async Task<bool> EndAsync(DeliveryLease lease, DeliveryState state, string? problem, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var now = time.GetUtcNow();
        var ended = await Held(db, lease).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, state)
            .SetProperty(row => row.LastProblem, problem)
            .SetProperty(row => row.EndedAt, now)
            .SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null), stop) == 1;
        Moved.Announce();
        return ended;
    }

    /// <summary>Gives it back, to be tried again later.</summary>
    public async Task PostponeAsync(DeliveryLease lease, TimeSpan pause, string problem, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var due = time.GetUtcNow() + pause;
        await Held(db, lease).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.DueAt, due)
            .SetProperty(row => row.LastProblem, problem)
            .SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null), stop);
        Moved.Announce();
    }

    /// <summary>When the next one is due that nobody works on; null when there is none.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        return await InTurn(db).MinAsync(row => (DateTimeOffset?)(row.LeaseUntil ?? row.DueAt), stop);
    }

    private static IQueryable<DeliveryRow> Due(PortalDb db, DateTimeOffset now) => InTurn(db).Where(row => row.DueAt <= now && (row.LeaseUntil == null || row.LeaseUntil < now));

    private static IQueryable<DeliveryRow> InTurn(PortalDb db) => db.Deliveries.Where(row => row.State == DeliveryState.Pending
        && !(row.ChannelId != null && db.Deliveries.Any(earlier => earlier.Id < row.Id && earlier.State == DeliveryState.Pending && earlier.ChannelId == row.ChannelId && earlier.PromotionId == row.PromotionId)));

    private static IQueryable<DeliveryRow> Held(PortalDb db, DeliveryLease lease) => db.Deliveries.Where(row => row.Id == lease.Id && row.Epoch == lease.Epoch && row.State == DeliveryState.Pending);
}
