using Microsoft.EntityFrameworkCore;

namespace PromotionPortal.Storage.Views;

/// <summary>What of the messages is asked for. To: <see cref="Mail"/>, or a channel by <see cref="OfChannel"/>.</summary>
public sealed record DeliveriesFilter(DeliveryState? State = null, string? To = null, long? Promotion = null, int Page = 1)
{
    public const string Mail = "mail";

    private const string ChannelBefore = "channel:";

    public string? Channel => To?.StartsWith(ChannelBefore, StringComparison.Ordinal) == true ? To[ChannelBefore.Length..] : null;

    public static string OfChannel(string name) => ChannelBefore + name;
}

/// <summary>One message that went out or is to: whom it is for, and what a mail tells of. Behind: the one of the same promotion that goes first.</summary>
public sealed record DeliveryLine(DeliveryRow Row, ChannelRow? Channel, string? Person, IReadOnlyList<NoticeRow> Notices, long? Behind);

/// <summary>The outbox of messages as it stands, the youngest first.</summary>
public static class DeliveriesView
{
    private const int PageSize = 25;

    public static async Task<Page<DeliveryLine>> ReadAsync(PortalDb db, DeliveriesFilter filter, CancellationToken stop)
    {
        var page = await Asked(db, filter).OrderByDescending(row => row.Id).PageAsync(filter.Page, PageSize, stop);
        return new(await LinesAsync(db, page.Rows, stop), page.Number, page.Size, page.Total);
    }

    public static async Task<DeliveryLine?> FindAsync(PortalDb db, long id, CancellationToken stop) =>
        await LinesAsync(db, await db.Deliveries.AsNoTracking().Where(row => row.Id == id).ToListAsync(stop), stop) is [var line] ? line : null;

    private static IQueryable<DeliveryRow> Asked(PortalDb db, DeliveriesFilter filter)
    {
        var rows = db.Deliveries.AsNoTracking();
        if (filter.State is { } state) rows = rows.Where(row => row.State == state);
        if (filter.Channel is { } channel) rows = rows.Where(row => db.Channels.Any(one => one.Id == row.ChannelId && one.Name == channel));
        else if (filter.To is not null) rows = rows.Where(row => row.PersonId != null);
        if (filter.Promotion is { } promotion) rows = rows.Where(row => row.PromotionId == promotion || db.Notices.Any(notice => notice.PromotionId == promotion && notice.DeliveryId == row.Id));
        return rows;
    }

    private static async Task<IReadOnlyList<DeliveryLine>> LinesAsync(PortalDb db, IReadOnlyList<DeliveryRow> rows, CancellationToken stop)
    {
        var ids = rows.Select(row => row.Id).ToList();
        var people = rows.Select(row => row.PersonId).OfType<string>().Distinct().ToList();
        var channels = await db.Channels.AsNoTracking().ToDictionaryAsync(channel => channel.Id, stop);
        var names = await db.Users.AsNoTracking().Where(user => people.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.DisplayName, stop);
        var notices = (await db.Notices.AsNoTracking().Where(notice => notice.DeliveryId != null && ids.Contains(notice.DeliveryId.Value)).OrderBy(notice => notice.Id).ToListAsync(stop)).ToLookup(notice => notice.DeliveryId);
        var behind = await BehindAsync(db, ids, stop);
        return [.. rows.Select(row => new DeliveryLine(row, channels.GetValueOrDefault(row.ChannelId ?? 0), names.GetValueOrDefault(row.PersonId ?? ""), [.. notices[row.Id]], behind.GetValueOrDefault(row.Id)))];
    }

    // A channel is told of one promotion in order.
    private static async Task<Dictionary<long, long?>> BehindAsync(PortalDb db, List<long> ids, CancellationToken stop) =>
        await db.Deliveries.Where(row => ids.Contains(row.Id) && row.State == DeliveryState.Pending && row.ChannelId != null)
            .Select(row => new { row.Id, First = db.Deliveries.Where(earlier => earlier.Id < row.Id && earlier.State == DeliveryState.Pending && earlier.ChannelId == row.ChannelId && earlier.PromotionId == row.PromotionId).Min(earlier => (long?)earlier.Id) })
            .ToDictionaryAsync(row => row.Id, row => row.First, stop);
}
