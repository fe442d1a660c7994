using Microsoft.EntityFrameworkCore;

namespace PromotionPortal.Storage.Views;

/// <summary>What of the audit trail is asked for.</summary>
public sealed record ActivityFilter(string? Actor = null, string? Action = null, string? Text = null, int Page = 1);

/// <summary>The audit trail, the youngest entry first.</summary>
public sealed record ActivityView(Page<AuditRow> Entries)
{
    private const int PageSize = 50;

    public static async Task<ActivityView> ReadAsync(PortalDb db, ActivityFilter filter, CancellationToken stop)
    {
        var rows = db.AuditTrail.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Actor)) rows = rows.Where(row => row.ActorName.Contains(filter.Actor));
        if (!string.IsNullOrWhiteSpace(filter.Action)) rows = rows.Where(row => row.Action.StartsWith(filter.Action));
        if (!string.IsNullOrWhiteSpace(filter.Text)) rows = rows.Where(row => row.Text.Contains(filter.Text) || row.Subject == filter.Text);
        return new(await rows.OrderByDescending(row => row.Sequence).PageAsync(filter.Page, PageSize, stop));
    }
}
