using PromotionPortal.Identity;

namespace PromotionPortal.Engine;

public static class EngineSetup
{
    public static void AddEngine(this IServiceCollection services, EffectOptions options, RemoteOptions remote, DiscoveryOptions discovery)
    {
        services.AddSingleton(options);
        services.AddSingleton(remote);
        services.AddSingleton(provider =>
        {
            var changes = ActivatorUtilities.CreateInstance<Changes>(provider);
            // Who may no longer see a page is not left in front of it.
            provider.GetRequiredService<RightsMoved>().Listen(changes.Announce);
            return changes;
        });
        services.AddSingleton<SecretStore>();
        services.AddSingleton<SecretDesk>();
        services.AddSingleton<Electorates>();
        services.AddSingleton<OpenProblems>();
        services.AddSingleton<RemoteRules>();
        services.AddSingleton<RemoteAccess>();
        services.AddSingleton<DefinitionRemote>();
        services.AddSingleton<RemoteDesk>();
        services.AddSingleton<DefinitionPacking>();
        services.AddSingleton<CopyMeter>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<Rules>();
        services.AddSingleton<PromotionDesk>();
        services.AddSingleton<ApprovalDesk>();
        services.AddSingleton<NoticeDesk>();
        services.AddSingleton<NoticeCare>();
        services.AddSingleton<DeliveryOutbox>();
        services.AddSingleton<MailWork>();
        services.AddSingleton<ChannelWork>();
        services.AddSingleton<DeliveryAttempt>();
        services.AddSingleton<ChannelDesk>();
        services.AddSingleton<WaitingRequests>();
        services.AddSingleton<EffectWork>();
        services.AddSingleton<EffectAttempt>();
        services.AddSingleton(discovery);
        services.AddSingleton<Sources>();
        services.AddSingleton<SourceTimes>();
        services.AddSingleton<ImageSignatures>();
        services.AddSingleton<ImageScout>();
        services.AddSingleton<HookInbox>();
        services.AddSingleton<Discovery>();
        services.AddHostedService(provider => provider.GetRequiredService<Discovery>());
        services.AddSingleton<ImageFactsDesk>();
        services.AddSingleton<DefinitionRecord>();
        services.AddSingleton<DefinitionDesk>();
        services.AddSingleton<PolicyDrafts>();
        services.AddSingleton<PolicyTrial>();
        services.AddSingleton<WaitingImpact>();
        services.AddSingleton<ProposalDesk>();
        services.AddSingleton<PolicyApplication>();
        services.AddSingleton<RegistryProbe>();
        services.AddSingleton<RegistryDesk>();
        services.AddSingleton<GarbageWork>();
        services.AddSingleton<EligibilityReader>();
        services.AddSingleton<Lookout>();
        services.AddSingleton<Review>();
        services.AddSingleton<Doctor>();
        services.AddHostedService<EffectRunner>();
        services.AddHostedService<RemoteRunner>();
        services.AddHostedService<DeliveryRunner>();
    }
}
