using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Api;

internal static class ApplicationsApi
{
    public static void MapApplications(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/applications");
        group.MapGet("/", ListAsync).Needs(Verb.View);
        group.MapGet("/{name}", ShowAsync).Needs(Verb.View);
        group.MapGet("/{name}/matrix", MatrixAsync).Needs(Verb.View).WithSummary("For a page of images and every environment that one may see: whether the image could be promoted there, and if not, the first gate that is closed.");
    }

    private static async Task<Ok<ApplicationsView>> ListAsync(ClaimsPrincipal user, Actors actors, CurrentDefinitions definitions, IDbContextFactory<PortalDb> database, CancellationToken stop)
    {
        var actor = await actors.OfAsync(user, stop);
        await using var db = await database.CreateDbContextAsync(stop);
        return TypedResults.Ok(await ApplicationsView.ReadAsync(db, definitions(), name => Visible.Application(actor, definitions(), name), stop));
    }

    private static async Task<Results<Ok<ApplicationView>, ProblemHttpResult>> ShowAsync(
        string name, string? search, int? page, ClaimsPrincipal user, Actors actors, CurrentDefinitions definitions, IDbContextFactory<PortalDb> database, CancellationToken stop)
    {
        var actor = await actors.OfAsync(user, stop);
        await using var db = await database.CreateDbContextAsync(stop);
        var view = Visible.Application(actor, definitions(), name) ? await ApplicationView.ReadAsync(db, definitions(), name, search, page ?? 1, stop) : null;
        return view is null ? Problems.NotFound($"There is no application {name}.") : TypedResults.Ok(view);
    }

    private static async Task<Results<Ok<EligibilityMatrix>, ProblemHttpResult>> MatrixAsync(string name, string? search, int? page, Caller caller, EligibilityReader reader, CancellationToken stop) =>
        await reader.ReadAsync(name, search, page ?? 1, caller.Actor, stop) is { } matrix ? TypedResults.Ok(matrix) : Problems.NotFound($"There is no application {name}.");
}
