using System.Collections.Immutable;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Finding;
using PromotionPortal.Engine;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>Finds what the caller may see by a few words: what the search of the pages asks, and the command line.</summary>
public static class SearchApi
{
    /// <summary>The best first, in groups.</summary>
    public sealed record Findings(ImmutableArray<FoundGroup> Groups);

    // Whoever holds no role still finds what is his own.
    public static void MapSearch(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/search", async (Caller caller, Finder finder, CancellationToken stop, string? q = null) => TypedResults.Ok(new Findings(await finder.FindAsync(q, caller.Actor, stop)))).WithTags("Search").Needs(Verb.ReadSelf);
}
