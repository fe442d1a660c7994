using Microsoft.AspNetCore.Http.HttpResults;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>What the definitions were.</summary>
internal static class DefinitionHistoryApi
{
    private const int UsualRevisions = 20;
    private const int MostRevisions = 100;

    public static void MapDefinitionHistory(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/definitions").WithTags("Definitions");
        group.MapGet("/history", History).Needs(Verb.View).WithSummary("Every commit of the definitions, newest first, with what each changed.");
        group.MapGet("/{folder}/{name}/history", HistoryOfOne).Needs(Verb.View).WithSummary("The commits that changed one definition, newest first.");
        group.MapGet("/compare", Compare).Needs(Verb.View).WithSummary("How the definitions of two commits differ.");
    }

    private static Results<Ok<RevisionList>, ProblemHttpResult> History(string? from, int? most, DefinitionHistory history, DefinitionDoor door, Caller caller) =>
        Read(null, from, most, history, door, caller);

    private static Results<Ok<RevisionList>, ProblemHttpResult> HistoryOfOne(string folder, string name, string? from, int? most, DefinitionHistory history, DefinitionDoor door, Caller caller) =>
        DefinitionsApi.TryKey(folder, name, caller, out var key, out var missing) ? Read(key, from, most, history, door, caller) : missing;

    private static Results<Ok<Comparison>, ProblemHttpResult> Compare(string from, string to, DefinitionHistory history, DefinitionDoor door, Caller caller)
    {
        if (door.CommitOf(from) is not { } first) return DefinitionDoor.NoCommit(from);
        if (door.CommitOf(to) is not { } second) return DefinitionDoor.NoCommit(to);
        return TypedResults.Ok(new Comparison(first, second, [.. history.Compare(first, second).Select(change => ChangeLine.Of(change, caller)).OfType<ChangeLine>()]));
    }

    private static Results<Ok<RevisionList>, ProblemHttpResult> Read(DefinitionKey? key, string? from, int? most, DefinitionHistory history, DefinitionDoor door, Caller caller)
    {
        if (from is not null && door.CommitOf(from) is null) return DefinitionDoor.NoCommit(from);
        var wanted = Math.Clamp(most ?? UsualRevisions, 1, MostRevisions);
        // One more than wanted tells whether there are more.
        var revisions = history.Revisions(key, from is null ? null : door.CommitOf(from), wanted + 1);
        var next = revisions.Count > wanted ? revisions[^1].Commit : null;
        var shown = revisions.Take(wanted);
        return TypedResults.Ok(new RevisionList([.. shown.Select(revision => Line(revision, key, history, caller)).OfType<RevisionLine>()], next));
    }

    // A commit that changed only what is not for this person is not there for him; what it says of more than he may see neither.
    private static RevisionLine? Line(DefinitionRevision revision, DefinitionKey? key, DefinitionHistory history, Caller caller)
    {
        var all = history.ChangesOf(revision.Commit);
        var seen = all.Select(change => ChangeLine.Of(change, caller)).OfType<ChangeLine>().ToList();
        var hidden = all.Any(change => change.Key is { } changed && !DefinitionAccess.MaySee(caller.Actor, caller.Definitions, changed));
        if (hidden && seen.Count == 0) return null;
        return new(revision.Commit, revision.Parent, revision.AuthorName, revision.At, hidden ? null : revision.Message, key is null ? seen : seen.FindAll(change => change.Path == key.Value.Path));
    }
}
