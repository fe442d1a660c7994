using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Something that must hold does not.</summary>
public sealed record Finding(string Invariant, string What);

/// <summary>Checks what must hold, whatever happened.</summary>
public sealed class Doctor(IDbContextFactory<PortalDb> database)
{
    private static readonly PromotionState[] s_ends = [.. Enum.GetValues<PromotionState>().Where(state => state.IsEnd())];
    private static readonly string[] s_endings = [.. s_ends.Select(state => $"promotion.{state.ToString().ToLowerInvariant()}")];

    /// <summary>Promotions that have not ended, and that neither wait for people nor are carried on by a step.</summary>
    internal static IQueryable<PromotionRow> Stranded(PortalDb db) => db.Promotions.AsNoTracking()
        .Where(row => !s_ends.Contains(row.State) && row.State != PromotionState.AwaitingApproval && !db.Effects.Any(effect => effect.PromotionId == row.Id && effect.State == EffectState.Pending));

    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        return [.. await EveryPromotionGoesOnOrHasEndedAsync(db, stop), .. await EveryEndIsToldOnceAsync(db, stop), .. await AvailabilityAgreesAsync(db, stop), .. await NothingGoesOnWithoutProofAsync(db, stop), .. await TheChainHoldsAsync(db, stop)];
    }

    private static async Task<IEnumerable<Finding>> EveryPromotionGoesOnOrHasEndedAsync(PortalDb db, CancellationToken stop)
    {
        var stranded = await Stranded(db).Select(row => row.Id).ToListAsync(stop);
        var haunted = await db.Promotions.AsNoTracking()
            .Where(row => s_ends.Contains(row.State) && (row.EndedAt == null || row.Items.Any(item => item.Active) || db.Effects.Any(effect => effect.PromotionId == row.Id && effect.State == EffectState.Pending)))
            .Select(row => row.Id).ToListAsync(stop);
        return [.. stranded.Select(id => new Finding("I1", $"Promotion {id} has not ended, and no step carries it on.")),
            .. haunted.Select(id => new Finding("I1", $"Promotion {id} has ended, but something of it is still under way."))];
    }

    private static async Task<IEnumerable<Finding>> EveryEndIsToldOnceAsync(PortalDb db, CancellationToken stop)
    {
        var told = await db.AuditTrail.AsNoTracking().Where(row => s_endings.Contains(row.Action))
            .GroupBy(row => row.Subject).Select(group => new { Subject = group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Subject, group => group.Count, stop);
        var ended = await db.Promotions.AsNoTracking().Where(row => s_ends.Contains(row.State)).Select(row => row.Id).ToListAsync(stop);
        var subjects = ended.Select(id => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"promotion/{id}")).ToHashSet(StringComparer.Ordinal);
        return [.. subjects.Where(subject => told.GetValueOrDefault(subject) != 1).Select(subject => new Finding("I3", $"The end of {subject} is told {told.GetValueOrDefault(subject)} times.")),
            .. told.Keys.Where(subject => !subjects.Contains(subject)).Select(subject => new Finding("I3", $"An end of {subject} is told, but it has not ended."))];
    }

    private static async Task<IEnumerable<Finding>> AvailabilityAgreesAsync(PortalDb db, CancellationToken stop)
    {
        var lost = await db.PromotionItems.AsNoTracking()
            .Where(item => db.Promotions.Any(row => row.Id == item.PromotionId && row.State == PromotionState.Promoted)
                && !db.Available.Any(row => row.Application == item.Application && row.Environment == item.Environment && row.Digest == item.Digest))
            .Select(item => item.PromotionId).Distinct().ToListAsync(stop);
        return lost.Select(id => new Finding("I2", $"Promotion {id} succeeded, but its image is not recorded as available."));
    }

    // Whatever was copied has the proof that everybody agreed who had to, on exactly what was copied.
    private static async Task<IEnumerable<Finding>> NothingGoesOnWithoutProofAsync(PortalDb db, CancellationToken stop)
    {
        var unproven = await db.Promotions.AsNoTracking()
            .Where(row => (row.State == PromotionState.Copying || row.State == PromotionState.Promoted)
                && !db.Evaluations.Any(proof => proof.PromotionId == row.Id && proof.Moment == EvaluationMoment.Approval && proof.GoverningHash == db.Evaluations.Where(last => last.PromotionId == row.Id).OrderByDescending(last => last.Id).First().GoverningHash))
            .Select(row => row.Id).ToListAsync(stop);
        return unproven.Select(id => new Finding("I4", $"Promotion {id} went on without the proof that it was approved as it is."));
    }

    private static async Task<IEnumerable<Finding>> TheChainHoldsAsync(PortalDb db, CancellationToken stop) =>
        await AuditTrail.FirstBreakAsync(db, stop) is { } broken ? [new Finding("I5", $"The audit trail is broken. {broken}")] : [];
}
