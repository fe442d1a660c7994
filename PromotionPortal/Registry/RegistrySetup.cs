using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PromotionPortal.Registry;

public static class RegistrySetup
{
    /// <summary>A <see cref="RegistryTransport"/> that was added before is used.</summary>
    public static void AddRegistries(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new RegistryTransport(RegistryTransport.NewHandler())
        {
            TokenHosts = TokenHosts(provider.GetRequiredService<IConfiguration>()),
        });
        // A secret is a setting, from a file or the environment (Secrets__name), so that definitions carry its name alone.
        services.TryAddSingleton<RegistrySecret>(provider => name => provider.GetRequiredService<IConfiguration>()[$"Secrets:{name}"]);
        services.AddSingleton<Registries>();
        services.AddSingleton<BlobPlaces>();
        services.AddSingleton<ImageCopier>();
    }

    private static HashSet<string> TokenHosts(IConfiguration configuration) =>
        configuration.GetSection("Registries:TokenHosts").Get<string[]>()?.ToHashSet(StringComparer.OrdinalIgnoreCase) ?? new(StringComparer.OrdinalIgnoreCase);
}
