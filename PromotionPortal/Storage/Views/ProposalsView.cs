using Microsoft.EntityFrameworkCore;

namespace PromotionPortal.Storage.Views;

/// <summary>Which proposals are asked for.</summary>
public enum ProposalsWanted
{
    Open,
    Mine,
    Decided,
    All,
}

/// <summary>What of the proposals is asked for, by whom.</summary>
public sealed record ProposalsFilter(ProposalsWanted Wanted, string AskerId, int Page = 1);

/// <summary>A proposal as a row of a list; the texts are not read.</summary>
public sealed record ProposalLine(long Id, string AuthorId, string AuthorName, DateTimeOffset At, string Message, ProposalState State, string? DecidedByName, DateTimeOffset? DecidedAt, string? Answer, IReadOnlyList<string> Paths);

/// <summary>The proposals of changes to definitions: the open ones first, the youngest first among them.</summary>
public sealed record ProposalsView(Page<ProposalLine> Proposals)
{
    private const int PageSize = 25;

    // Who may see a proposal follows from its files, which no query can tell; older ones are reached by their address.
    private const int MostLookedAt = 2_000;

    public static async Task<ProposalsView> ReadAsync(PortalDb db, ProposalsFilter filter, Func<ProposalLine, bool> isVisible, CancellationToken stop)
    {
        var rows = db.Proposals.AsNoTracking();
        rows = filter.Wanted switch
        {
            ProposalsWanted.Open => rows.Where(row => row.State == ProposalState.Open),
            ProposalsWanted.Mine => rows.Where(row => row.AuthorId == filter.AskerId),
            ProposalsWanted.Decided => rows.Where(row => row.State != ProposalState.Open),
            _ => rows,
        };
        var found = await Lines(rows.OrderBy(row => row.State == ProposalState.Open ? 0 : 1).ThenByDescending(row => row.Id).Take(MostLookedAt)).ToListAsync(stop);
        var visible = found.Where(isVisible).ToList();
        var number = Math.Clamp(filter.Page, 1, Math.Max(1, (visible.Count + PageSize - 1) / PageSize));
        return new(new Page<ProposalLine>([.. visible.Skip((number - 1) * PageSize).Take(PageSize)], number, PageSize, visible.Count));
    }

    public static async Task<int> CountOpenAsync(PortalDb db, Func<ProposalLine, bool> counts, CancellationToken stop) =>
        (await Lines(db.Proposals.AsNoTracking().Where(row => row.State == ProposalState.Open).OrderByDescending(row => row.Id).Take(MostLookedAt)).ToListAsync(stop)).Count(counts);

    public static Task<ProposalRow?> FindAsync(PortalDb db, long id, CancellationToken stop) =>
        db.Proposals.AsNoTracking().Include(row => row.Files).FirstOrDefaultAsync(row => row.Id == id, stop);

    private static IQueryable<ProposalLine> Lines(IQueryable<ProposalRow> rows) =>
        rows.Select(row => new ProposalLine(row.Id, row.AuthorId, row.AuthorName, row.At, row.Message, row.State, row.DecidedByName, row.DecidedAt, row.Answer, row.Files.Select(file => file.Path).ToList()));
}
