using Microsoft.EntityFrameworkCore;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>How many leases are worked on at once, and how long it pauses and sleeps.</summary>
public sealed record LeaseRhythm(int AtOnce, TimeSpan FirstPause, TimeSpan LongestSleep);

/// <summary>Leases what is due, works on several at once, and sleeps until the next is due or something moves.</summary>
public abstract class LeaseRunner<TLease>(LeaseRhythm rhythm, Changes changes, TimeProvider time, ILogger log) : BackgroundService
{
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly HashSet<Task> _running = [];

    protected abstract Task<IReadOnlyList<TLease>> LeaseAsync(int atMost, CancellationToken stop);

    protected abstract Task<DateTimeOffset?> NextDueAsync(CancellationToken stop);

    protected abstract Task WorkAsync(TLease lease, CancellationToken stop);

    /// <summary>Not swallowed and not fatal: the lease runs out, and it is done again.</summary>
    protected abstract void Report(ILogger log, TLease lease, Exception fault);

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
                await Task.Delay(rhythm.FirstPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        await Task.WhenAll(_running);
    }

    private async Task StartDueAsync(CancellationToken stop)
    {
        _running.RemoveWhere(task => task.IsCompleted);
        foreach (var lease in await LeaseAsync(rhythm.AtOnce - _running.Count, stop)) _running.Add(Task.Run(() => RunAsync(lease, stop), CancellationToken.None));
    }

    private async Task RunAsync(TLease lease, CancellationToken stop)
    {
        try
        {
            await WorkAsync(lease, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The portal stops: the lease runs out, and it is done after the next start.
        }
        catch (Exception fault)
        {
            Report(log, lease, fault);
        }
        Wake();
    }

    private async Task SleepAsync(CancellationToken stop)
    {
        var due = await NextDueAsync(stop) - time.GetUtcNow();
        var sleep = due is null || due > rhythm.LongestSleep || _running.Count >= rhythm.AtOnce ? rhythm.LongestSleep : due.Value;
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
