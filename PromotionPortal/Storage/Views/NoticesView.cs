using Microsoft.EntityFrameworkCore;

namespace PromotionPortal.Storage.Views;

/// <summary>A notice with the promotion it tells of.</summary>
public sealed record ToldPromotion(NoticeRow Notice, PromotionRow Promotion);

/// <summary>What a person was told, the youngest first: only of promotions whose applications he may see now.</summary>
public static class NoticesView
{
    public static IQueryable<NoticeRow> Of(PortalDb db, string person, IReadOnlyCollection<string> applications) =>
        db.Notices.AsNoTracking().Where(notice => notice.PersonId == person && db.Promotions.Any(row => row.Id == notice.PromotionId && row.Items.All(item => applications.Contains(item.Application))));

    public static async Task<Page<ToldPromotion>> ReadAsync(PortalDb db, IQueryable<NoticeRow> notices, int page, int size, CancellationToken stop)
    {
        var rows = await notices.OrderByDescending(notice => notice.Id).PageAsync(page, size, stop);
        return new(await WithPromotionsAsync(db, rows.Rows, stop), rows.Number, rows.Size, rows.Total);
    }

    public static async Task<IReadOnlyList<ToldPromotion>> WithPromotionsAsync(PortalDb db, IReadOnlyList<NoticeRow> notices, CancellationToken stop)
    {
        var ids = notices.Select(notice => notice.PromotionId).Distinct().ToList();
        var promotions = await db.Promotions.AsNoTracking().Include(row => row.Items).Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, stop);
        return [.. notices.Where(notice => promotions.ContainsKey(notice.PromotionId)).Select(notice => new ToldPromotion(notice, promotions[notice.PromotionId]))];
    }
}
