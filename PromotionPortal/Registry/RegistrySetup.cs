using Microsoft.Extensions.DependencyInjection.Extensions;
using PromotionPortal.Outbound;

namespace PromotionPortal.Registry;

public static class RegistrySetup
{
    /// <summary>A <see cref="RegistryTransport"/> that was added before is used. Whoever calls this adds a <see cref="RegistrySecret"/>.</summary>
    public static void AddRegistries(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new RegistryTransport(new GuardedTransport(provider.GetRequiredService<OutboundGuard>()))
        {
            TokenHosts = TokenHosts(provider.GetRequiredService<IConfiguration>()),
        });
        services.AddSingleton<Registries>();
        services.AddSingleton<BlobPlaces>();
        services.AddSingleton<ImageCopier>();
    }

    private static HashSet<string> TokenHosts(IConfiguration configuration) =>
        configuration.GetSection("Registries:TokenHosts").Get<string[]>()?.ToHashSet(StringComparer.OrdinalIgnoreCase) ?? new(StringComparer.OrdinalIgnoreCase);
}
