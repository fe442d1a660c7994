using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Storage;

namespace PromotionPortal.Api;

/// <summary>A file that somebody sends: one definition or several, separated by lines of "---". A null text deletes the definition of that path.</summary>
public sealed record DefinitionFileBody(string? Text, string? Path = null);

/// <summary>Definitions to be saved together. Base: the commit they were read at; absent, the present one.</summary>
public sealed record ApplyBody(IReadOnlyList<DefinitionFileBody> Files, string? Base = null, string Message = "", bool DryRun = false, bool Propose = false);

/// <summary>The new text of one definition.</summary>
public sealed record SaveBody(string Text, string? Base = null, string Message = "", bool DryRun = false, bool Propose = false);

/// <summary>What a definition is to become again.</summary>
public sealed record RestoreBody(string Commit, string Message = "", bool DryRun = false, bool Propose = false);

/// <summary>Files of another system.</summary>
public sealed record ImportBody(IReadOnlyList<ForeignFileBody> Files, string Message = "", bool DryRun = false);

/// <summary>One file of another system, with the name by which problems call it.</summary>
public sealed record ForeignFileBody(string Path, string Text);

/// <summary>How many definitions of a kind there are, and the folder they lie in.</summary>
public sealed record KindCount(DefinitionKind Kind, string Folder, int Count);

/// <summary>The definitions as a whole.</summary>
public sealed record DefinitionsOverview(string Commit, IReadOnlyList<KindCount> Kinds, IReadOnlyList<DefinitionProblem> Problems);

/// <summary>How a definition stands.</summary>
public enum DefinitionState
{
    /// <summary>As it is written.</summary>
    InForce,

    /// <summary>Its file has a problem; its last sound version is in force.</summary>
    LastSound,

    /// <summary>Its file has a problem, and no version of it was ever sound.</summary>
    NotInForce,
}

/// <summary>A definition in a list.</summary>
public sealed record DefinitionLine(DefinitionKind Kind, string Name, string Path, string? Title, DefinitionState State, int Problems);

/// <summary>All definitions of a kind.</summary>
public sealed record DefinitionList(string Commit, DefinitionKind Kind, IReadOnlyList<DefinitionLine> Definitions);

/// <summary>One definition as it is written, and how it stands.</summary>
public sealed record DefinitionDetail(DefinitionKind Kind, string Name, string Path, string Commit, DefinitionState State, string Text, IReadOnlyList<DefinitionProblem> Problems);

/// <summary>How one definition changes.</summary>
public sealed record ChangeLine(DefinitionKind Kind, string Name, string Path, PlannedAct Act, string Words, IReadOnlyList<FieldChange> Fields, string? Before, string? After)
{
    public static ChangeLine Of(PlannedChange change) =>
        new(change.Key.Kind, change.Key.Name, change.Key.Path, change.Act, change.InWords(), change.Fields, change.Before, change.After);

    /// <summary>Null for a file that is no definition, and one that is not for this person.</summary>
    public static ChangeLine? Of(DefinitionChange change, Caller caller) =>
        change.Key is { } key && DefinitionAccess.MaySee(caller.Actor, caller.Definitions, key)
            ? Of(new PlannedChange(key, change.Before is null ? PlannedAct.Create : change.After is null ? PlannedAct.Delete : PlannedAct.Change, change.Before, change.After, change.Fields))
            : null;
}

/// <summary>A definition that somebody else changed meanwhile, with what the two changes add up to.</summary>
public sealed record MergeLine(DefinitionKind Kind, string Name, string Path, string? Base, string? Ours, string? Theirs, string? Merged, IReadOnlyList<FieldConflict> Conflicts)
{
    public static MergeLine Of(DefinitionMerge merge) =>
        new(merge.Key.Kind, merge.Key.Name, merge.Key.Path, merge.Base, merge.Ours, merge.Theirs, merge.Merged?.Text, merge.Merged?.Conflicts ?? []);
}

/// <summary>What saving would do. Denied: why not all of it may be saved by this person.</summary>
public sealed record PlanAnswer(string Commit, bool CanBeSaved, IReadOnlyList<ChangeLine> Changes, IReadOnlyList<DefinitionProblem> Problems, IReadOnlyList<MergeLine> Merges, string? Denied, IReadOnlyList<DefinitionProblem> NotCarried)
{
    /// <summary>What becomes of requests that wait.</summary>
    public IReadOnlyList<TouchedRequest> Waiting { get; init; } = [];

    /// <summary>How many more it touches that one may not see.</summary>
    public int WaitingHidden { get; init; }

