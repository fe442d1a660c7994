using PromotionPortal.Engine;
using Quartz;

namespace PromotionPortal.Schedule;

/// <summary>Time to see whether the definitions repository is worth packing.</summary>
[DisallowConcurrentExecution]
public sealed class PackDefinitionsJob(DefinitionPacking packing) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await packing.RunAsync(cancellationToken);
}
