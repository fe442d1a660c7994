namespace PromotionPortal.Engine;

public static class EngineSetup
{
    public static void AddEngine(this IServiceCollection services, EffectOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<Changes>();
        services.AddSingleton<CopyMeter>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<PromotionDesk>();
        services.AddSingleton<EffectWork>();
        services.AddSingleton<EffectAttempt>();
        services.AddSingleton<ImageScout>();
        services.AddSingleton<DefinitionRecord>();
        services.AddSingleton<DefinitionDesk>();
        services.AddSingleton<ProposalDesk>();
        services.AddSingleton<RegistryProbe>();
        services.AddSingleton<RegistryDesk>();
        services.AddSingleton<GarbageWork>();
        services.AddSingleton<Review>();
        services.AddSingleton<Doctor>();
        services.AddHostedService<EffectRunner>();
    }
}
