using Quartz;

namespace PromotionPortal.Schedule;

public static class ScheduleSetup
{
    private static readonly TimeSpan s_reviewEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_packEvery = TimeSpan.FromHours(6);
    private static readonly TimeSpan s_garbageEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_careEvery = TimeSpan.FromHours(12);

    public static void AddSchedule(this IServiceCollection services, TimeSpan fetchEvery)
    {
        services.AddQuartz(quartz =>
        {
            Every<ReviewJob>(quartz, "review", s_reviewEvery);
            Every<DefinitionRemoteJob>(quartz, "definitions-remote", fetchEvery);
            Every<PackDefinitionsJob>(quartz, "pack-definitions", s_packEvery);
            Every<GarbageJob>(quartz, "garbage", s_garbageEvery);
            Every<NoticeCareJob>(quartz, "notice-care", s_careEvery);
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }

    private static void Every<T>(IQuartzBuilder quartz, string name, TimeSpan interval)
        where T : IJob =>
        quartz.ScheduleJob<T>(trigger => trigger.WithIdentity(name).StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever()));
}
