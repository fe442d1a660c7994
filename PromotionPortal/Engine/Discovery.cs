namespace PromotionPortal.Engine;

/// <summary>Everything by which images become known: what registries tell, and what the regular look finds.</summary>
public sealed class Discovery(HookInbox inbox, ImageScout scout, ImageSignatures signatures, ILogger<Discovery> log) : BackgroundService
{
    /// <summary>For whoever wakes us: what was missed, and what is due.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await inbox.HandleAsync(stop);
        await scout.LookAtDueAsync(stop);
        await inbox.SweepAsync(stop);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ShieldedAsync(signatures.ForgetOldKeysAsync, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await inbox.WaitAsync(stoppingToken);
            await ShieldedAsync(inbox.HandleAsync, stoppingToken);
        }
    }

    // What went wrong waits in the inbox, and the regular look tries it again.
    private async Task ShieldedAsync(Func<CancellationToken, Task> act, CancellationToken stop)
    {
        try
        {
            await act(stop);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.InboxFault(log, fault);
        }
    }
}
