namespace PromotionPortal.Definitions;

public static class DefinitionsSetup
{
    public static void AddDefinitions(this IServiceCollection services)
    {
        services.AddSingleton<DefinitionStore>();
        services.AddSingleton<DefinitionHistory>();
    }

    public static Task OpenDefinitionsAsync(this IServiceProvider services, CancellationToken stop = default) =>
        services.GetRequiredService<DefinitionStore>().OpenAsync(stop);
}
