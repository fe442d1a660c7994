using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>Definitions as they are, and their change.</summary>
internal static class DefinitionsApi
{
    private const long MostBodyBytes = 16 * 1024 * 1024;

    public static void MapDefinitions(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/definitions").WithTags("Definitions").WithMetadata(new RequestSizeLimitAttribute(MostBodyBytes));
        group.MapGet("/", Overview).Needs(Verb.View).WithSummary("The present commit, how many definitions of each kind there are, and every problem.");
        group.MapGet("/{folder}", List).Needs(Verb.View).WithSummary("All definitions of a kind, which is named by its folder, such as environments.");
        group.MapGet("/{folder}/{name}", Show).Needs(Verb.View).WithSummary("One definition as it is written. With Accept: application/yaml only its text.");
        group.MapPut("/{folder}/{name}", SaveAsync).Needs(Verb.ProposeDefinitions).AnswersSaves().WithSummary("Saves one definition; with If-Match or base only if nobody changed it since.");
        group.MapDelete("/{folder}/{name}", DeleteAsync).Needs(Verb.ProposeDefinitions).AnswersSaves().WithSummary("Deletes one definition.");
        group.MapPost("/{folder}/{name}/restore", RestoreAsync).Needs(Verb.ProposeDefinitions).AnswersSaves().WithSummary("Makes one definition what it was at a commit.");
        group.MapPost("/apply", ApplyAsync).Needs(Verb.ProposeDefinitions).AnswersSaves().WithSummary("Saves definitions together, all or none; dryRun says what would be done, propose leaves it to somebody else to accept.");
        group.MapPost("/diff", DiffAsync).Needs(Verb.ProposeDefinitions).Produces<PlanAnswer>().ProducesProblem(StatusCodes.Status422UnprocessableEntity).WithSummary("How the definitions sent differ from those that are there.");
        app.MapDefinitionHistory();
        app.MapDefinitionImport();
    }

    private static Ok<DefinitionsOverview> Overview(DefinitionStore store, OpenProblems open, Caller caller)
    {
        var snapshot = store.Current;
        var problems = open.Of(snapshot);
        var counts = Enum.GetValues<DefinitionKind>().Select(kind => new KindCount(kind, kind.Folder(), DefinitionSight.Lines(snapshot, problems, kind, caller.Actor).Count));
        return TypedResults.Ok(new DefinitionsOverview(snapshot.Commit, [.. counts], [.. problems.Where(problem => DefinitionSight.MaySee(caller.Actor, snapshot, problem))]));
    }

    private static Results<Ok<DefinitionList>, ProblemHttpResult> List(string folder, DefinitionStore store, OpenProblems open, Caller caller)
    {
        var snapshot = store.Current;
        return KindWords.Find(folder) is { } kind ? TypedResults.Ok(new DefinitionList(snapshot.Commit, kind, DefinitionSight.Lines(snapshot, open.Of(snapshot), kind, caller.Actor))) : NoKind(folder);
    }

    private static Results<Ok<DefinitionDetail>, ContentHttpResult, ProblemHttpResult> Show(string folder, string name, HttpContext context, DefinitionStore store, DefinitionHistory history, OpenProblems open, Caller caller)
    {
        var snapshot = store.Current;
        if (!TryKey(folder, name, caller, out var key, out var missing)) return missing;
        if (history.TextAt(snapshot.Commit, key) is not { } text) return NotThere(key);
        context.Response.Headers.ETag = $"\"{snapshot.Commit}\"";
        context.Response.Headers.Vary = "Accept";
        if (context.Request.Headers.Accept.Any(accept => accept?.Contains("yaml", StringComparison.OrdinalIgnoreCase) == true)) return TypedResults.Text(text, "application/yaml");
        var problems = open.Of(snapshot).Where(problem => problem.File == key.Path).ToList();
        return TypedResults.Ok(new DefinitionDetail(key.Kind, key.Name, key.Path, snapshot.Commit, DefinitionSight.StateOf(snapshot, key), text, problems));
    }

    private static async Task<IResult> SaveAsync(string folder, string name, SaveBody body, [FromHeader(Name = "If-Match")] string? ifMatch, DefinitionDoor door, Caller caller, CancellationToken stop) =>
        TryKey(folder, name, caller, out var key, out var missing)
            ? await door.EnterAsync(door.Command([new(key, body.Text)], ifMatch ?? body.Base, body.Message), new(body.DryRun, body.Propose), caller.Actor, stop)
            : missing;

    private static async Task<IResult> DeleteAsync(
        string folder, string name, [FromHeader(Name = "If-Match")] string? ifMatch, string? @base, string? message, bool? dryRun, bool? propose, DefinitionDoor door, DefinitionStore store, DefinitionHistory history, Caller caller, CancellationToken stop)
    {
        if (!TryKey(folder, name, caller, out var key, out var missing)) return missing;
        if (history.TextAt(store.Current.Commit, key) is null) return NotThere(key);
        return await door.EnterAsync(door.Command([new(key, null)], ifMatch ?? @base, message), new(dryRun ?? false, propose ?? false), caller.Actor, stop);
    }

    private static async Task<IResult> RestoreAsync(string folder, string name, RestoreBody body, DefinitionDoor door, DefinitionHistory history, Caller caller, CancellationToken stop)
    {
        if (!TryKey(folder, name, caller, out var key, out var missing)) return missing;
        if (door.CommitOf(body.Commit) is not { } commit) return DefinitionDoor.NoCommit(body.Commit);
        var message = body.Message.Length > 0 ? body.Message : $"Restore {key} as of {commit[..7]}";
        return await door.EnterAsync(door.Command([new(key, history.Restoring(key, commit).Text)], null, message), new(body.DryRun, body.Propose), caller.Actor, stop);
    }

    private static Task<IResult> ApplyAsync(ApplyBody body, [FromHeader(Name = "If-Match")] string? ifMatch, DefinitionDoor door, Caller caller, CancellationToken stop) =>
        door.EnterAsync(body.Files, ifMatch ?? body.Base, body.Message, new(body.DryRun, body.Propose), caller.Actor, stop);

    private static Task<IResult> DiffAsync(ApplyBody body, DefinitionDoor door, Caller caller, CancellationToken stop) =>
        door.EnterAsync(body.Files, body.Base, body.Message, new(DryRun: true, body.Propose), caller.Actor, stop);

    /// <summary>What somebody may not see is as if it were not there.</summary>
    internal static bool TryKey(string folder, string name, Caller caller, out DefinitionKey key, out ProblemHttpResult missing)
    {
        var kind = KindWords.Find(folder);
        key = new(kind ?? default, name);
        missing = kind is null ? NoKind(folder) : NotThere(key);
        return kind is not null && Metadata.IsName(name) && DefinitionAccess.MaySee(caller.Actor, caller.Definitions, key);
    }

    private static ProblemHttpResult NoKind(string folder) =>
        Problems.NotFound($"There is no kind '{(folder.Length <= Metadata.LongestName ? folder : folder[..Metadata.LongestName])}'. There are {string.Join(", ", Enum.GetValues<DefinitionKind>().Select(kind => kind.Folder()))}.");

    private static ProblemHttpResult NotThere(DefinitionKey key) => Problems.NotFound($"There is no {key}.");
}
