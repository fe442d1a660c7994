using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Images;
using PromotionPortal.Engine;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>What a CI job says of an image. Image: a tag or a digest.</summary>
public sealed record ReportBody(string Application, string Image)
{
    public BuildReport? Build { get; init; }
    public IReadOnlyList<CheckReport> Checks { get; init; } = [];
    public IReadOnlyList<string> DeployedIn { get; init; } = [];
}

/// <summary>Of which image it is known now, and what the report changed: nothing when all of it was known.</summary>
public sealed record ReportAnswer(string Application, string Digest, IReadOnlyList<string> Changed);

internal static class ReportsApi
{
    public static void MapReports(this IEndpointRouteBuilder app) => app.MapPost("/api/reports", ReportAsync).Needs(Verb.ReportImages);

    private static async Task<Results<Ok<ReportAnswer>, ProblemHttpResult>> ReportAsync(
        ReportBody body, [FromHeader(Name = "Idempotency-Key")] string? key, HttpContext context, ClaimsPrincipal user, Actors actors, ImageFactsDesk desk, CancellationToken stop)
    {
        // A list may hold a null, whatever its type says.
        if (body.Checks.Any(check => check?.Name is null) || body.DeployedIn.Any(name => name is null)) return FactProblems.Of(new(FactRefusal.NotComplete, "A list has a gap in it.", "Mend the report and send it again."), context.Response);
        var report = new CiReport(body.Application, body.Image) { Build = body.Build, Checks = [.. body.Checks], DeployedIn = [.. body.DeployedIn.Distinct(StringComparer.Ordinal)] };
        return await desk.ReportAsync(report, await actors.OfAsync(user, stop), stop, key) switch
        {
            FactOutcome.Known known => TypedResults.Ok(new ReportAnswer(known.Application, known.Digest.Text, known.Changed)),
            FactOutcome.Refused refused => FactProblems.Of(refused, context.Response),
            var other => throw new InvalidOperationException($"Nobody knows how to say {other}."),
        };
    }
}
