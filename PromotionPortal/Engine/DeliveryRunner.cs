using Microsoft.EntityFrameworkCore;
using PromotionPortal.Notifications;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Sends what is due, several messages at once. No promotion waits for it.</summary>
public sealed class DeliveryRunner(DeliveryOutbox outbox, DeliveryAttempt attempt, DeliveryOptions options, Changes changes, TimeProvider time, ILogger<DeliveryRunner> log) : BackgroundService
{
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromSeconds(10);

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
        foreach (var lease in await outbox.LeaseAsync(options.AtOnce - _running.Count, stop)) _running.Add(Task.Run(() => RunAsync(lease, stop), CancellationToken.None));
    }

    private async Task RunAsync(DeliveryLease lease, CancellationToken stop)
    {
        try
        {
            await attempt.RunAsync(lease, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The portal stops: the lease runs out, and the message is sent after the next start.
        }
        catch (Exception fault)
        {
            // Not swallowed and not fatal: the lease runs out, and the message is sent again.
            Log.DeliveryFault(log, lease.Id, fault);
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
