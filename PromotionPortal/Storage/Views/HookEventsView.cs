using Microsoft.EntityFrameworkCore;

namespace PromotionPortal.Storage.Views;

/// <summary>What registries told of, the youngest first.</summary>
public sealed record HookEventsView(Page<HookEventRow> Events)
{
    private const int PageSize = 50;

    public static async Task<HookEventsView> ReadAsync(PortalDb db, HookState? state, string? text, int page, CancellationToken stop)
    {
        var rows = db.HookEvents.AsNoTracking();
        if (state is not null) rows = rows.Where(row => row.State == state);
        if (!string.IsNullOrWhiteSpace(text)) rows = rows.Where(row => row.Repository.Contains(text) || row.Registry == text || row.Tag == text || row.Outcome.Contains(text));
        return new(await rows.OrderByDescending(row => row.Id).PageAsync(page, PageSize, stop));
    }
}
