using PromotionPortal.Engine;

namespace PromotionPortal.Web.Inbox;

/// <summary>A row as it stands on the screen. Settled: it does not belong to the list any more, and stays where it was.</summary>
public sealed record InboxRow(WaitingRequest Request, bool Settled = false);

/// <summary>A list under somebody's hands: what is on it changes in place, nothing comes or goes until he asks. Newest: the latest request of the whole list when he asked.</summary>
public sealed record InboxRows(IReadOnlyList<InboxRow> Shown, long Newest)
{
    /// <summary>Came since, and would stand here.</summary>
    public int Fresh { get; init; }

    /// <summary>Moved up from the next page.</summary>
    public int More { get; init; }

    /// <summary>Something came since that stands on a later page.</summary>
    public bool HasFreshBehind { get; init; }

    /// <summary>What the button says that shows them.</summary>
    public string Words => string.Join(", ", new[] { Fresh > 0 ? $"{Fresh} new" : null, More > 0 ? $"{More} more" : null }.OfType<string>());

    public static InboxRows Of(IReadOnlyList<WaitingRequest> found, long newest = 0) => new([.. found.Select(request => new InboxRow(request))], Latest(found, newest));

    /// <summary>The rows that the list no longer has: each is to be looked at once more.</summary>
    public IEnumerable<long> MissingIn(IReadOnlyList<WaitingRequest> found) => Shown.Select(row => row.Request.Row.Id).Except(found.Select(request => request.Row.Id));

    /// <summary>Found: the list as it is now. Gone: what became of those that are missing in it; whatever nobody knows any more is kept as it was.</summary>
    public InboxRows With(IReadOnlyList<WaitingRequest> found, IReadOnlyDictionary<long, InboxRow> gone, long newest = 0)
    {
        // With nothing on the screen there is nothing that could jump.
        if (Shown.Count == 0) return Of(found, newest);
        var now = found.ToDictionary(request => request.Row.Id);
        var unseen = found.Where(request => Shown.All(row => row.Request.Row.Id != request.Row.Id)).ToList();
        var fresh = unseen.Count(request => request.Row.Id > Newest);
        return new([.. Shown.Select(row => now.TryGetValue(row.Request.Row.Id, out var request) ? new InboxRow(request) : gone.GetValueOrDefault(row.Request.Row.Id, row with { Settled = true }))], Newest)
        {
            Fresh = fresh,
            More = unseen.Count - fresh,
            HasFreshBehind = fresh == 0 && newest > Newest,
        };
    }

    private static long Latest(IReadOnlyList<WaitingRequest> found, long newest) => found.Select(request => request.Row.Id).Append(newest).Max();
}
