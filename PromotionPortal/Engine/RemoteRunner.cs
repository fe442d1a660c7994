namespace PromotionPortal.Engine;

/// <summary>Exchanges with the remote whenever somebody asked for it. No save waits for it, and no fault of it ends it.</summary>
public sealed class RemoteRunner(DefinitionRemote remote, TimeProvider time, ILogger<RemoteRunner> log) : BackgroundService
{
    private static readonly TimeSpan s_pauseAfterFault = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await remote.WaitAsync(stoppingToken);
                await remote.SyncAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                Log.RemoteFault(log, fault);
                await Task.Delay(s_pauseAfterFault, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
