using System.Text.Json.Serialization;

namespace PromotionPortal.Api;

public static class ApiSetup
{
    public static void AddPortalApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(allowIntegerValues: false));
            // A misspelt field is an error, not a default.
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
    }

    public static void MapPortalApi(this IEndpointRouteBuilder app)
    {
        app.MapAccountApi();
        app.MapPeopleApi();
        app.MapDeviceApi();
    }
}