    public static PlanAnswer Of(DefinitionPlan plan, Func<DefinitionProblem, DefinitionProblem> place, IReadOnlyList<DefinitionProblem>? notCarried = null) =>
        new(plan.Tip, plan.CanBeSaved, [.. plan.Changes.Select(ChangeLine.Of)], [.. plan.Problems.Select(place)], [.. plan.Merges.Select(MergeLine.Of)], plan.Denied, notCarried ?? []);
}

/// <summary>What became of a change: "saved" with its commit, "unchanged", or "proposed" with the proposal's number.</summary>
public sealed record SaveAnswer(string Result, string? Commit, long? Proposal, IReadOnlyList<ChangeLine> Changes, IReadOnlyList<DefinitionProblem> NotCarried);

/// <summary>One commit of the definitions.</summary>
public sealed record RevisionLine(string Commit, string? Parent, string Author, DateTimeOffset At, string? Message, IReadOnlyList<ChangeLine> Changes);

/// <summary>Commits, newest first. Next: from where to ask on; absent at the end.</summary>
public sealed record RevisionList(IReadOnlyList<RevisionLine> Revisions, string? Next);

/// <summary>How two commits differ.</summary>
public sealed record Comparison(string From, string To, IReadOnlyList<ChangeLine> Changes);

/// <summary>A proposal in a list.</summary>
public sealed record ProposalLine(long Id, ProposalState State, string Author, DateTimeOffset At, string Message, IReadOnlyList<string> Paths, string? DecidedBy, DateTimeOffset? DecidedAt, string? Answer, string? Commit)
{
    public static ProposalLine Of(ProposalRow row) =>
        new(row.Id, row.State, row.AuthorName, row.At, row.Message, [.. row.Files.Select(file => file.Path).Order(StringComparer.Ordinal)], row.DecidedByName, row.DecidedAt, row.Answer, row.Commit);
}

/// <summary>Proposals, newest first.</summary>
public sealed record ProposalList(IReadOnlyList<ProposalLine> Proposals);

/// <summary>A proposal with what accepting it would do now; for one that is decided there is no plan.</summary>
public sealed record ProposalDetail(ProposalLine Proposal, PlanAnswer? Plan);

/// <summary>Put together by whoever accepts, where others changed the same meanwhile: the texts as seen from that commit. Absent: as it was proposed.</summary>
public sealed record AcceptBody(IReadOnlyList<DefinitionFileBody>? Files = null, string? Base = null);

/// <summary>Why it is declined; its author reads it.</summary>
public sealed record DeclineBody(string Answer);

/// <summary>What is seen of the definitions by one person.</summary>
internal static class DefinitionSight
{
    public static bool MaySee(Actor actor, DefinitionsSnapshot snapshot, DefinitionProblem problem) => DefinitionKey.OfPath(problem.File) is not { } key || DefinitionAccess.MaySee(actor, snapshot, key);

    /// <summary>Of a kind, with those whose file was never sound.</summary>
    public static IReadOnlyList<DefinitionLine> Lines(DefinitionsSnapshot snapshot, IReadOnlyList<DefinitionProblem> open, DefinitionKind kind, Actor actor)
    {
        var problems = open.GroupBy(problem => problem.File).ToDictionary(group => group.Key, group => group.Count());
        var keys = Names(snapshot, kind).Select(name => new DefinitionKey(kind, name)).Concat(problems.Keys.Select(DefinitionKey.OfPath).OfType<DefinitionKey>().Where(key => key.Kind == kind));
        return [.. keys.Distinct().Where(key => DefinitionAccess.MaySee(actor, snapshot, key)).OrderBy(key => key.Name, StringComparer.Ordinal)
            .Select(key => new DefinitionLine(kind, key.Name, key.Path, snapshot.Find(key)?.Metadata.Title, StateOf(snapshot, key), problems.GetValueOrDefault(key.Path)))];
    }

    public static DefinitionState StateOf(DefinitionsSnapshot snapshot, DefinitionKey key) =>
        snapshot.Find(key) is null ? DefinitionState.NotInForce : snapshot.IsSound(key) ? DefinitionState.InForce : DefinitionState.LastSound;

    private static IEnumerable<string> Names(DefinitionsSnapshot snapshot, DefinitionKind kind) => kind switch
    {
        DefinitionKind.Registry => snapshot.Registries.Keys,
        DefinitionKind.GitRepository => snapshot.GitRepositories.Keys,
        DefinitionKind.Environment => snapshot.Environments.Keys,
        DefinitionKind.Flow => snapshot.Flows.Keys,
        DefinitionKind.Product => snapshot.Products.Keys,
        DefinitionKind.Application => snapshot.Applications.Keys,
        DefinitionKind.Policy => snapshot.Policies.Keys,
        DefinitionKind.PolicyBinding => snapshot.PolicyBindings.Keys,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
