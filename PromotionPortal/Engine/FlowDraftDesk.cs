using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Flows;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>The only way to change a draft of a flow: each person has one of each flow, on the server, so that it outlives tabs, connections and restarts.</summary>
public sealed class FlowDraftDesk(IDbContextFactory<PortalDb> database, DefinitionHistory history, FlowStates states, DraftMoves moves, Changes changes, TimeProvider time)
{
    private const int MostDrafts = 200;

    /// <summary>The draft, or what is saved where there is none. Writes nothing.</summary>
    public async Task<FlowDraftAnswer> ReadAsync(string name, FlowLook look, Actor actor, CancellationToken stop)
    {
        var key = new DefinitionKey(DefinitionKind.Flow, name);
        if (!Sees(actor, name)) return Missing(name);
        if (new[] { look.Revision, look.Compare }.FirstOrDefault(commit => commit is not null && !history.Has(commit)) is { } unknown) return new FlowDraftAnswer.Missing($"The definitions have no commit '{Short(unknown)}'.");
        if (look.Revision is { } past)
            return history.TextAt(past, key) is { } then ? new FlowDraftAnswer.Found(await states.ReadAsync(new(key, then, null) { IsPast = true }, look, actor, stop)) : new FlowDraftAnswer.Missing($"There was no flow '{name}' at {Short(past)}.");
        await using var db = await database.CreateDbContextAsync(stop);
        var draft = await db.FlowDrafts.AsNoTracking().FirstOrDefaultAsync(row => row.PersonId == actor.Id && row.Flow == name, stop);
        return await AnswerAsync(db, key, draft, [], look, actor, stop);
    }

    /// <summary>Does what it does not know yet, in order; what cannot be done is named in the answer, and the rest is done.</summary>
    public async Task<FlowDraftAnswer> TakeAsync(string name, TakeFlowSteps command, Actor actor, CancellationToken stop)
    {
        if (Closed(name, actor) is { } closed) return closed;
        if (FlowBounds.Unfit(command.Steps) is { } unfit) return new FlowDraftAnswer.Unfit(unfit);
        var (taken, isBegun, answer) = await Races.WithoutAsync(() => TryTakeAsync(name, command, actor, stop));
        if (taken is not null) moves.Tell(taken);
        if (isBegun) changes.Announce();
        return answer;
    }

    /// <summary>A draft of a flow that is not there yet, or a copy of another under a new name.</summary>
    public async Task<FlowDraftAnswer> BeginAsync(string name, string text, Actor actor, CancellationToken stop)
    {
        if (Closed(name, actor) is { } closed) return closed;
        if (text.Length > DefinitionText.MostLetters) return new FlowDraftAnswer.Unfit($"A flow has at most {DefinitionText.MostLetters} letters.");
        var key = new DefinitionKey(DefinitionKind.Flow, name);
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (history.TextAt(history.Tip, key) is not null) return new FlowDraftAnswer.Unfit($"There is a flow '{name}' already.");
        if (await db.FlowDrafts.AnyAsync(row => row.PersonId == actor.Id && row.Flow == name, stop)) return new FlowDraftAnswer.Unfit($"You have a draft of '{name}' already.");
        if (await IsFullAsync(db, actor, stop)) return new FlowDraftAnswer.Unfit(TooMany);
        var draft = NewDraft(name, actor, history.Tip, text);
        db.FlowDrafts.Add(draft);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        changes.Announce();
        return await AnswerAsync(db, key, draft, [], new(), actor, stop);
    }

