using Microsoft.AspNetCore.Http.HttpResults;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>Groups and who is in them. A group is addressed by its name, a person by user name.</summary>
public static class GroupsApi
{
    public sealed record AskedGroup(string Name, string Title = "");

    /// <summary>Until: when the person leaves by himself; absent for never.</summary>
    public sealed record AskedMember(string UserName, DateTimeOffset? Until = null);

    /// <summary>NamedBy: the files of the definitions that name the group.</summary>
    public sealed record Group(GroupDetail Detail, IReadOnlyList<string> NamedBy);

    public static void MapGroupsApi(this IEndpointRouteBuilder app)
    {
        var groups = app.MapGroup("/api/groups").WithTags("Groups").Needs(Verb.ManagePeople);
        groups.MapGet("/", ListAsync);
        groups.MapPost("/", async (AskedGroup asked, Caller caller, Groups groups, CancellationToken stop) => PeopleApi.Of(await groups.CreateAsync(caller.Actor, asked.Name, asked.Title, stop)));
        var one = groups.MapGroup("/{name}");
        one.MapGet("/", ShowAsync);
        one.MapDelete("/", async (string name, Caller caller, Groups groups, CancellationToken stop) => PeopleApi.Of(await groups.DeleteAsync(caller.Actor, name, stop)));
        one.MapPost("/members", async (string name, AskedMember asked, Caller caller, Groups groups, CancellationToken stop) =>
            PeopleApi.Of(await groups.AddAsync(caller.Actor, name, asked.UserName, asked.Until, stop)));
        one.MapDelete("/members/{userName}", async (string name, string userName, Caller caller, Groups groups, CancellationToken stop) =>
            PeopleApi.Of(await groups.RemoveAsync(caller.Actor, name, userName, stop)));
    }

    private static async Task<Results<Ok<IReadOnlyList<GroupView>>, ProblemHttpResult>> ListAsync(Caller caller, Groups groups, CancellationToken stop) =>
        await groups.ListAsync(caller.Actor, stop) is { } list
            ? TypedResults.Ok<IReadOnlyList<GroupView>>(list)
            : Problems.Forbidden(Access.Can(caller.Actor, Verb.ManagePeople).Reason);

    private static async Task<Results<Ok<Group>, ProblemHttpResult>> ShowAsync(string name, Caller caller, Groups groups, CurrentDefinitions definitions, CancellationToken stop) =>
        await groups.FindAsync(caller.Actor, name, stop) is { } group
            ? TypedResults.Ok(new Group(group, [.. definitions().NamingGroup(name).Select(key => key.Path)]))
            : Problems.NotFound($"There is no group {name}.");
}
