using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PromotionPortal.Registry;

public static class RegistrySetup
{
    /// <summary>Needs a <see cref="RegistrySecret"/> beside it. A <see cref="RegistryTransport"/> that was added before is used.</summary>
    public static void AddRegistries(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new RegistryTransport(RegistryTransport.NewHandler())
        {
            TokenHosts = TokenHosts(provider.GetRequiredService<IConfiguration>()),
        });
        services.AddSingleton<Registries>();
        services.AddSingleton<ImageCopier>();
    }

    private static HashSet<string> TokenHosts(IConfiguration configuration) =>
        configuration.GetSection("Registries:TokenHosts").Get<string[]>()?.ToHashSet(StringComparer.OrdinalIgnoreCase) ?? new(StringComparer.OrdinalIgnoreCase);
}
