using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Registry;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>One try at one step: does it while keeping its lease, and writes down what came of it.</summary>
public sealed class EffectAttempt(IDbContextFactory<PortalDb> database, Outbox outbox, PromotionDesk desk, EffectWork work, EffectOptions options, TimeProvider time, ILogger<EffectAttempt> log)
{
    public async Task RunAsync(EffectLease lease, CancellationToken stop)
    {
        using var mine = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var renewing = RenewAsync(lease, mine);
        try
        {
            await DoAsync(lease, mine.Token);
        }
        catch (OperationCanceledException) when (mine.IsCancellationRequested)
        {
            // The portal stops, or another worker took over: whoever has the lease next goes on.
        }
        catch (Exception outage) when (PortalDb.IsBusy(outage) || outage is DbUpdateException)
        {
            // The lease runs out by itself, and the step is done again; that changes nothing.
            Log.OutboxUnreadable(log, outage);
        }
        finally
        {
            await mine.CancelAsync();
            await renewing;
        }
    }

    private async Task DoAsync(EffectLease lease, CancellationToken stop)
    {
        var (promotion, effect) = await ReadAsync(lease, stop);
        if (effect is null)
        {
            await desk.TellAsync(lease.PromotionId, new PromotionEvent.Tick(), lease, stop); // no longer wanted
            return;
        }
        if (promotion.State.IsBeforeCopy() && !await HasAskedAsync(promotion, effect, lease, stop)) return;
        if (effect is PromotionEffect.CopyImage && !await MayCopyAsync(effect, lease, stop)) return;
        if (await TryAsync(effect, lease, () => work.DoAsync(lease.PromotionId, effect, stop), stop) is not { } happened) return;
        var told = await desk.TellAsync(lease.PromotionId, happened, lease, stop);
        if (told) Log.EffectDone(log, lease.PromotionId, lease.Step);
        else Log.EffectFenced(log, lease.PromotionId, lease.Step);
    }

    // What was remembered of signatures is no answer any more: they may have been taken away. False: it waits for the registry, or has failed.
    private async Task<bool> HasAskedAsync(Promotion promotion, PromotionEffect effect, EffectLease lease, CancellationToken stop)
    {
        var asked = await TryAsync(effect, lease, () => work.AskSignaturesAsync(promotion, stop), stop);
        if (asked is PromotionEvent.StepFailed failed) await desk.TellAsync(lease.PromotionId, failed, lease, stop);
        return asked is PromotionEvent.Tick;
    }

    // The gates are looked at once more. Where one has closed, the copy is no longer wanted.
    private async Task<bool> MayCopyAsync(PromotionEffect effect, EffectLease lease, CancellationToken stop)
    {
        await desk.TellAsync(lease.PromotionId, new PromotionEvent.CopyStarted(effect.Application), done: null, stop);
        if ((await ReadAsync(lease, stop)).Effect is not null) return true;
        await desk.TellAsync(lease.PromotionId, new PromotionEvent.Tick(), lease, stop);
        return false;
    }

    private async Task<(Promotion Promotion, PromotionEffect? Effect)> ReadAsync(EffectLease lease, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var row = await db.Promotions.AsNoTracking().Include(row => row.Items).SingleAsync(row => row.Id == lease.PromotionId, stop);
        var promotion = row.ToDomain();
        return (promotion, PromotionDecider.Outstanding(promotion).FirstOrDefault(effect => effect.Step == lease.Step));
    }

    // Null: it is to be tried again later.
    private async Task<PromotionEvent?> TryAsync(PromotionEffect effect, EffectLease lease, Func<Task<PromotionEvent>> act, CancellationToken stop)
    {
        try
        {
            return await act();
        }
        catch (RegistryException no)
        {
            return await AnswerAsync(effect, lease, no.Fault, no.Message, no.RetryAfter, stop);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.EffectFault(log, lease.PromotionId, lease.Step, fault);
            return await AnswerAsync(effect, lease, RegistryFault.Unreachable, "The portal met a fault of its own; it is in the log.", retryAfter: null, stop);
        }
    }

    private async Task<PromotionEvent?> AnswerAsync(PromotionEffect effect, EffectLease lease, RegistryFault fault, string problem, TimeSpan? retryAfter, CancellationToken stop)
    {
        if (fault == RegistryFault.Unreachable && lease.Attempt < options.MostTries)
        {
            var pause = options.PauseAfter(lease.Attempt);
            var due = time.GetUtcNow() + (retryAfter > pause ? retryAfter.Value : pause);
            await outbox.PostponeAsync(lease, due, problem, stop);
            Log.EffectPostponed(log, lease.PromotionId, lease.Step, due, problem);
            return null;
        }
        Log.EffectFailed(log, lease.PromotionId, lease.Step, problem);
        return new PromotionEvent.StepFailed(effect.Application, KindOf(fault), problem);
    }

    private static EndingKind KindOf(RegistryFault fault) => fault switch
    {
        RegistryFault.Denied => EndingKind.RegistryDenied,
        RegistryFault.NotWritable => EndingKind.TargetNotWritable,
        RegistryFault.Corrupt => EndingKind.ImageCorrupt,
        RegistryFault.NotFound => EndingKind.ImageGone,
        _ => EndingKind.RegistryUnreachable,
    };

    private async Task RenewAsync(EffectLease lease, CancellationTokenSource mine)
    {
        using var timer = new PeriodicTimer(options.Lease / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(mine.Token))
                if (!await TryRenewAsync(lease, mine.Token)) await mine.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The step is done, or no longer ours.
        }
    }

    // A database that is busy now may take the next renewal: a lease lasts for three.
    private async Task<bool> TryRenewAsync(EffectLease lease, CancellationToken stop)
    {
        try
        {
            return await outbox.RenewAsync(lease, stop);
        }
        catch (Exception outage) when (PortalDb.IsBusy(outage))
        {
            Log.OutboxUnreadable(log, outage);
            return true;
        }
    }
}
