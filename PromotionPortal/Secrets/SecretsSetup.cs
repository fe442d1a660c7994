namespace PromotionPortal.Secrets;

public static class SecretsSetup
{
    public static void AddSecrets(this IServiceCollection services)
    {
        services.AddSingleton<OutsideSecrets>();
        services.AddSingleton<SecretSeal>();
    }
}
