using Quartz;

namespace PromotionPortal.Schedule;

public static class ScheduleSetup
{
    private static readonly TimeSpan s_reviewEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_garbageEvery = TimeSpan.FromMinutes(10);

    public static void AddSchedule(this IServiceCollection services)
    {
        services.AddQuartz(quartz =>
        {
            quartz.ScheduleJob<ReviewJob>(trigger => trigger.WithIdentity("review").StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(s_reviewEvery).RepeatForever()));
            quartz.ScheduleJob<GarbageJob>(trigger => trigger.WithIdentity("garbage").StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(s_garbageEvery).RepeatForever()));
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }
}
