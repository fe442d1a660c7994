using Microsoft.AspNetCore.Http.HttpResults;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;

namespace PromotionPortal.Api;

/// <summary>Only say what would be done; or leave it to somebody else to accept.</summary>
internal readonly record struct SaveMode(bool DryRun, bool Propose);

/// <summary>The one way in for every change of definitions over HTTP: planned, proposed or saved.</summary>
internal sealed class DefinitionDoor(DefinitionStore store, DefinitionHistory history, DefinitionDesk desk, ProposalDesk proposals, WaitingImpact impact)
{
    private const string AnyVersion = "*";
    private const int FewestCommitLetters = 7;
    private const int MostCommitsBack = 5_000;

    /// <summary>A list may hold null whatever its record says.</summary>
    public static bool HasGap<T>(IEnumerable<T?> list)
        where T : class => list.Any(one => one is null);

    /// <summary>Without a base it is meant as of now.</summary>
    public SaveDefinitions Command(IEnumerable<DefinitionEdit> edits, string? @base, string? message) =>
        new([.. edits], @base?.Trim('"') is { Length: > 0 } commit and not AnyVersion ? commit : store.Current.Commit) { Message = message ?? "" };

    public async Task<IResult> EnterAsync(IReadOnlyList<DefinitionFileBody> files, string? @base, string message, SaveMode mode, Actor actor, CancellationToken stop)
    {
        if (HasGap(files)) return DefinitionAnswers.Unfit("'files' holds nothing in one place.");
        var (edits, split) = Edits(files);
        return split.Problems.IsEmpty ? await EnterAsync(Command(edits, @base, message), mode, actor, stop, split.InSource) : DefinitionAnswers.Unsound(split.Problems);
    }

    public async Task<IResult> EnterAsync(SaveDefinitions command, SaveMode mode, Actor actor, CancellationToken stop, Func<DefinitionProblem, DefinitionProblem>? place = null, IReadOnlyList<DefinitionProblem>? notCarried = null)
    {
        if (!mode.DryRun && !mode.Propose) return DefinitionAnswers.Of(await desk.SaveAsync(command, actor, stop), place, notCarried: notCarried);
        if (desk.Unfit(command, actor) is { } unfit) return DefinitionAnswers.Of(unfit);
        var planned = await desk.PlanAsync(command, actor, stop);
        var plan = PlanAnswer.Of(planned, place ?? (problem => problem), notCarried);
        if (mode.DryRun) return TypedResults.Ok(await WithImpactAsync(plan, planned, actor, stop));
        return DefinitionAnswers.Of(await proposals.ProposeAsync(command, actor, stop), place, plan.Changes, notCarried);
    }

    private async Task<PlanAnswer> WithImpactAsync(PlanAnswer plan, DefinitionPlan planned, Actor actor, CancellationToken stop)
    {
        if (!planned.Problems.IsEmpty || !planned.Merges.IsEmpty) return plan;
        var touched = await impact.OfAsync(planned.Changes, actor, stop);
        return plan with { Waiting = touched.Requests, WaitingHidden = touched.Hidden };
    }

    /// <summary>The definitions in some files. One whose text is null is the path of what is to be deleted.</summary>
    public static (IReadOnlyList<DefinitionEdit> Edits, SplitTexts Split) Edits(IReadOnlyList<DefinitionFileBody> files)
    {
        var split = SplitTexts.Joined(files.Where(file => file.Text is not null).Select((file, at) => DefinitionText.Split(file.Path ?? $"(text {at + 1})", file.Text!)));
        var deleted = files.Where(file => file.Text is null).Select(file => (file.Path, Key: DefinitionKey.OfPath(file.Path ?? ""))).ToList();
        var unknown = deleted.Where(file => file.Key is null).Select(file => new DefinitionProblem(file.Path ?? "(no path)", 1, 1, "There is no such definition to delete.", "Give the path of one, such as environments/prod.yaml."));
        return ([.. split.Texts.Select(text => new DefinitionEdit(text.Key, text.Text)), .. deleted.Where(file => file.Key is not null).Select(file => new DefinitionEdit(file.Key!.Value, null))], split with { Problems = [.. split.Problems, .. unknown] });
    }

    /// <summary>The commit that somebody means, who may have written only its beginning. Null: none, or not one only.</summary>
    public string? CommitOf(string written) =>
        history.Has(written) ? written
        : written.Length < FewestCommitLetters || !written.All(char.IsAsciiHexDigitLower) ? null
        : history.Revisions(most: MostCommitsBack).Where(revision => revision.Commit.StartsWith(written, StringComparison.Ordinal)).Take(2).ToList() is [var only] ? only.Commit
        : null;

    public static ProblemHttpResult NoCommit(string written) => Problems.NotFound($"The definitions have no commit '{(written.Length <= 60 ? written : written[..60])}'.");
}
