using Microsoft.AspNetCore.Http.HttpResults;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>What editors need to complete and check a definition while it is typed.</summary>
internal static class SchemasApi
{
    private const string KeptAnHour = "public, max-age=3600";

    public static void MapSchemas(this IEndpointRouteBuilder app)
    {
        app.MapGet("/schemas/cel/{place}.json", Words).Anonymous().WithTags("Definitions").WithSummary("What a condition can be written with in a place: policy, or flow for the `when` of its nodes.");
        app.MapGet("/schemas/{kind}.json", Show).Anonymous().WithTags("Definitions").WithSummary("The JSON Schema of a kind, such as environment, policy-binding or policyBinding.");
    }

    private static Results<Ok<ConditionWords>, ProblemHttpResult> Words(string place, HttpResponse response)
    {
        if (CelPlaces.Find(place) is not { } known) return Problems.NotFound($"There is no such place. There are {CelPlaces.Policy} and {CelPlaces.Flow}.");
        response.Headers.CacheControl = KeptAnHour;
        return TypedResults.Ok(ConditionWords.Of(known));
    }

    private static Results<ContentHttpResult, ProblemHttpResult> Show(string kind, HttpResponse response)
    {
        if (KindWords.Find(kind) is not { } known) return Problems.NotFound($"There is no such kind. There are {string.Join(", ", Enum.GetValues<DefinitionKind>().Select(one => one.Folder()))}.");
        response.Headers.CacheControl = KeptAnHour;
        return TypedResults.Text(DefinitionText.Schema(known).ToJsonString(), "application/schema+json");
    }
}
