namespace PromotionPortal.Engine;

/// <summary>Looks whether anything was missed, and lets it go on: one path for retries, restarts and lost signals.</summary>
public sealed class Review(Lookout lookout, Electorates electorates, Discovery discovery, Changes changes, RefreshDefinitions refresh, ILogger<Review> log)
{
    public async Task RunAsync(CancellationToken stop)
    {
        await RefreshAsync(stop);
        await electorates.LookAsync(stop);
        await lookout.RunAsync(stop);
        changes.Announce();
        await discovery.RunAsync(stop);
    }

    // Whatever somebody did to the repository, the definitions that were read last go on working, and the rest is still looked at.
    private async Task RefreshAsync(CancellationToken stop)
    {
        try
        {
            await refresh(stop);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.DefinitionsUnreadable(log, fault);
        }
    }
}
