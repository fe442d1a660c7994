using Microsoft.AspNetCore.Http.HttpResults;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;

namespace PromotionPortal.Api;

/// <summary>What became of a change of definitions, as an answer over HTTP.</summary>
internal static class DefinitionAnswers
{
    public static Results<Ok<SaveAnswer>, Accepted<SaveAnswer>, ProblemHttpResult> Of(
        SaveOutcome outcome, Func<DefinitionProblem, DefinitionProblem>? place = null, IReadOnlyList<ChangeLine>? proposed = null, IReadOnlyList<DefinitionProblem>? notCarried = null) => outcome switch
        {
            SaveOutcome.Saved(var commit, var changes) => TypedResults.Ok(new SaveAnswer("saved", commit, null, [.. changes.Select(ChangeLine.Of)], notCarried ?? [])),
            SaveOutcome.Unchanged(var commit) => TypedResults.Ok(new SaveAnswer("unchanged", commit, null, [], notCarried ?? [])),
            SaveOutcome.Proposed(var id) => TypedResults.Accepted($"/api/proposals/{id}", new SaveAnswer("proposed", null, id, proposed ?? [], notCarried ?? [])),
            _ => Problem(outcome, place ?? (problem => problem)),
        };

    /// <summary>What a door can answer that changes definitions, for the description of the API.</summary>
    public static RouteHandlerBuilder AnswersSaves(this RouteHandlerBuilder door) => door
        .Produces<SaveAnswer>()
        .Produces<SaveAnswer>(StatusCodes.Status202Accepted)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    public static ProblemHttpResult Unsound(IEnumerable<DefinitionProblem> problems)
    {
        var all = problems.ToList();
        return Problem(StatusCodes.Status422UnprocessableEntity, "The definitions are not sound", string.Join('\n', all), ("problems", all));
    }

    public static ProblemHttpResult Unfit(string what) => Problem(StatusCodes.Status400BadRequest, "The request makes no sense", what);

    private static ProblemHttpResult Problem(SaveOutcome outcome, Func<DefinitionProblem, DefinitionProblem> place) => outcome switch
    {
        SaveOutcome.Conflict(var tip, var merges) => Problem(StatusCodes.Status409Conflict, "Somebody else changed the same meanwhile", Words(merges), ("commit", tip), ("merges", merges.Select(MergeLine.Of).ToList())),
        SaveOutcome.Unsound(var problems) => Unsound(problems.Select(place)),
        SaveOutcome.NotAllowed(var why, var mayPropose) => Problem(StatusCodes.Status403Forbidden, "Not allowed", mayPropose ? $"{why} You may propose it." : why, ("mayPropose", mayPropose)),
        SaveOutcome.Unfit { IsMissing: true } missing => Problems.NotFound(missing.What),
        SaveOutcome.Unfit unfit => Unfit(unfit.What),
        _ => throw new InvalidOperationException($"Nobody knows how to answer {outcome}."),
    };

    private static string Words(IEnumerable<DefinitionMerge> merges) =>
        string.Join('\n', merges.Select(merge => $"{merge.Key}: {(merge.Merged is { Conflicts.IsEmpty: true } ? "the two changes can be merged; send the merged text on top of the present commit" : Words(merge.Merged?.Conflicts ?? []))}").DefaultIfEmpty("Send it again."));

    private static string Words(IEnumerable<FieldConflict> conflicts) =>
        string.Join(", ", conflicts.Select(conflict => $"{conflict.Field} is {conflict.Theirs ?? "gone"} there, {conflict.Ours ?? "gone"} here").DefaultIfEmpty("the two texts have to be put together by hand"));

    private static ProblemHttpResult Problem(int status, string title, string detail, params (string Name, object? Value)[] more) =>
        TypedResults.Problem(detail, statusCode: status, title: title, extensions: more.ToDictionary(pair => pair.Name, pair => pair.Value));
}
