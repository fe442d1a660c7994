using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Engine;
using PromotionPortal.Storage;

namespace PromotionPortal.Api;

/// <summary>Whether the portal can work, part by part.</summary>
public sealed record Readiness(bool Ready, string Database, string Definitions);

internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Text("ok")).AllowAnonymous();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous();
    }

    private static async Task<Results<Ok<Readiness>, JsonHttpResult<Readiness>>> ReadyAsync(IDbContextFactory<PortalDb> database, CurrentDefinitions definitions, CancellationToken stop)
    {
        var answer = await DatabaseAsync(database, stop);
        var commit = definitions().Commit;
        var readiness = new Readiness(answer == "ok" && commit.Length > 0, answer, commit.Length > 0 ? "ok" : "not read yet");
        return readiness.Ready ? TypedResults.Ok(readiness) : TypedResults.Json(readiness, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    // A write, because a disk that is full or read-only still answers questions.
    private static async Task<string> DatabaseAsync(IDbContextFactory<PortalDb> database, CancellationToken stop)
    {
        try
        {
            await using var db = await database.CreateDbContextAsync(stop);
            await using var transaction = await db.Database.BeginTransactionAsync(stop);
            await db.Sources.Where(row => row.Application == "").ExecuteDeleteAsync(stop);
            return "ok";
        }
        catch (Exception outage) when (PortalDb.IsBusy(outage))
        {
            return "does not take a write";
        }
    }
}
