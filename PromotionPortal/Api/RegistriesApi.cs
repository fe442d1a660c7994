using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Api;

/// <summary>The registries that are defined: how they are, whether they work, and the garbage of those that the portal carries.</summary>
public static class RegistriesApi
{
    public static void MapRegistries(this IEndpointRouteBuilder app)
    {
        var registries = app.MapGroup("/api/registries").WithTags("Registries").Needs(Verb.EditConnections);
        registries.MapGet("/", ListAsync);
        registries.MapPost("/{name}/test", async (string name, Caller caller, RegistryDesk desk, CancellationToken stop) => Of(await desk.TestAsync(caller.Actor, name, stop)));
        registries.MapPost("/{name}/collect", async (string name, Caller caller, RegistryDesk desk, CancellationToken stop) => Of(await desk.CollectAsync(caller.Actor, name, stop)));
    }

    private static async Task<RegistriesView> ListAsync(CurrentDefinitions definitions, IDbContextFactory<PortalDb> database, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        return await RegistriesView.ReadAsync(db, definitions(), stop);
    }

    private static IResult Of(RegistryOutcome outcome) => outcome switch
    {
        RegistryOutcome.Tested tested => TypedResults.Ok(tested.Report),
        RegistryOutcome.Collected collected => TypedResults.Ok(collected.Report),
        RegistryOutcome.NotAllowed no => Problems.Forbidden(no.Reason),
        RegistryOutcome.NotDefined no => Problems.NotFound(no.Reason),
        RegistryOutcome.TooOften no => Problems.TooMany(no.Reason),
        RegistryOutcome.NotOurs no => TypedResults.Problem(no.Reason, statusCode: StatusCodes.Status409Conflict, title: "Not the portal's"),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Nobody knows how to say this."),
    };
}
