using Microsoft.EntityFrameworkCore;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Remembers when each source was looked at and when it is due again; one that is silent is due later and later.</summary>
public sealed class SourceTimes(IDbContextFactory<PortalDb> database, DiscoveryOptions options, TimeProvider time, ILogger<SourceTimes> log)
{
    private const int MostDoublings = 10;

    public async Task<IReadOnlyList<string>> DueAsync(IReadOnlyCollection<string> applications, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        await using var db = await database.CreateDbContextAsync(stop);
        var later = await db.Sources.AsNoTracking().Where(row => row.DueAt > now).Select(row => row.Application).ToListAsync(stop);
        return [.. applications.Except(later)];
    }

    /// <summary>True when the answer to "does the source answer?" changed.</summary>
    public async Task<bool> RememberAsync(string application, string? problem, CancellationToken stop)
    {
        if (problem is not null) Log.SourceSilent(log, application, problem);
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var row = await db.Sources.FindAsync([application], stop);
        if (row is null) db.Sources.Add(row = new SourceRow { Application = application });
        var changed = row.Problem != problem || row.LookedAt == default;
        row.Silent = problem is null ? 0 : row.Silent + 1;
        (row.LookedAt, row.Problem, row.DueAt) = (time.GetUtcNow(), problem, time.GetUtcNow() + Pause(row.Silent));
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return changed;
    }

    // Without a rhythm, one that has answered is not asked again; one that has not is.
    private TimeSpan Pause(int silent)
    {
        if (silent == 0) return options.Every == TimeSpan.Zero ? TimeSpan.FromDays(36500) : options.Every;
        var first = options.Every == TimeSpan.Zero ? TimeSpan.FromMinutes(1) : options.Every;
        var longer = first * Math.Pow(2, Math.Min(silent, MostDoublings));
        return longer < options.LongestPause ? longer : options.LongestPause;
    }
}