    /// <summary>Null: it is gone, or there was none.</summary>
    public async Task<FlowDraftAnswer?> DiscardAsync(string name, Actor actor, CancellationToken stop)
    {
        if (Closed(name, actor) is { } closed) return closed;
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await db.FlowDrafts.FirstOrDefaultAsync(row => row.PersonId == actor.Id && row.Flow == name, stop) is not { } draft) return null;
        await EndAsync(db, draft, stop);
        await transaction.CommitAsync(stop);
        Ended(name, actor);
        return null;
    }

    /// <summary>That text of the draft is saved or proposed. What was drawn since goes on from there.</summary>
    public async Task SavedAsync(string name, string sent, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await db.FlowDrafts.FirstOrDefaultAsync(row => row.PersonId == actor.Id && row.Flow == name, stop) is not { } draft) return;
        var saved = history.TextAt(history.Tip, new(DefinitionKind.Flow, name));
        if (draft.Text == sent || draft.Text == saved) await EndAsync(db, draft, stop);
        // Where others are in what is saved, the draft lacks them: it keeps its base, and the next saving merges.
        else if (saved == sent) (draft.BaseCommit, draft.Version) = (history.Tip, draft.Version + 1);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        Ended(name, actor);
    }

    /// <summary>Of which flows this person has drafts, and since when.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> OwnAsync(Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        return await db.FlowDrafts.AsNoTracking().Where(row => row.PersonId == actor.Id).ToDictionaryAsync(row => row.Flow, row => row.At, StringComparer.Ordinal, stop);
    }

    private const string TooMany = "You have 200 drafts. Save or discard one first.";

    private async Task<(DraftMove? Taken, bool IsBegun, FlowDraftAnswer Answer)> TryTakeAsync(string name, TakeFlowSteps command, Actor actor, CancellationToken stop)
    {
        var (key, look) = (new DefinitionKey(DefinitionKind.Flow, name), new FlowLook(Product: command.Product));
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var known = await db.FlowDrafts.FirstOrDefaultAsync(row => row.PersonId == actor.Id && row.Flow == name, stop);
        if (known is null && await IsFullAsync(db, actor, stop)) return (null, false, new FlowDraftAnswer.Unfit(TooMany));
        if ((known ?? Beginning(key, command, actor)) is not { } draft) return (null, false, Missing(name));
        if (known is null) db.FlowDrafts.Add(draft);
        await db.SaveChangesAsync(stop);
        var before = draft.Revision;
        var log = await FlowDraftLog.OpenAsync(db, draft, command.Steps, stop);
        ImmutableArray<RefusedStep> refused = [.. command.Steps.Select(step => log.Take(step, time.GetUtcNow())).OfType<RefusedStep>()];
        if (draft.Revision == before)
        {
            await transaction.RollbackAsync(stop);
            return (null, false, await AnswerAsync(db, key, known, refused, look, actor, stop));
        }
        (draft.At, draft.Version) = (time.GetUtcNow(), draft.Version + 1);
        await db.SaveChangesAsync(stop);
        await log.ForgetOldAsync(before, stop);
        await transaction.CommitAsync(stop);
        var isLayout = command.Steps.All(step => step is FlowStep.Edit { IsLayout: true });
        return (new(actor.Id, name, draft.Id, draft.Revision, isLayout, command.From), known is null, await AnswerAsync(db, key, draft, refused, look, actor, stop));
    }

    // What is drawn is meant of the flow as it is now, however long the page was open; a whole text was typed over what stood there then.
    private FlowDraftRow? Beginning(DefinitionKey key, TakeFlowSteps command, Actor actor)
    {
        var isTyped = command.Steps.OfType<FlowStep.Edit>().Any(step => step.Ops.Any(op => op is FlowOp.Text));
        var commit = isTyped && history.Has(command.Base) ? command.Base : history.Tip;
        return history.TextAt(commit, key) is { } text ? NewDraft(key.Name, actor, commit, text) : null;
    }

    private async Task<FlowDraftAnswer> AnswerAsync(PortalDb db, DefinitionKey key, FlowDraftRow? draft, ImmutableArray<RefusedStep> refused, FlowLook look, Actor actor, CancellationToken stop)
    {
        if ((draft?.Text ?? history.TextAt(history.Tip, key)) is not { } text) return Missing(key.Name);
        var (undo, redo) = draft is null ? (null, null) : await LabelsAsync(db, draft, stop);
        return new FlowDraftAnswer.Found(await states.ReadAsync(new(key, text, draft) { Undo = undo, Redo = redo, Refused = refused }, look, actor, stop));
    }

    private static async Task<(string? Undo, string? Redo)> LabelsAsync(PortalDb db, FlowDraftRow draft, CancellationToken stop)
    {
        var labels = await db.FlowSteps.AsNoTracking().Where(row => row.DraftId == draft.Id && (row.Place == draft.Cursor || row.Place == draft.Cursor + 1)).Select(row => new { row.Place, row.Label }).ToListAsync(stop);
        return (labels.Find(row => row.Place == draft.Cursor)?.Label, labels.Find(row => row.Place == draft.Cursor + 1)?.Label);
    }

    private FlowDraftRow NewDraft(string name, Actor actor, string commit, string text) => new()
    {
        PersonId = actor.Id,
        Flow = name,
        BaseCommit = commit,
        Begun = text,
        Text = text,
        BegunAt = time.GetUtcNow(),
        At = time.GetUtcNow(),
    };

    private static async Task<bool> IsFullAsync(PortalDb db, Actor actor, CancellationToken stop) => await db.FlowDrafts.CountAsync(row => row.PersonId == actor.Id, stop) >= MostDrafts;

    private static async Task EndAsync(PortalDb db, FlowDraftRow draft, CancellationToken stop)
    {
        await db.FlowSteps.Where(row => row.DraftId == draft.Id).ExecuteDeleteAsync(stop);
        db.FlowDrafts.Remove(draft);
        await db.SaveChangesAsync(stop);
    }

    private void Ended(string name, Actor actor)
    {
        moves.Tell(new(actor.Id, name, Draft: 0, Revision: 0, IsLayout: false));
        changes.Announce();
    }

    private FlowDraftAnswer? Closed(string name, Actor actor) =>
        !Sees(actor, name) ? Missing(name)
        : Access.Can(actor, Verb.ProposeDefinitions) is { Allowed: false } no ? new FlowDraftAnswer.NotAllowed(no.Reason)
        : null;

    private bool Sees(Actor actor, string name) => Metadata.IsName(name) && DefinitionAccess.MaySee(actor, history.Now, new(DefinitionKind.Flow, name));

    private static FlowDraftAnswer.Missing Missing(string name) => new($"There is no flow '{Short(name)}'.");

    private static string Short(string text) => text.Length <= Metadata.LongestName ? text : text[..Metadata.LongestName];
}
