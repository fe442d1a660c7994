using PromotionPortal.Engine;
using Quartz;

namespace PromotionPortal.Schedule;

/// <summary>Time to look what others pushed.</summary>
public sealed class DefinitionRemoteJob(DefinitionRemote remote) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        remote.Wake();
        return ValueTask.CompletedTask;
    }
}
