using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>
/// Tells the audit trail of every commit of the definitions, once, whichever way it came: saved here, accepted here, or pushed from outside.
/// Nothing is lost when the portal is killed in between: what was told last is known, and the rest is told at the next look.
/// </summary>
public sealed class DefinitionRecord(IDbContextFactory<PortalDb> database, DefinitionStore store, DefinitionHistory history, TimeProvider time)
{
    private const int MostAtOnce = 200;
    private const int MostWordsLetters = 400;

    public async Task CatchUpAsync(CancellationToken stop)
    {
        while (await TellSomeAsync(stop))
        {
            // There may be more than one lot.
        }
    }

    /// <summary>Who changed this definition last: its author, and who accepted his proposal. Only what is known here counts, not what a commit says of itself.</summary>
    public IReadOnlyList<string> LastEditors(DefinitionKey key)
    {
        if (history.Revisions(key, most: 1) is not [var revision]) return [];
        using var db = database.CreateDbContext();
        var own = db.DefinitionChanges.AsNoTracking().FirstOrDefault(row => row.Commit == revision.Commit);
        if (own is not null) return db.Proposals.AsNoTracking().FirstOrDefault(row => row.Id == own.ProposalId) is { } proposal ? [own.ActorId, proposal.AuthorId] : [own.ActorId];
        var email = revision.AuthorEmail.ToUpperInvariant();
        return [.. db.Users.AsNoTracking().Where(row => row.NormalizedEmail == email && row.EmailConfirmed).Select(row => row.Id)];
    }

    // True: there may be more.
    private async Task<bool> TellSomeAsync(CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var tip = store.Current.Commit;
        if (await db.DefinitionsSeen.AsNoTracking().AnyAsync(row => row.Commit == tip, stop)) return false;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var seen = await db.DefinitionsSeen.SingleOrDefaultAsync(stop);
        var more = false;
        if (seen is null)
        {
            db.DefinitionsSeen.Add(new() { Commit = tip });
            await AuditTrail.AppendAsync(db, new(time.GetUtcNow(), Automation.Portal, "definitions.opened", Subject(tip), $"The definitions were opened at {Short(tip)}."), stop);
        }
        else
        {
            more = await TellSinceAsync(db, seen, tip, stop);
        }
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return more;
    }

    private async Task<bool> TellSinceAsync(PortalDb db, DefinitionsSeenRow seen, string tip, CancellationToken stop)
    {
        var revisions = history.Has(seen.Commit) ? history.Since(seen.Commit, MostAtOnce) : [];
        if (!history.Has(seen.Commit) || (revisions.Count == 0 && tip != seen.Commit))
            await AuditTrail.AppendAsync(db, new(time.GetUtcNow(), Automation.Portal, "definitions.replaced", Subject(tip), $"The definitions were moved from {Short(seen.Commit)} to {Short(tip)}, past its history."), stop);
        foreach (var revision in revisions) await TellAsync(db, revision, stop);
        seen.Commit = revisions.Count == 0 ? tip : revisions[^1].Commit;
        return seen.Commit != tip;
    }

    private async Task TellAsync(PortalDb db, DefinitionRevision revision, CancellationToken stop)
    {
        var own = revision.ChangeId is { } id ? await db.DefinitionChanges.FindAsync([id], stop) : null;
        var setAnew = own?.Commit is { } before && !history.IsPartOfToday(before);
        // A trailer can be copied by whoever may push: a change is the portal's own once only.
        if (own is { Commit: not null } && !setAnew) own = null;
        var (actor, lead) = own is null ? await OutsiderAsync(db, revision, stop) : (new Actor(own.ActorId, own.ActorName, own.Credential, [], []), setAnew ? $"{own.ActorName}'s change was set on top of others'" : $"{own.ActorName} changed the definitions");
        if (own is not null)
        {
            own.Commit = revision.Commit;
            await AcceptAsync(db, own, stop);
        }
        var changes = history.ChangesOf(revision.Commit);
        var action = own is null ? "definitions.pushed" : setAnew ? "definitions.set-anew" : "definitions.saved";
        await AuditTrail.AppendAsync(db, new(time.GetUtcNow(), setAnew ? Automation.Portal : actor, action, Subject(revision.Commit), $"{lead}: {Words(changes)}",
            new { revision.Commit, revision.Message, Author = $"{revision.AuthorName} <{revision.AuthorEmail}>", revision.ChangeId, Files = changes.Select(change => change.Path), own?.ProposalId }), stop);
    }

    // The remote said who may push. Whom of us the author is, his address tells where it was verified.
    private static async Task<(Actor Actor, string Lead)> OutsiderAsync(PortalDb db, DefinitionRevision revision, CancellationToken stop)
    {
        var email = revision.AuthorEmail.ToUpperInvariant();
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(row => row.NormalizedEmail == email && row.EmailConfirmed, stop);
        var lead = $"{revision.AuthorName} changed the definitions with git";
        return user is null ? (Automation.Portal, lead) : (new(user.Id, user.DisplayName.Length > 0 ? user.DisplayName : user.UserName!, Credential.None, [], []), lead);
    }

    private async Task AcceptAsync(PortalDb db, DefinitionChangeRow own, CancellationToken stop)
    {
        if (own.ProposalId is not { } id || await db.Proposals.FindAsync([id], stop) is not { State: ProposalState.Open } proposal) return;
        proposal.Decide(ProposalState.Accepted, own.ActorId, own.ActorName, time.GetUtcNow());
        proposal.Commit = own.Commit;
        await AuditTrail.AppendAsync(db, new(time.GetUtcNow(), new(own.ActorId, own.ActorName, own.Credential, [], []), "proposal.accepted", ProposalDesk.Subject(id), $"{own.ActorName} accepted {proposal.AuthorName}'s proposal {id}."), stop);
    }

    private static string Words(IReadOnlyList<DefinitionChange> changes)
    {
        var words = string.Join("; ", changes.Select(Words));
        return words.Length <= MostWordsLetters ? words : words[..MostWordsLetters] + "…";
    }

    private static string Words(DefinitionChange change) =>
        change is { Key: { } key, Fields: var fields }
            ? new PlannedChange(key, change.Before is null ? PlannedAct.Create : change.After is null ? PlannedAct.Delete : PlannedAct.Change, change.Before, change.After, fields).InWords()
            : change.Path;

    private static string Subject(string commit) => $"definitions/{commit}";

    private static string Short(string commit) => commit[..Math.Min(commit.Length, 7)];
}
