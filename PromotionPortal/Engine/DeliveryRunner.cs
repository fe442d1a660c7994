using PromotionPortal.Notifications;

namespace PromotionPortal.Engine;

/// <summary>Sends what is due, several messages at once. No promotion waits for it.</summary>
public sealed class DeliveryRunner(DeliveryOutbox outbox, DeliveryAttempt attempt, DeliveryOptions options, Changes changes, TimeProvider time, ILogger<DeliveryRunner> logger)
    : LeaseRunner<DeliveryLease>(new(options.AtOnce, options.FirstPause, TimeSpan.FromSeconds(10)), changes, time, logger)
{
    protected override Task<IReadOnlyList<DeliveryLease>> LeaseAsync(int atMost, CancellationToken stop) => outbox.LeaseAsync(atMost, stop);

    protected override Task<DateTimeOffset?> NextDueAsync(CancellationToken stop) => outbox.NextDueAsync(stop);

    protected override Task WorkAsync(DeliveryLease lease, CancellationToken stop) => attempt.RunAsync(lease, stop);

    protected override void Report(ILogger log, DeliveryLease lease, Exception fault) => Log.DeliveryFault(log, lease.Id, fault);
}
