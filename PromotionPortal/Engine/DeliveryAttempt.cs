using Microsoft.EntityFrameworkCore;
using PromotionPortal.Notifications;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>One try at one message, and what is written down of it. A kill in between leaves the lease, and the same message is sent again under the same id.</summary>
public sealed class DeliveryAttempt(IDbContextFactory<PortalDb> database, DeliveryOutbox outbox, MailWork mails, ChannelWork channels, DeliveryOptions options, ILogger<DeliveryAttempt> log)
{
    public async Task RunAsync(DeliveryLease lease, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var row = await db.Deliveries.AsNoTracking().SingleAsync(row => row.Id == lease.Id, stop);
        var result = row.PersonId is null ? await channels.SendAsync(db, row, stop) : await mails.SendAsync(db, row, stop);
        await WriteAsync(lease, result, stop);
    }

    // Null: nothing was left to be told.
    private async Task WriteAsync(DeliveryLease lease, SendResult? result, CancellationToken stop)
    {
        switch (result)
        {
            case null:
                await outbox.EndAsync(lease, DeliveryState.Dropped, problem: null, stop);
                break;
            case { Outcome: SendOutcome.Sent }:
                await outbox.EndAsync(lease, DeliveryState.Sent, problem: null, stop);
                Log.DeliverySent(log, lease.Id, lease.Attempt);
                break;
            case { Outcome: SendOutcome.Later } when lease.Attempt < options.MostTries:
                await outbox.PostponeAsync(lease, options.PauseAfter(lease.Attempt, result.RetryAfter), result.Problem, stop);
                Log.DeliveryPostponed(log, lease.Id, result.Problem);
                break;
            default:
                await outbox.EndAsync(lease, DeliveryState.Failed, result.Problem, stop);
                Log.DeliveryFailed(log, lease.Id, result.Problem);
                break;
        }
    }
}
