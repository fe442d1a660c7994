using PromotionPortal.Identity;

namespace PromotionPortal.Engine;

public static class EngineSetup
{
    public static void AddEngine(this IServiceCollection services, EffectOptions options, RemoteOptions remote, DiscoveryOptions discovery)
    {
        services.AddSingleton(options).AddSingleton(remote).AddSingleton(discovery);
        services.AddSingleton(provider =>
        {
            var changes = ActivatorUtilities.CreateInstance<Changes>(provider);
            // Who may no longer see a page is not left in front of it.
            provider.GetRequiredService<RightsMoved>().Listen(changes.Announce);
            return changes;
        });
        services.AddSingleton(provider =>
        {
            var electorates = ActivatorUtilities.CreateInstance<Electorates>(provider);
            provider.GetRequiredService<RightsMoved>().Listen(electorates.Forget);
            return electorates;
        });
        services.AddSingleton<SecretStore>().AddSingleton<SecretDesk>().AddSingleton<RegistryProbe>().AddSingleton<RegistryDesk>().AddSingleton<GarbageWork>();
        AddDefinitions(services);
        AddImages(services);
        AddPromotions(services);
        AddNotices(services);
        services.AddSingleton<Finder>().AddSingleton<Lookout>().AddSingleton<Review>().AddSingleton<Doctor>();
    }

    private static void AddDefinitions(IServiceCollection services)
    {
        services.AddSingleton<OpenProblems>().AddSingleton<DefinitionRecord>().AddSingleton<DefinitionDesk>().AddSingleton<ProposalDesk>().AddSingleton<DefinitionPacking>();
        services.AddSingleton<DraftMoves>().AddSingleton<FlowStates>().AddSingleton<FlowDraftDesk>();
        services.AddSingleton<PolicyDrafts>().AddSingleton<PolicyTrial>().AddSingleton<PolicyApplication>().AddSingleton<WaitingImpact>();
        services.AddSingleton<RemoteRules>().AddSingleton<RemoteAccess>().AddSingleton<DefinitionRemote>().AddSingleton<RemoteDesk>();
        services.AddHostedService<RemoteRunner>();
    }

    private static void AddImages(IServiceCollection services)
    {
        services.AddSingleton<Sources>().AddSingleton<SourceTimes>().AddSingleton<ImageSignatures>().AddSingleton<ImageScout>().AddSingleton<HookInbox>().AddSingleton<ImageFactsDesk>().AddSingleton<Discovery>();
        services.AddHostedService(provider => provider.GetRequiredService<Discovery>());
    }

    private static void AddPromotions(IServiceCollection services)
    {
        services.AddSingleton<Rules>().AddSingleton<PromotionDesk>().AddSingleton<ApprovalDesk>().AddSingleton<WaitingRequests>().AddSingleton<EligibilityReader>();
        services.AddSingleton<CopyMeter>().AddSingleton<Outbox>().AddSingleton<EffectWork>().AddSingleton<EffectAttempt>();
        services.AddHostedService<EffectRunner>();
    }

    private static void AddNotices(IServiceCollection services)
    {
        services.AddSingleton<NoticeDesk>().AddSingleton<NoticeCare>().AddSingleton<DeliveryOutbox>().AddSingleton<MailWork>().AddSingleton<ChannelWork>().AddSingleton<DeliveryAttempt>().AddSingleton<ChannelDesk>().AddSingleton<DeliveryDesk>();
        services.AddHostedService<DeliveryRunner>();
    }
}
