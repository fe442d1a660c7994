namespace PromotionPortal.Definitions;

public static class DefinitionsSetup
{
    public static void AddDefinitions(this IServiceCollection services) => services.AddSingleton<DefinitionStore>();

    public static Task OpenDefinitionsAsync(this IServiceProvider services, CancellationToken stop = default) =>
        services.GetRequiredService<DefinitionStore>().OpenAsync(stop);
}
