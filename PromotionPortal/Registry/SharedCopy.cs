using System.Collections.Immutable;

namespace PromotionPortal.Registry;

/// <summary>One copy that several may wait for. It goes on until the last of them gives up.</summary>
internal sealed class SharedCopy : IProgress<CopyProgress>
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _everybodyLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableList<IProgress<CopyProgress>> _waiting = [];
    private CopyProgress? _last;
    private bool _abandoned;

    /// <summary>False: everybody has left it, and it is being stopped.</summary>
    public bool TryJoin(IProgress<CopyProgress> progress)
    {
        lock (_lock)
        {
            if (_abandoned) return false;
            _waiting = _waiting.Add(progress);
            if (_last is not null) progress.Report(_last);
            return true;
        }
    }

    public async Task WaitAsync(IProgress<CopyProgress> progress, CancellationToken stop)
    {
        try
        {
            await _done.Task.WaitAsync(stop);
        }
        finally
        {
            Leave(progress);
        }
    }

    /// <summary>Waits until it is over, however it ended.</summary>
    public Task EndedAsync(CancellationToken stop) => _done.Task.ContinueWith(static _ => { }, stop, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>Does the work, once, and tells all who wait.</summary>
    public async Task RunAsync(Func<IProgress<CopyProgress>, CancellationToken, Task> copy)
    {
        try
        {
            using var stop = new CancellationTokenSource();
            var work = copy(this, stop.Token);
            if (await Task.WhenAny(work, _everybodyLeft.Task) != work) await stop.CancelAsync();
            await work;
            _done.SetResult();
        }
        catch (OperationCanceledException e)
        {
            _done.SetCanceled(e.CancellationToken);
        }
        catch (Exception e)
        {
            _done.SetException(e);
        }
    }

    public void Report(CopyProgress value)
    {
        lock (_lock)
        {
            _last = value;
            foreach (var progress in _waiting) progress.Report(value);
        }
    }

    private void Leave(IProgress<CopyProgress> progress)
    {
        lock (_lock)
        {
            _waiting = _waiting.Remove(progress);
            _abandoned = _waiting.IsEmpty;
        }
        if (_abandoned) _everybodyLeft.TrySetResult();
    }
}
