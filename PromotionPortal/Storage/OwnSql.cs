using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Notices;

namespace PromotionPortal.Storage;

/// <summary>What is told to the database in SQL: EF cannot compile an update of many rows beforehand, and making it anew at every call takes longer than SQLite takes to do it.</summary>
internal static class OwnSql
{
    /// <summary>Marks as read what a promotion asked of people; with a person, of him alone.</summary>
    public static Task ReadNoticesAsync(PortalDb db, long promotion, string? person, IEnumerable<NoticeKind> kinds, DateTimeOffset now, CancellationToken stop)
    {
        var (ticks, numbers) = (now.UtcTicks, JsonSerializer.Serialize(kinds.Select(kind => (int)kind)));
        return db.Database.ExecuteSqlAsync($"""
            UPDATE "Notices" SET "ReadAt" = {ticks}
            WHERE "PromotionId" = {promotion} AND "ReadAt" IS NULL AND "Kind" IN (SELECT value FROM json_each({numbers})) AND ({person} IS NULL OR "PersonId" = {person})
            """, stop);
    }
}
