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
}
