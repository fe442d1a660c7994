namespace PromotionPortal.Engine;

/// <summary>Does the steps of the outbox, several at once, and tells each promotion what came of them.</summary>
public sealed class EffectRunner(Outbox outbox, EffectAttempt attempt, EffectOptions options, Changes changes, TimeProvider time, ILogger<EffectRunner> logger)
    : LeaseRunner<EffectLease>(new(options.AtOnce, options.FirstPause, TimeSpan.FromSeconds(5)), changes, time, logger)
{
    protected override Task<IReadOnlyList<EffectLease>> LeaseAsync(int atMost, CancellationToken stop) => outbox.LeaseAsync(atMost, stop);

    protected override Task<DateTimeOffset?> NextDueAsync(CancellationToken stop) => outbox.NextDueAsync(stop);

    protected override Task WorkAsync(EffectLease lease, CancellationToken stop) => attempt.RunAsync(lease, stop);

    protected override void Report(ILogger log, EffectLease lease, Exception fault) => Log.EffectFault(log, lease.PromotionId, lease.Step, fault);
}
