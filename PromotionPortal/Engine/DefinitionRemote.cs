using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Git;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Keeps the definitions in step with their remote: one exchange at a time, whoever asks for it, and its outcome for all to see.</summary>
public sealed class DefinitionRemote(DefinitionStore store, RemoteAccess access, IDbContextFactory<PortalDb> database, TimeProvider time, Changes changes, ILogger<DefinitionRemote> log) : IDisposable
{
    private const int MostDoublings = 6;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);

    // One that waits is enough: whoever comes later is served by it too.
    private readonly Channel<bool> _woken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile string _inStepAt = "";

    /// <summary>Reads and writes where the remote's definitions lie. To be called before they are opened.</summary>
    public async Task PrepareAsync(CancellationToken stop)
    {
        if (await RowAsync(stop) is { } row) await store.UseFolderAsync(row.Folder, stop);
        store.Changed += WakeToPush;
    }

    /// <summary>Asks for an exchange, and returns at once.</summary>
    public void Wake() => _woken.Writer.TryWrite(true);

    /// <summary>Until somebody asks for an exchange, or one that failed is due again.</summary>
    public async Task WaitAsync(CancellationToken stop)
    {
        using var due = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if ((await RowAsync(stop))?.NextAt is { } next) due.CancelAfter(next > time.GetUtcNow() ? next - time.GetUtcNow() : TimeSpan.Zero);
        try
        {
            await _woken.Reader.ReadAsync(due.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The pause after a failure is over.
        }
    }

    /// <summary>The remote as it is set, with what came of it last; null while there is none.</summary>
    public async Task<RemoteRow?> RowAsync(CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        return await db.Remotes.AsNoTracking().SingleOrDefaultAsync(row => row.Id == RemoteRow.TheOnly, stop);
    }

    /// <summary>One exchange with the remote, if there is one. What it came to stands in the row.</summary>
    public async Task SyncAsync(CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            if (await RowAsync(stop) is not { } row) return;
            await store.UseFolderAsync(row.Folder, stop);
            var (outcome, why) = await access.UseAsync(RemoteSetting.Of(row), store.SyncAsync, stop);
            if (outcome is SyncOutcome.InStep step) _inStepAt = step.Commit;
            await WriteAsync(row, outcome is null or SyncOutcome.Failed ? new SyncOutcome.Failed(why ?? (outcome as SyncOutcome.Failed)?.Why ?? "") : outcome, stop);
        }
        finally
        {
            _turn.Release();
        }
        changes.Announce();
    }

    public void Dispose()
    {
        store.Changed -= WakeToPush;
        _turn.Dispose();
    }

    // What came by an exchange need not be pushed.
    private void WakeToPush()
    {
        if (store.Current.Commit != _inStepAt) Wake();
    }

    // Only onto what was set when the exchange began.
    private async Task WriteAsync(RemoteRow row, SyncOutcome outcome, CancellationToken stop)
    {
        var (result, words) = RemoteWords.Of(outcome);
        if (result == RemoteResult.Failed) Log.RemoteFailed(log, row.Url, words);
        var now = time.GetUtcNow();
        var failures = result == RemoteResult.Failed ? row.Failures + 1 : 0;
        var next = failures == 0 ? (DateTimeOffset?)null : now + (s_firstPause * Math.Pow(2, Math.Min(failures - 1, MostDoublings)));
        var step = outcome as SyncOutcome.InStep;
        await using var db = await database.CreateDbContextAsync(stop);
        await db.Remotes.Where(one => one.ChangedAt == row.ChangedAt).ExecuteUpdateAsync(set => set
            .SetProperty(one => one.Result, result)
            .SetProperty(one => one.Words, words)
            .SetProperty(one => one.Commit, step == null ? row.Commit : step.Commit)
            .SetProperty(one => one.TriedAt, now)
            .SetProperty(one => one.FetchedAt, result == RemoteResult.Failed ? row.FetchedAt : now)
            .SetProperty(one => one.PushedAt, step != null && step.Pushed ? now : row.PushedAt)
            .SetProperty(one => one.NextAt, next)
            .SetProperty(one => one.Failures, failures), stop);
    }
}
