using PromotionPortal.Engine;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

public static class ApiSetup
{
    public static void AddPortalApi(this IServiceCollection services)
    {
        services.AddOpenApi();
        services.AddProblemDetails();
        services.AddExceptionHandler<OutageHandler>();
        services.AddSingleton(provider => EmbeddedRegistryGate.Make(provider.GetRequiredService<Actors>(), provider.GetRequiredService<CurrentDefinitions>()));
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.Converters.Add(new System.Text.Json.Serialization.JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase));
            options.SerializerOptions.AllowDuplicateProperties = false;
        });
    }

    public static void MapPortalApi(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi().AllowAnonymous();
        app.MapHealth();
        app.MapApplications();
        app.MapPromotions();
        app.MapActivity();
        app.MapEmbeddedRegistry();
    }
}
