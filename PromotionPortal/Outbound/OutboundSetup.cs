namespace PromotionPortal.Outbound;

public static class OutboundSetup
{
    public static void AddOutbound(this IServiceCollection services, OutboundOptions options) =>
        services.AddSingleton(options).AddSingleton(_ => new OutboundGuard(options));
}
