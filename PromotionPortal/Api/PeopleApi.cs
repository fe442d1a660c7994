using PromotionPortal.Domain.Access;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>People and their roles. A person is addressed by user name.</summary>
public static class PeopleApi
{
    public sealed record AskedRole(Role Role, string Application = Reach.Everything, string Environment = Reach.Everything);

    public sealed record Done(string Text, string? Result);

    public static void MapPeopleApi(this IEndpointRouteBuilder app)
    {
        var people = app.MapGroup("/api/people").WithTags("People").Needs(Verb.ManagePeople);
        people.MapGet("/", ListAsync);
        people.MapPost("/", async (NewPerson person, Caller caller, People people, CancellationToken stop) => Of(await people.AddAsync(caller.Actor, person, stop)));
        var one = people.MapGroup("/{userName}");
        one.MapGet("/rights", RightsAsync);
        one.MapPost("/roles", (string userName, AskedRole asked, Caller caller, People people, CancellationToken stop) =>
            WithAsync(userName, caller, people, id => people.GrantAsync(caller.Actor, id, Of(asked), stop), stop));
        one.MapDelete("/roles", (string userName, [AsParameters] AskedRole asked, Caller caller, People people, CancellationToken stop) =>
            WithAsync(userName, caller, people, id => people.RevokeAsync(caller.Actor, id, Of(asked), stop), stop));
        one.MapPost("/disable", (string userName, Caller caller, People people, CancellationToken stop) =>
            WithAsync(userName, caller, people, id => people.DisableAsync(caller.Actor, id, stop), stop));
        one.MapPost("/enable", (string userName, Caller caller, People people, CancellationToken stop) =>
            WithAsync(userName, caller, people, id => people.EnableAsync(caller.Actor, id, stop), stop));
        one.MapPost("/link", (string userName, Caller caller, People people, CancellationToken stop) =>
            WithAsync(userName, caller, people, id => people.NewLinkAsync(caller.Actor, id, stop), stop));
    }

    private static async Task<IResult> ListAsync(string? search, int? page, Caller caller, People people, CancellationToken stop) =>
        await people.ListAsync(caller.Actor, search, page ?? 1, stop) is { } list
            ? TypedResults.Ok(list)
            : Problems.Forbidden(Access.Can(caller.Actor, Verb.ManagePeople).Reason);

    // What is held through groups too.
    private static async Task<IResult> RightsAsync(string userName, Caller caller, People people, CancellationToken stop) =>
        await people.RightsAsync(caller.Actor, userName, stop) is { } rights ? TypedResults.Ok(rights) : Problems.NotFound("There is no such person.");

    private static async Task<IResult> WithAsync(string userName, Caller caller, People people, Func<string, Task<Answer>> change, CancellationToken stop) =>
        Of(await change((await people.FindAsync(caller.Actor, userName, stop))?.Id ?? ""));

    private static Grant Of(AskedRole asked) => new(asked.Role, new(asked.Application, asked.Environment));

    internal static IResult Of(Answer answer) => answer.IsDone ? TypedResults.Ok(new Done(answer.Text, answer.Result)) : Problems.Of(answer);
}
