using PromotionPortal.Engine;
using Quartz;

namespace PromotionPortal.Schedule;

/// <summary>Time to throw away old notices.</summary>
[DisallowConcurrentExecution]
public sealed class NoticeCareJob(NoticeCare care) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await care.RunAsync(cancellationToken);
}
