using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Api;

/// <summary>One entry of the audit trail; the hashes let anybody check the chain himself.</summary>
public sealed record AuditLine(long Sequence, DateTimeOffset At, string Actor, Credential Credential, string Action, string Subject, string Text, JsonElement Facts, string PreviousHash, string Hash)
{
    public static AuditLine Of(AuditRow row) => new(
        row.Sequence, row.At, row.ActorName, row.Credential, row.Action, row.Subject, row.Text, JsonSerializer.Deserialize<JsonElement>(row.Facts), Convert.ToHexStringLower(row.PreviousHash), Convert.ToHexStringLower(row.Hash));
}

internal static class ActivityApi
{
    public static void MapActivity(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/activity", ListAsync).Needs(Verb.ReadActivity);
        app.MapGet("/api/doctor", ExamineAsync).Needs(Verb.RunDoctor);
    }

    private static async Task<Ok<Page<AuditLine>>> ListAsync(string? actor, string? action, string? text, int? page, IDbContextFactory<PortalDb> database, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var entries = (await ActivityView.ReadAsync(db, new(actor, action, text, page ?? 1), stop)).Entries;
        return TypedResults.Ok(new Page<AuditLine>([.. entries.Rows.Select(AuditLine.Of)], entries.Number, entries.Size, entries.Total));
    }

    private static async Task<Ok<IReadOnlyList<Finding>>> ExamineAsync(Doctor doctor, CancellationToken stop) => TypedResults.Ok(await doctor.ExamineAsync(stop));
}
