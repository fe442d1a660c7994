using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Storage.Views;

/// <summary>What of the promotions is asked for.</summary>
public sealed record PromotionsFilter(string? Application = null, string? Environment = null, PromotionState? State = null, int Page = 1);

/// <summary>The list of promotions, the youngest first.</summary>
public sealed record PromotionsView(Page<PromotionRow> Promotions)
{
    private const int PageSize = 25;

    public static async Task<PromotionsView> ReadAsync(PortalDb db, PromotionsFilter filter, IReadOnlyCollection<string> applications, CancellationToken stop)
    {
        var rows = db.Promotions.AsNoTracking().Include(row => row.Items).Where(row => row.Items.All(item => applications.Contains(item.Application)));
        if (filter.Application is { } application) rows = rows.Where(row => row.Items.Any(item => item.Application == application));
        if (filter.Environment is { } environment) rows = rows.Where(row => row.Environment == environment);
        if (filter.State is { } state) rows = rows.Where(row => row.State == state);
        return new(await rows.OrderByDescending(row => row.Id).PageAsync(filter.Page, PageSize, stop));
    }
}
