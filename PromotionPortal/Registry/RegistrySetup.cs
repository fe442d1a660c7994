namespace PromotionPortal.Registry;

public static class RegistrySetup
{
    public static void AddRegistries(this IServiceCollection services)
    {
        // A secret is a setting, from a file or the environment (Secrets__name), so that definitions carry its name alone.
        services.AddSingleton<RegistrySecret>(provider => name => provider.GetRequiredService<IConfiguration>()[$"Secrets:{name}"]);
        services.AddSingleton(_ => new RegistryTransport(RegistryTransport.NewHandler()));
        services.AddSingleton<Registries>();
        services.AddSingleton<ImageCopier>();
    }
}
