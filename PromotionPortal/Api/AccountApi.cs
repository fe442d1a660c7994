using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using PromotionPortal.Domain.Access;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>What concerns the caller himself: who he is, his tokens, his session.</summary>
public static class AccountApi
{
    public sealed record Me(string Id, string Name, Credential Credential, ImmutableArray<Grant> Grants, ImmutableArray<TokenScope> Scopes);

    /// <summary>The token's text is in no later answer.</summary>
    public sealed record MadeToken(string Token, string Text);

    public static void MapAccountApi(this IEndpointRouteBuilder app)
    {
        var me = app.MapGroup("/api/me").WithTags("Me");
        me.MapGet("/", (Caller caller) => TypedResults.Ok(Of(caller.Actor))).Needs(Verb.ReadSelf);
        me.MapGet("/tokens", async (Caller caller, Tokens tokens, CancellationToken stop) => TypedResults.Ok(await tokens.ListAsync(caller.Actor, stop))).Needs(Verb.ManageOwnTokens);
        me.MapPost("/tokens", CreateTokenAsync).Needs(Verb.ManageOwnTokens);
        me.MapDelete("/tokens/{id:int}", RevokeTokenAsync).Needs(Verb.ManageOwnTokens);
        me.MapDelete("/session", EndSessionAsync).Needs(Verb.ReadSelf);
    }

    private static Me Of(Actor actor) => new(actor.Id, actor.Name, actor.Credential, actor.Grants, actor.Scopes);

    private static async Task<IResult> CreateTokenAsync(NewToken asked, Caller caller, Tokens tokens, CancellationToken stop)
    {
        var answer = await tokens.CreateAsync(caller.Actor, asked, stop);
        return answer.IsDone ? TypedResults.Created((string?)null, new MadeToken(answer.Result!, answer.Text)) : Problems.Of(answer);
    }

    private static async Task<IResult> RevokeTokenAsync(int id, Caller caller, Tokens tokens, CancellationToken stop)
    {
        var answer = await tokens.RevokeAsync(caller.Actor, id, stop);
        return answer.IsDone ? TypedResults.NoContent() : Problems.Of(answer);
    }

    // `portal logout`: the session by which the call came; a browser signs out by its own button.
    private static async Task<IResult> EndSessionAsync(ClaimsPrincipal principal, Caller caller, Tokens tokens, CancellationToken stop)
    {
        var id = int.TryParse(principal.FindFirstValue(PortalClaims.Token), CultureInfo.InvariantCulture, out var token) ? token : 0;
        var answer = await tokens.EndSessionAsync(caller.Actor, id, stop);
        return answer.IsDone ? TypedResults.NoContent() : Problems.Of(answer);
    }
}
