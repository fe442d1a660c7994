using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Git;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>The only way to change definitions from within the portal: checks rights, plans, commits as the person, and has it audited.</summary>
public sealed class DefinitionDesk(IDbContextFactory<PortalDb> database, DefinitionStore store, DefinitionHistory history, DefinitionRecord record, Electorates electorates, TimeProvider time)
{
    private const int MostTries = 5;

    /// <summary>By which it is judged who may change what.</summary>
    internal DefinitionsSnapshot Current => store.Current;

    /// <summary>What saving would do, without doing it. To be asked for what is fit.</summary>
    public async Task<DefinitionPlan> PlanAsync(SaveDefinitions command, Actor actor, CancellationToken stop)
    {
        var now = store.Current;
        var (changes, merges) = Compare(command, now.Commit);
        return new(now.Commit, changes, await IntroducedAsync(changes, stop), merges, Denied(actor, changes.Select(change => change.Key)));
    }

    public Task<SaveOutcome> SaveAsync(SaveDefinitions command, Actor actor, CancellationToken stop) => SaveAsync(command, actor, proposal: null, stop);

    /// <summary>For a proposal, its author is the author of the commit, and who accepts it is who makes the change.</summary>
    internal async Task<SaveOutcome> SaveAsync(SaveDefinitions command, Actor actor, ProposalRow? proposal, CancellationToken stop)
    {
        if (Unfit(command, actor) is { } unfit) return unfit;
        if (Denied(actor, command.Edits.Select(edit => edit.Key)) is { } denied) return new SaveOutcome.NotAllowed(denied, Access.Can(actor, Verb.ProposeDefinitions).Allowed);
        for (var tries = 1; ; tries++)
        {
            var (outcome, retry) = await TrySaveAsync(command, actor, proposal, stop);
            if (!retry || tries == MostTries) return outcome;
        }
    }

    /// <summary>Why this command can be neither planned nor saved nor proposed; null when it can.</summary>
    public SaveOutcome.Unfit? Unfit(SaveDefinitions command, Actor actor)
    {
        if (command.Edits is not { IsDefaultOrEmpty: false, Length: <= SaveDefinitions.MostEdits }) return new($"A change holds 1 to {SaveDefinitions.MostEdits} definitions.");
        if (command.Message.Length > SaveDefinitions.MostMessageLetters) return new($"A message has at most {SaveDefinitions.MostMessageLetters} letters.");
        if (command.Edits.FirstOrDefault(edit => !Metadata.IsName(edit.Key.Name)) is { } unnamed) return new($"'{unnamed.Key.Name}' is no name: 3 to 50 of a-z, 0-9 and '-'.");
        if (command.Edits.GroupBy(edit => edit.Key).FirstOrDefault(group => group.Count() > 1) is { } twice) return new($"{twice.Key} stands there twice.");
        if (command.Edits.FirstOrDefault(edit => edit.Text?.Length > DefinitionText.MostLetters) is { } large) return new($"{large.Key} has more than {DefinitionText.MostLetters} letters.");
        if (command.Edits.FirstOrDefault(edit => !DefinitionAccess.MaySee(actor, store.Current, edit.Key)) is { } hidden) return new($"There is no {hidden.Key} for you.", IsMissing: true);
        return history.Has(command.BaseCommit) ? null : new($"The definitions have no commit '{Shortened(command.BaseCommit)}'.", IsMissing: true);
    }

    private async Task<(SaveOutcome Outcome, bool Retry)> TrySaveAsync(SaveDefinitions command, Actor actor, ProposalRow? proposal, CancellationToken stop)
    {
        await store.RefreshAsync(stop);
        var tip = store.Current.Commit;
        var (changes, merges) = Compare(command, tip);
        if (merges.Length > 0) return (new SaveOutcome.Conflict(tip, merges), false);
        if (changes.Length == 0) return (new SaveOutcome.Unchanged(tip), false);
        if (await IntroducedAsync(changes, stop) is { IsEmpty: false } introduced) return (new SaveOutcome.Unsound(introduced), false);
        var author = await BeginAsync(actor, proposal, stop);
        var message = command.Message.Trim() is { Length: > 0 } said ? said : Summary(changes, merges);
        var outcome = await store.CommitAsync(FilesOf(changes), tip, author, message, stop);
        if (outcome is CommitOutcome.Committed) await record.CatchUpAsync(CancellationToken.None); // the commit stands, so it has to be told
        return outcome switch
        {
            CommitOutcome.Committed committed => (new SaveOutcome.Saved(committed.Commit, changes), false),
            CommitOutcome.Refused refused => (new SaveOutcome.Unsound(refused.Problems), false),
            CommitOutcome.Conflict conflict => (new SaveOutcome.Conflict(conflict.Tip, []), true),
            _ => throw new InvalidOperationException("A commit has no other outcome."),
        };
    }

