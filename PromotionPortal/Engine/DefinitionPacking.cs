using PromotionPortal.Definitions;
using PromotionPortal.Git;

namespace PromotionPortal.Engine;

/// <summary>Keeps the definitions repository small. Without the git program it only grows, which is said once in the log each time it is looked at.</summary>
public sealed class DefinitionPacking(DefinitionStore store, ILogger<DefinitionPacking> log)
{
    public async Task<PackOutcome> RunAsync(CancellationToken stop)
    {
        var outcome = await store.PackAsync(stop);
        if (outcome is PackOutcome.NoGit or PackOutcome.Failed) Log.NotPacked(log, outcome == PackOutcome.NoGit ? "the git program is not installed" : "git gc did not end well");
        return outcome;
    }
}
