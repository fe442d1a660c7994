using System.Text.Json.Serialization;
using PromotionPortal.Engine;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

public static class ApiSetup
{
    public static void AddPortalApi(this IServiceCollection services)
    {
        services.AddOpenApi();
        services.AddProblemDetails();
        services.AddSingleton<DefinitionDoor>();
        services.AddExceptionHandler<OutageHandler>();
        services.AddSingleton(provider => EmbeddedRegistryGate.Make(provider.GetRequiredService<Actors>(), provider.GetRequiredService<CurrentDefinitions>()));
        services.AddSingleton<RegistryPushed>(provider => provider.GetRequiredService<HookInbox>().PushedAsync);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(allowIntegerValues: false));
            // A misspelt field is an error, not a default; a field that stands twice is a trick.
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.SerializerOptions.AllowDuplicateProperties = false;
            // Nobody has to know that "op" comes first.
            options.SerializerOptions.AllowOutOfOrderMetadataProperties = true;
            // What a body must have is what its record says: a null or a gap is the caller's mistake, not a fault of ours.
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
    }

    public static void MapPortalApi(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi().AllowAnonymous();
        app.MapHealth();
        app.MapAccountApi();
        app.MapPeopleApi();
        app.MapGroupsApi();
        app.MapGrantsApi();
        app.MapDeviceApi();
        app.MapApplications();
        app.MapImages();
        app.MapReports();
        app.MapHooks();
        app.MapPromotions();
        app.MapApprovals();
        app.MapActivity();
        app.MapDefinitions();
        app.MapFlowDrafts();
        app.MapPolicies();
        app.MapProposals();
        app.MapSchemas();
        app.MapSecrets();
        app.MapRemote();
        app.MapRegistries();
        app.MapNotices();
        app.MapPreferences();
        app.MapSearch();
        app.MapChannels();
        app.MapDeliveries();
        app.MapEmbeddedRegistry();
    }
}
