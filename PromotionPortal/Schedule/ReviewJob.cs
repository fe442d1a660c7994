using PromotionPortal.Engine;
using Quartz;

namespace PromotionPortal.Schedule;

[DisallowConcurrentExecution]
public sealed class ReviewJob(Review review) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await review.RunAsync(cancellationToken);
}
