using PromotionPortal.Registry;

namespace PromotionPortal.Engine;

/// <summary>What is wrong, in words, and what would help.</summary>
internal sealed class ProbeFailure(string found, string? help) : Exception(found)
{
    public string? Help => help;
}

/// <summary>The steps of one test, as they are made. After one that failed the next ones have nothing to stand on.</summary>
internal sealed class ProbeRun(TimeProvider clock)
{
    private readonly List<ProbeStep> _steps = [];
    private bool _failed;

    public IReadOnlyList<ProbeStep> Steps => _steps;

    /// <summary>A step that all later ones need.</summary>
    public async Task TryAsync(ProbeStepKind kind, string subject, Func<Task<string>> work, Func<Exception, ProbeFailure>? explain = null) =>
        _failed |= await OneAsync(kind, subject, work, explain) == ProbeVerdict.Failed;

    /// <summary>A step that others can go without.</summary>
    public Task TryAlsoAsync(ProbeStepKind kind, string subject, Func<Task<string>> work, Func<Exception, ProbeFailure> explain) => OneAsync(kind, subject, work, explain);

    private async Task<ProbeVerdict> OneAsync(ProbeStepKind kind, string subject, Func<Task<string>> work, Func<Exception, ProbeFailure>? explain)
    {
        var step = _failed ? new ProbeStep(kind, subject, ProbeVerdict.NotTried, "Not tried, because of the failure above.", Help: null, 0) : await DoAsync(kind, subject, work, explain);
        _steps.Add(step);
        return step.Verdict;
    }

    private async Task<ProbeStep> DoAsync(ProbeStepKind kind, string subject, Func<Task<string>> work, Func<Exception, ProbeFailure>? explain)
    {
        var start = clock.GetTimestamp();
        try
        {
            return new(kind, subject, ProbeVerdict.Passed, await work(), Help: null, Since(start));
        }
        catch (Exception e) when (e is ProbeFailure or RegistryException or HttpRequestException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            var failure = e as ProbeFailure ?? explain?.Invoke(e) ?? new(e.Message, help: null);
            return new(kind, subject, ProbeVerdict.Failed, failure.Message, failure.Help, Since(start));
        }
    }

    private double Since(long start) => Math.Round(clock.GetElapsedTime(start).TotalMilliseconds, 1);
}
