using PromotionPortal.Identity;

namespace PromotionPortal.Engine;

public static class EngineSetup
{
    public static void AddEngine(this IServiceCollection services, EffectOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(provider =>
        {
            var changes = ActivatorUtilities.CreateInstance<Changes>(provider);
            // Who may no longer see a page is not left in front of it.
            provider.GetRequiredService<RightsMoved>().Listen(changes.Announce);
            return changes;
        });
        services.AddSingleton<CopyMeter>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<PromotionDesk>();
        services.AddSingleton<EffectWork>();
        services.AddSingleton<EffectAttempt>();
        services.AddSingleton<ImageScout>();
        services.AddSingleton<DefinitionRecord>();
        services.AddSingleton<DefinitionDesk>();
        services.AddSingleton<ProposalDesk>();
        services.AddSingleton<Review>();
        services.AddSingleton<Doctor>();
        services.AddHostedService<EffectRunner>();
    }
}
