using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Web.Definitions;

/// <summary>A commit as somebody may see it: who made it, and what it changed; of many changes only the first are read.</summary>
public sealed record HistoryRow(DefinitionRevision Revision, CommitMaker Maker, string Message, IReadOnlyList<DefinitionChange> Changes, int Changed)
{
    public string Subject => Message.Split('\n')[0];
}

/// <summary>Commits, newest first. Older: from where to go on; null at the beginning of the history.</summary>
public sealed record HistoryPart(IReadOnlyList<HistoryRow> Rows, string? Older);

/// <summary>Reads the history of the definitions for one person: what he may not see does not exist.</summary>
public sealed class HistoryReader(DefinitionHistory history, CurrentDefinitions definitions, IDbContextFactory<PortalDb> database)
{
    public const int PageSize = 25;
    public const int MostChangesOfARow = 3;

    public async Task<HistoryPart> ReadAsync(Actor actor, DefinitionKey? key, string? from, CancellationToken stop)
    {
        var revisions = await Task.Run(() => history.Revisions(key, from, PageSize + 1), stop);
        var shown = revisions.Take(PageSize).ToList();
        var rows = await RowsAsync(actor, shown, key?.Path, MostChangesOfARow, stop);
        return new(rows, revisions.Count > PageSize ? shown[^1].Parent : null);
    }

    /// <summary>One commit with so many of its changes. Null: there is none, or nothing of it may be seen.</summary>
    public async Task<HistoryRow?> FindAsync(Actor actor, string commit, string? path, int mostChanges, CancellationToken stop)
    {
        if (!history.Has(commit)) return null;
        return (await RowsAsync(actor, [history.Revision(commit)], path, mostChanges, stop)).SingleOrDefault();
    }

    private async Task<IReadOnlyList<HistoryRow>> RowsAsync(Actor actor, IReadOnlyList<DefinitionRevision> revisions, string? only, int mostChanges, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var makers = await CommitMaker.ReadAsync(db, [.. revisions.Select(revision => new CommitAuthorship(revision.Commit, revision.AuthorName, revision.AuthorEmail, revision.ChangeId))], stop);
        return await Task.Run(() => revisions.Select(revision => Row(actor, revision, makers[revision.Commit], only, mostChanges)).OfType<HistoryRow>().ToList(), stop);
    }

    // A message speaks of the whole commit: who may see only a part of it is told the part.
    private HistoryRow? Row(Actor actor, DefinitionRevision revision, CommitMaker maker, string? only, int mostChanges)
    {
        var all = history.Paths(revision.Parent, revision.Commit);
        var visible = all.Where(path => DefinitionAccess.MaySeeFile(actor, definitions(), path)).ToList();
        if (visible.Count == 0 && all.Count > 0) return null;
        var wanted = only is null ? visible : [.. visible.Where(path => path == only)];
        var changes = history.Compare(revision.Parent, revision.Commit, [.. wanted.Take(mostChanges)]);
        return new(revision, maker, visible.Count == all.Count ? HiddenLetters.ShownText(revision.Message) : "A change that concerns more than you may see", changes, wanted.Count);
    }
}