    // A group that is not there, or too small, is nothing that a file could know.
    private async Task<ImmutableArray<DefinitionProblem>> IntroducedAsync(IEnumerable<PlannedChange> changes, CancellationToken stop)
    {
        var before = store.Current;
        var verdict = await store.JudgeAsync(FilesOf(changes), stop);
        if (verdict.After.GroupUses.IsEmpty) return verdict.Introduced;
        var electorate = await electorates.LookAsync(stop);
        return [.. verdict.Introduced, .. ChangeVerdict.New(QuorumProblems.OfGroups(before, electorate), QuorumProblems.OfGroups(verdict.After, electorate))];
    }

    // Written first: whoever finds the commit after a crash knows whose it is.
    private async Task<ChangeAuthor> BeginAsync(Actor actor, ProposalRow? proposal, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var row = new DefinitionChangeRow
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N"),
            ActorId = actor.Id,
            ActorName = actor.Name,
            Credential = actor.Credential,
            At = time.GetUtcNow(),
            ProposalId = proposal?.Id,
        };
        db.DefinitionChanges.Add(row);
        await db.SaveChangesAsync(stop);
        var (id, name) = proposal is null ? (actor.Id, actor.Name) : (proposal.AuthorId, proposal.AuthorName);
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(user => user.Id == id, stop);
        return new(name, user?.Email ?? $"{user?.UserName ?? id}@localhost", id, row.Id);
    }

    // Whatever differs from the tip is changed. Where the tip differs from what the person had before him, he has to look first.
    private (ImmutableArray<PlannedChange> Changes, ImmutableArray<DefinitionMerge> Merges) Compare(SaveDefinitions command, string tip)
    {
        var (changes, merges) = (ImmutableArray.CreateBuilder<PlannedChange>(), ImmutableArray.CreateBuilder<DefinitionMerge>());
        foreach (var (key, ours) in command.Edits)
        {
            var theirs = history.TextAt(tip, key);
            if (theirs == ours) continue;
            var known = command.BaseCommit == tip ? theirs : history.TextAt(command.BaseCommit, key);
            if (known == ours) continue; // only the others changed it
            if (known != theirs) merges.Add(new(key, known, ours, theirs, Merge(known, ours, theirs)));
            else changes.Add(new(key, theirs is null ? PlannedAct.Create : ours is null ? PlannedAct.Delete : PlannedAct.Change, theirs, ours, DefinitionText.Compare(theirs, ours)));
        }
        return (changes.ToImmutable(), merges.ToImmutable());
    }

    private static MergedText? Merge(string? known, string? ours, string? theirs) =>
        known is null || ours is null || theirs is null ? null : DefinitionText.Merge(known, ours, theirs);

    private string? Denied(Actor actor, IEnumerable<DefinitionKey> keys) =>
        keys.Select(key => DefinitionAccess.MayChange(actor, store.Current, key)).FirstOrDefault(verdict => !verdict.Allowed)?.Reason;

    private static List<FileChange> FilesOf(IEnumerable<PlannedChange> changes) => [.. changes.Select(change => new FileChange(change.Key.Path, change.After))];

    /// <summary>What a commit says where its maker said nothing.</summary>
    internal static string Summary(IReadOnlyList<PlannedChange> changes, IReadOnlyList<DefinitionMerge> merges)
    {
        const int MostLetters = 72;
        string[] words = [.. changes.Select(change => change.InWords()), .. merges.Select(merge => merge.Key.ToString())];
        var all = string.Join('\n', words);
        if (words.Length == 1 && all.Length <= MostLetters) return all;
        var subject = words.Length == 1 ? "Change one definition" : $"Change {words.Length} definitions";
        return $"{subject}\n\n{all[..Math.Min(all.Length, SaveDefinitions.MostMessageLetters)]}";
    }

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60];
}
