using PromotionPortal.Engine;

namespace PromotionPortal.Web.Inbox;

/// <summary>A row as it stands on the screen. Settled: it does not belong to the list any more, and stays where it was.</summary>
public sealed record InboxRow(WaitingRequest Request, bool Settled = false);

/// <summary>A list under somebody's hands: what is on it changes in place, nothing comes or goes until he asks.</summary>
public sealed record InboxRows(IReadOnlyList<InboxRow> Shown, int Fresh)
{
    public static InboxRows Of(IReadOnlyList<WaitingRequest> found) => new([.. found.Select(request => new InboxRow(request))], Fresh: 0);

    /// <summary>The rows that the list no longer has: each is to be looked at once more.</summary>
    public IEnumerable<long> MissingIn(IReadOnlyList<WaitingRequest> found) => Shown.Select(row => row.Request.Row.Id).Except(found.Select(request => request.Row.Id));

    /// <summary>Found: the list as it is now. Gone: what became of those that are missing in it; whatever nobody knows any more is kept as it was.</summary>
    public InboxRows With(IReadOnlyList<WaitingRequest> found, IReadOnlyDictionary<long, InboxRow> gone)
    {
        // With nothing on the screen there is nothing that could jump.
        if (Shown.Count == 0) return Of(found);
        var now = found.ToDictionary(request => request.Row.Id);
        return new(
            [.. Shown.Select(row => now.TryGetValue(row.Request.Row.Id, out var request) ? new InboxRow(request) : gone.GetValueOrDefault(row.Request.Row.Id, row with { Settled = true }))],
            found.Count(request => Shown.All(row => row.Request.Row.Id != request.Row.Id)));
    }
}
