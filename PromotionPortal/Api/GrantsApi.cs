using Microsoft.AspNetCore.Http.HttpResults;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>Everything that was given: roles and single verbs, to people and to groups.</summary>
public static class GrantsApi
{
    /// <summary>
    /// Right: a role, or a verb that is granted apart. To a person by user name, or to a group. Application: a name, product:NAME or *. Environment: a
    /// name, class:NAME or *. Until: when it ends by itself; absent for never.
    /// </summary>
    public sealed record AskedGrant(
        string Right, string? Person = null, string? Group = null, string Application = Reach.Everything, string Environment = Reach.Everything, DateTimeOffset? Until = null, string Why = "");

    /// <summary>Holder: words of a person's or group's name. Application and environment: rights that reach it, also by product, class or *.</summary>
    public sealed record AskedList(string? Holder, string? Right, string? Application, string? Environment, GrantState? State, int? Page);

    public static void MapGrantsApi(this IEndpointRouteBuilder app)
    {
        var grants = app.MapGroup("/api/grants").WithTags("Grants").Needs(Verb.ManagePeople);
        grants.MapGet("/", ListAsync);
        grants.MapPost("/", GiveAsync);
        grants.MapDelete("/{id:int}", async (int id, Caller caller, Grants grants, CancellationToken stop) => PeopleApi.Of(await grants.TakeAsync(caller.Actor, id, stop)));
    }

    private static async Task<Results<Ok<GrantsPageView>, ProblemHttpResult>> ListAsync([AsParameters] AskedList asked, Caller caller, Grants grants, CurrentDefinitions definitions, CancellationToken stop)
    {
        var right = asked.Right is null ? null : Grant.Of(asked.Right, Reach.All);
        if (asked.Right is not null && right is null) return Problems.Unprocessable(NoRight(asked.Right));
        var filter = new GrantFilter { Holder = asked.Holder, Right = right, Place = definitions().PlaceOf(asked.Application, asked.Environment), State = asked.State ?? GrantState.Live };
        return await grants.ListAsync(caller.Actor, filter, asked.Page ?? 1, stop) is { } list
            ? TypedResults.Ok(list)
            : Problems.Forbidden(Access.Can(caller.Actor, Verb.ManagePeople).Reason);
    }

    private static async Task<IResult> GiveAsync(AskedGrant asked, Caller caller, Grants grants, CancellationToken stop)
    {
        if (Grant.Of(asked.Right, new(asked.Application, asked.Environment)) is not { } grant) return Problems.Unprocessable(NoRight(asked.Right));
        var ending = grant with { Until = asked.Until };
        return (asked.Person, asked.Group) switch
        {
            ({ } person, null) => PeopleApi.Of(await grants.GiveToPersonAsync(caller.Actor, person, ending, asked.Why, stop)),
            (null, { } group) => PeopleApi.Of(await grants.GiveToGroupAsync(caller.Actor, group, ending, asked.Why, stop)),
            _ => Problems.Unprocessable("Name either a 'person' or a 'group'."),
        };
    }

    private static string NoRight(string right) =>
        $"There is no right '{right}'. Rights are {string.Join(", ", Enum.GetNames<Role>())} and, apart from roles, {string.Join(", ", Access.GrantedApart)}.";
}
