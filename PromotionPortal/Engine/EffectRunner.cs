using Microsoft.EntityFrameworkCore;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Does the steps of the outbox, several at once, and tells each promotion what came of them.</summary>
public sealed class EffectRunner(Outbox outbox, EffectAttempt attempt, EffectOptions options, Changes changes, TimeProvider time, ILogger<EffectRunner> log) : BackgroundService
{
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly HashSet<Task> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = changes.Listen(Wake);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StartDueAsync(stoppingToken);
                await SleepAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception outage) when (PortalDb.IsBusy(outage) || outage is DbUpdateException)
            {
                Log.OutboxUnreadable(log, outage);
                await Task.Delay(options.FirstPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        await Task.WhenAll(_running);
    }

    private async Task StartDueAsync(CancellationToken stop)
    {
        _running.RemoveWhere(task => task.IsCompleted);
        foreach (var lease in await outbox.LeaseAsync(options.AtOnce - _running.Count, stop))
            _running.Add(Task.Run(() => RunAsync(lease, stop), CancellationToken.None));
    }

    private async Task RunAsync(EffectLease lease, CancellationToken stop)
    {
        try
        {
            await attempt.RunAsync(lease, stop);
        }
        catch (Exception fault)
        {
            // Not swallowed and not fatal: the lease runs out, and the step is done again.
            Log.EffectFault(log, lease.PromotionId, lease.Step, fault);
        }
        Wake();
    }

    private async Task SleepAsync(CancellationToken stop)
    {
        var due = await outbox.NextDueAsync(stop) - time.GetUtcNow();
        var sleep = due is null || due > s_longestSleep || _running.Count >= options.AtOnce ? s_longestSleep : due.Value;
        if (sleep > TimeSpan.Zero) await _wake.WaitAsync(sleep, stop);
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }
}
