using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Which of the waiting requests are asked for.</summary>
public sealed record WaitingFilter(bool ForMe = false, bool Mine = false, string? Application = null, string? Environment = null, int Page = 1);

/// <summary>A request that waits: how far it is, who is still needed, and what the person who looks can do about it.</summary>
public sealed record WaitingRequest(PromotionRow Row, string GoverningHash, ImmutableArray<WaitingImage> Images, IReadOnlyList<VoteRow> Votes)
{
    public bool CanApprove { get; init; }

    /// <summary>Why this person's approval would not count; empty where it would.</summary>
    public string WhyNot { get; init; } = "";

    public bool HasApproved { get; init; }

    public bool IsMine { get; init; }

    /// <summary>Somebody asked this person by name.</summary>
    public bool IsHandedToMe { get; init; }

    public int Approved => Images.IsEmpty ? 0 : Images.Min(image => image.Count?.Filled.Length ?? 0);

    public int Needed => Images.IsEmpty ? 0 : Images.Max(image => image.Count?.Quorum.Seats ?? 0);

    /// <summary>Such as "1 of sre and 1 more".</summary>
    public string StillNeeded => Images.Select(image => image.Count?.MissingInWords() ?? "").FirstOrDefault(words => words.Length > 0) ?? "";
}

/// <summary>One image of a waiting request with its gates.</summary>
public sealed record WaitingImage(WantedImage Image, ImmutableArray<Gate> Gates, QuorumCount? Count);

/// <summary>Reads what waits for people, as the desk that decides would see it.</summary>
public sealed class WaitingRequests(IDbContextFactory<PortalDb> database, Rules rules, PolicyEditors editors, TimeProvider time)
{
    private const int PageSize = 25;

    // What waits for one person is found out one by one; more than this no inbox shows.
    private const int MostLookedAt = 1_000;

    /// <summary>The oldest first; what somebody was asked by name before all others.</summary>
    public async Task<Storage.Views.Page<WaitingRequest>> ReadAsync(WaitingFilter filter, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var rows = db.Promotions.AsNoTracking().Include(row => row.Items).Where(row => row.State == PromotionState.AwaitingApproval);
        if (filter.Application is { } application) rows = rows.Where(row => row.Items.Any(item => item.Application == application));
        if (filter.Environment is { } environment) rows = rows.Where(row => row.Environment == environment);
        if (filter.Mine) rows = rows.Where(row => row.RequestedById == actor.Id);
        var found = new List<WaitingRequest>();
        foreach (var row in await rows.OrderByDescending(row => row.HandedToId == actor.Id).ThenByDescending(row => row.IsHotfix).ThenBy(row => row.Id).Take(MostLookedAt).ToListAsync(stop))
        {
            if (!row.Items.All(item => Visible.Application(actor, rules.Current.Definitions, item.Application))) continue;
            var request = await OfAsync(db, row, actor, stop);
            if (!filter.ForMe || (request.CanApprove && !request.HasApproved)) found.Add(request);
        }
        var page = Math.Clamp(filter.Page, 1, Math.Max(1, (found.Count + PageSize - 1) / PageSize));
        return new([.. found.Skip((page - 1) * PageSize).Take(PageSize)], page, PageSize, found.Count);
    }

    /// <summary>Null: there is none that this person may see.</summary>
    public async Task<WaitingRequest?> FindAsync(long id, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var row = await db.Promotions.AsNoTracking().Include(row => row.Items).FirstOrDefaultAsync(row => row.Id == id, stop);
        return row is null || !row.Items.All(item => Visible.Application(actor, rules.Current.Definitions, item.Application)) ? null : await OfAsync(db, row, actor, stop);
    }

    private async Task<WaitingRequest> OfAsync(PortalDb db, PromotionRow row, Actor actor, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var seen = await PromotionCases.ReadAsync(db, row, rules.Current, editors, now, stop);
        var bars = seen.Items.Select(item => item.BarOf(actor, seen.Facts.Definitions, row.Environment)).ToList();
        var can = bars.Exists(bar => bar is null);
        return new(row, seen.Standing(now).Governing.Hash, [.. seen.Items.Select(item => new WaitingImage(item.Image, item.Gates, item.Count))], seen.Votes)
        {
            CanApprove = can,
            WhyNot = can ? "" : bars[0]!.Value.Words,
            HasApproved = seen.Votes.Any(vote => vote.PersonId == actor.Id),
            IsMine = row.RequestedById == actor.Id,
            IsHandedToMe = row.HandedToId == actor.Id,
        };
    }
}
