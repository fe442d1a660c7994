using System.Net;
using PromotionPortal.Registry.Remote;

namespace PromotionPortal.Registry;

/// <summary>What stands at a registry's address says before anybody signs in.</summary>
/// <param name="Scheme">How it wants one to sign in, "Basic" or "Bearer"; null: not at all, or in a way unknown to us.</param>
/// <param name="TokenHost">The host that hands out its tokens.</param>
public sealed record Greeting(int Status, string MediaType, bool IsRegistry, string? Scheme, string? TokenHost)
{
    private const string VersionHeader = "Docker-Distribution-Api-Version";

    internal static Greeting Read(HttpResponseMessage response)
    {
        var challenge = Challenge.Read(response);
        var says = response.Headers.Contains(VersionHeader);
        var isRegistry = response.StatusCode switch
        {
            HttpStatusCode.OK => says || response.Content.Headers.ContentType?.MediaType is null or "application/json",
            HttpStatusCode.Unauthorized => says || challenge is not null,
            _ => false,
        };
        var realm = Uri.TryCreate(challenge?.Realm, UriKind.Absolute, out var address) ? address.Authority : null;
        return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", isRegistry, challenge?.Scheme, challenge?.Scheme == Challenge.Bearer ? realm : null);
    }
}
