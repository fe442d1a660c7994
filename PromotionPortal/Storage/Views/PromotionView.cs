using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Storage.Views;

/// <summary>One promotion with its images, what it waits on, and its history.</summary>
public sealed record PromotionView(PromotionRow Row, Promotion Promotion, IReadOnlyList<StepLine> Steps, IReadOnlyList<AuditRow> History, long? RetriedBy)
{
    public static async Task<PromotionView?> ReadAsync(PortalDb db, long id, CancellationToken stop)
    {
        var row = await db.Promotions.AsNoTracking().Include(row => row.Items).FirstOrDefaultAsync(row => row.Id == id, stop);
        if (row is null) return null;
        var subject = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"promotion/{id}");
        return new(
            row,
            row.ToDomain(),
            await db.Effects.AsNoTracking().Where(effect => effect.PromotionId == id).OrderBy(effect => effect.Id)
                .Select(effect => new StepLine(effect.Step, effect.State, effect.Attempts, effect.DueAt, effect.LeaseUntil != null, effect.LastProblem)).ToListAsync(stop),
            await db.AuditTrail.AsNoTracking().Where(entry => entry.Subject == subject).OrderBy(entry => entry.Sequence).ToListAsync(stop),
            await db.Promotions.AsNoTracking().Where(other => other.RetryOf == id).Select(other => (long?)other.Id).FirstOrDefaultAsync(stop));
    }
}

/// <summary>A step that was or is to be done outside.</summary>
public sealed record StepLine(string Step, EffectState State, int Attempts, DateTimeOffset DueAt, bool Running, string? LastProblem);
