using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Identity;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Engine;

/// <summary>Reads what waits for people, as the desk that decides would see it.</summary>
public sealed class WaitingRequests(IDbContextFactory<PortalDb> database, Rules rules, PolicyEditors editors, TimeProvider time)
{
    private const int PageSize = 25;

    // More names than that help nobody.
    private const int MostPeople = 50;

    /// <summary>The oldest first; what somebody was asked by name, and hotfixes, before all others.</summary>
    public async Task<Page<WaitingRequest>> ReadAsync(WaitingFilter filter, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var rows = await FoundAsync(db, filter, actor, stop);
        // Sorted by number alone: whole rows are read for the one page.
        var page = await rows.OrderByDescending(row => row.HandedToId == actor.Id).ThenByDescending(row => row.IsHotfix).ThenBy(row => row.Id).Select(row => row.Id).PageAsync(filter.Page, PageSize, stop);
        var found = await db.Promotions.AsNoTracking().Include(row => row.Items).Where(row => page.Rows.Contains(row.Id)).ToDictionaryAsync(row => row.Id, stop);
        var requests = new List<WaitingRequest>();
        foreach (var id in page.Rows.Where(found.ContainsKey)) requests.Add((await OfAsync(db, found[id], actor, stop)).Request);
        return new(requests, page.Number, page.Size, page.Total);
    }

    /// <summary>How many there are, without reading them.</summary>
    public async Task<int> CountAsync(WaitingFilter filter, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        return await (await FoundAsync(db, filter, actor, stop)).CountAsync(stop);
    }

    /// <summary>The number of the latest one, 0 where there is none.</summary>
    public async Task<long> NewestAsync(WaitingFilter filter, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        return await (await FoundAsync(db, filter, actor, stop)).OrderByDescending(row => row.Id).Select(row => row.Id).FirstOrDefaultAsync(stop);
    }

    /// <summary>Where something waits that this person may see, of all applications or of one.</summary>
    public async Task<WaitingPlaces> PlacesAsync(Actor actor, CancellationToken stop, string? application = null)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var visible = Visible.Applications(actor, rules.Current.Definitions).Where(name => application is null || name == application).ToList();
        var places = await db.PromotionItems.AsNoTracking().Where(item => item.Active && visible.Contains(item.Application))
            .Select(item => new { item.Application, item.Environment, item.FromEnvironment }).Distinct().ToListAsync(stop);
        return new(
            [.. places.Select(place => place.Application).Distinct().Order(StringComparer.Ordinal)],
            [.. rules.Current.Definitions.InOrder.Select(environment => environment.Name).Where(name => places.Exists(place => place.Environment == name))],
            [.. places.Select(place => place.FromEnvironment).Distinct().Order(StringComparer.Ordinal)]);
    }

    /// <summary>Null: there is none that this person may see. It may wait no longer.</summary>
    public async Task<WaitingRequest?> FindAsync(long id, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        return await VisibleAsync(db, id, actor, stop) is { } row ? (await OfAsync(db, row, actor, stop)).Request : null;
    }

    /// <summary>The same with all that a decision rests on.</summary>
    public async Task<RequestDetail?> DetailAsync(long id, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        if (await VisibleAsync(db, id, actor, stop) is not { } row) return null;
        var (request, seen) = await OfAsync(db, row, actor, stop);
        return new(request, await DecisionView.ReadAsync(db, row, actor.Id, stop), request.Waits ? await PeopleAsync(db, seen, stop) : [], actor.Id);
    }

    private async Task<IQueryable<PromotionRow>> FoundAsync(PortalDb db, WaitingFilter filter, Actor actor, CancellationToken stop)
    {
        var visible = Visible.Applications(actor, rules.Current.Definitions);
        var rows = db.Promotions.AsNoTracking().Where(row => row.State == PromotionState.AwaitingApproval && row.Items.All(item => visible.Contains(item.Application)));
        if (filter.Application is { } application) rows = rows.Where(row => row.Items.Any(item => item.Application == application));
        if (filter.Environment is { } environment) rows = rows.Where(row => row.Environment == environment);
        if (filter.Source is { } source) rows = source == WaitingFilter.FromCi ? rows.Where(row => row.Items.Any(item => item.FromEnvironment == null)) : rows.Where(row => row.Items.Any(item => item.FromEnvironment == source));
        if (filter.Words?.Trim() is { Length: > 0 } words)
            rows = rows.Where(row => row.RequestedByName.Contains(words) || row.Reason.Contains(words) || row.Items.Any(item => item.Application.Contains(words) || item.Digest.Contains(words) || item.Tag!.Contains(words)));
        if (filter.Mine) rows = rows.Where(row => row.RequestedById == actor.Id);
        if (!filter.ForMe) return rows;
        var mine = await ApprovablePairs.ReadAsync(db, rules.Current, editors, actor, stop);
        return mine.IsNone ? rows.Where(_ => false) : mine.Of(db, rows);
    }

    private async Task<PromotionRow?> VisibleAsync(PortalDb db, long id, Actor actor, CancellationToken stop)
    {
        var row = await db.Promotions.AsNoTracking().Include(row => row.Items).FirstOrDefaultAsync(row => row.Id == id, stop);
        return row is not null && row.Items.All(item => Visible.Application(actor, rules.Current.Definitions, item.Application)) ? row : null;
    }

    private async Task<(WaitingRequest Request, PromotionCase Seen)> OfAsync(PortalDb db, PromotionRow row, Actor actor, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var seen = await PromotionCases.ReadAsync(db, row, rules.Current, editors, now, stop);
        var bars = seen.Items.Select(item => item.BarOf(actor, seen.Facts.Definitions, row.Environment)).ToList();
        var (may, helps, has) = (bars.Exists(bar => bar is null), seen.IsHelpedBy(actor), seen.Votes.Any(vote => vote.PersonId == actor.Id));
        return (new(row, seen.Standing(now).Governing.Hash, [.. seen.Items.Select(item => new WaitingImage(item.Image, item.Gates, item.Count))], seen.Votes)
        {
            CanApprove = may && helps,
            CanReject = may,
            WhyNot = !may ? bars[0]!.Value.Words : has ? "You have approved it already." : helps ? "" : PromotionCase.NoSeat,
            HasApproved = has,
            IsMine = row.RequestedById == actor.Id,
            IsHandedToMe = row.HandedToId == actor.Id,
        }, seen);
    }

    // Who could still agree, asked of the same rules that count him.
    private async Task<ImmutableArray<Voter>> PeopleAsync(PortalDb db, PromotionCase seen, CancellationToken stop)
    {
        var people = await Actors.HoldersAsync(db, Verb.Approve, time.GetUtcNow(), stop);
        return [.. people.Where(person => seen.Votes.All(vote => vote.PersonId != person.Id) && seen.IsHelpedBy(person))
            .OrderBy(person => person.Name, StringComparer.CurrentCulture).Take(MostPeople).Select(person => new Voter(person.Id, person.Name, person.Groups))];
    }
}
