using PromotionPortal.Engine;
using Quartz;

namespace PromotionPortal.Schedule;

[DisallowConcurrentExecution]
public sealed class GarbageJob(GarbageWork garbage) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await garbage.RunAsync(cancellationToken);
}
