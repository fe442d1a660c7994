using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Domain.Access;
using PromotionPortal.Identity;

namespace PromotionPortal.Tests.Identity;

public sealed class TokenTests : IDisposable
{
    private readonly Portal _portal = new();

    [Fact]
    public async Task A_token_stands_for_its_owner_within_its_scopes()
    {
        var secret = await TokenAsync("ada", TokenScope.Read);
        var actor = await _portal.Actors.OfAsync((await SendAsync("/api/me", "Bearer " + secret)).Principal!);
        Assert.Equal(("ada the person", Credential.Token), (actor.Name, actor.Credential));
        Assert.Equal(TokenScope.Read, Assert.Single(actor.Scopes));
        Assert.True(Access.Can(actor, Verb.View).Allowed);
        Assert.False(Access.Can(actor, Verb.Promote).Allowed);
        Assert.False(Access.Can(actor, Verb.ManageOwnTokens).Allowed);
    }

    [Fact]
    public async Task Only_the_hash_of_a_token_is_kept()
    {
        var secret = await TokenAsync("ada");
        await using var db = _portal.Db();
        var row = await db.ApiTokens.SingleAsync();
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), row.Hash);
        Assert.StartsWith(row.Hint.TrimEnd('…'), secret, StringComparison.Ordinal);
        Assert.InRange(row.Hint.Length, 1, 12);
    }

    [Fact]
    public void A_token_shows_what_it_is_and_that_it_is_whole()
    {
        var token = TokenText.Create();
        Assert.Matches("^pp_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$", token);
        Assert.True(TokenText.IsWellFormed(token));
        Assert.NotEqual(token, TokenText.Create());
    }

    [Fact]
    public void A_token_with_one_wrong_character_is_not_whole()
    {
        var token = TokenText.Create();
        for (var at = 0; at < token.Length; at++)
        {
            var wrong = token.ToCharArray();
            wrong[at] = wrong[at] == 'x' ? 'y' : 'x';
            Assert.False(TokenText.IsWellFormed(new(wrong)));
        }
        Assert.False(TokenText.IsWellFormed(token[..^1]));
        Assert.False(TokenText.IsWellFormed(""));
    }

    [Theory]
    [InlineData("/api/me", "Bearer {0}", true)]
    [InlineData("/api/me", "bearer {0}", true)]
    [InlineData("/v2/", "Bearer {0}", true)]
    [InlineData("/v2/", "Basic ada:{0}", true)]
    [InlineData("/v2/", "Basic ADA:{0}", true)]
    [InlineData("/v2/", "Basic eve:{0}", false)]
    [InlineData("/v2/", "Basic {0}", false)]
    [InlineData("/v2/", "Basic", false)]
    [InlineData("/api/me", "Basic ada:{0}", false)]
    [InlineData("/api/me", "{0}", false)]
    [InlineData("/api/me", "Bearer {0}x", false)]
    [InlineData("/api/me", "Bearer", false)]
    public async Task A_token_is_taken_from_the_header_that_the_door_knows(string path, string header, bool accepted)
    {
        var text = header.Replace("{0}", await TokenAsync("ada"), StringComparison.Ordinal);
        if (text.StartsWith("Basic ", StringComparison.Ordinal)) text = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text["Basic ".Length..]));
        Assert.Equal(accepted, (await SendAsync(path, text)).Succeeded);
    }

    [Fact]
    public async Task A_token_opens_no_page() => Assert.False((await SendAsync("/applications", "Bearer " + await TokenAsync("ada"))).Succeeded);

    [Fact]
    public async Task An_expired_token_is_refused()
    {
        var secret = await TokenAsync("ada");
        _portal.Clock.Advance(TimeSpan.FromDays(2));
        Assert.False((await SendAsync("/api/me", "Bearer " + secret)).Succeeded);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_and_what_it_had_opened_is_closed()
    {
        var secret = await TokenAsync("ada");
        var principal = (await SendAsync("/api/me", "Bearer " + secret)).Principal!;
        var owner = await _portal.ActorAsync("ada");
        Assert.True((await _portal.Tokens.RevokeAsync(owner, (await _portal.Tokens.ListAsync(owner))[0].Id)).IsDone);
        Assert.False((await SendAsync("/api/me", "Bearer " + secret)).Succeeded);
        Assert.False(await _portal.Actors.HoldsAsync(principal));
    }

    [Fact]
    public async Task The_token_of_a_disabled_person_is_refused_at_once()
    {
        await _portal.AddAsync("root", new Grant(Role.SuperAdmin, Reach.All));
        var secret = await TokenAsync("ada");
        var principal = (await SendAsync("/api/me", "Bearer " + secret)).Principal!;
        await _portal.People.DisableAsync(await _portal.ActorAsync("root"), (await _portal.ActorAsync("ada")).Id);
        Assert.False((await SendAsync("/api/me", "Bearer " + secret)).Succeeded);
        Assert.Equal(Actor.Anonymous, await _portal.Actors.OfAsync(principal));
    }

    [Fact]
    public async Task Nobody_revokes_the_token_of_another()
    {
        await TokenAsync("ada");
        await _portal.AddAsync("eve", new Grant(Role.SuperAdmin, Reach.All));
        var id = (await _portal.Tokens.ListAsync(await _portal.ActorAsync("ada")))[0].Id;
        Assert.Equal(AnswerKind.NotFound, (await _portal.Tokens.RevokeAsync(await _portal.ActorAsync("eve"), id)).Kind);
        Assert.Empty(await _portal.Tokens.ListAsync(await _portal.ActorAsync("eve")));
    }

    [Fact]
    public async Task A_token_makes_no_token()
    {
        await _portal.AddAsync("ada", new Grant(Role.SuperAdmin, Reach.All));
        var token = await _portal.ActorAsync("ada") with { Credential = Credential.Token, Scopes = [.. Enum.GetValues<TokenScope>()] };
        Assert.Equal(AnswerKind.NotAllowed, (await _portal.Tokens.CreateAsync(token, Asked())).Kind);
    }

    public static TheoryData<string, NewToken> Unsound => new()
    {
        { "a name", Asked() with { Name = "  " } },
        { "a name", Asked() with { Name = new('x', Tokens.LongestName + 1) } },
        { "one scope", Asked() with { Scopes = [] } },
        { "no such scope", Asked() with { Scopes = [(TokenScope)99] } },
        { "expired", Asked() with { ExpiresAt = TimeProvider.System.GetUtcNow() } },
        { "a year", Asked() with { ExpiresAt = TimeProvider.System.GetUtcNow().AddDays(400) } },
    };

    [Theory]
    [MemberData(nameof(Unsound))]
    public async Task A_token_that_makes_no_sense_is_refused_in_words(string words, NewToken asked)
    {
        await _portal.AddAsync("ada");
        var answer = await _portal.Tokens.CreateAsync(await _portal.ActorAsync("ada"), asked);
        Assert.Equal(AnswerKind.Refused, answer.Kind);
        Assert.Contains(words, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_token_was_last_used_is_known_roughly_and_seldom_written()
    {
        var secret = await TokenAsync("ada");
        await SendAsync("/api/me", "Bearer " + secret);
        var first = await LastUsedAsync();
        _portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync("/api/me", "Bearer " + secret);
        Assert.Equal(first, await LastUsedAsync());
        _portal.Clock.Advance(TimeSpan.FromMinutes(15));
        await SendAsync("/api/me", "Bearer " + secret);
        Assert.NotEqual(first, await LastUsedAsync());
    }

    [Fact]
    public async Task Making_and_revoking_is_audited_without_the_token()
    {
        var secret = await TokenAsync("ada");
        var owner = await _portal.ActorAsync("ada");
        await _portal.Tokens.RevokeAsync(owner, (await _portal.Tokens.ListAsync(owner))[0].Id);
        await using var db = _portal.Db();
        var rows = await db.AuditTrail.Where(row => row.Action.StartsWith("token.")).OrderBy(row => row.Sequence).ToListAsync();
        Assert.Equal(["token.created", "token.revoked"], rows.Select(row => row.Action));
        Assert.All(rows, row => Assert.DoesNotContain(secret[3..20], row.Text + row.Facts, StringComparison.Ordinal));
    }

    public void Dispose() => _portal.Dispose();

    private static NewToken Asked(params TokenScope[] scopes) => new("ci", scopes is [] ? [TokenScope.Read] : [.. scopes], TimeProvider.System.GetUtcNow().AddDays(1));

    private async Task<string> TokenAsync(string userName, params TokenScope[] scopes)
    {
        await _portal.AddAsync(userName, new Grant(Role.BuildAndDeploy, Reach.All));
        return (await _portal.Tokens.CreateAsync(await _portal.ActorAsync(userName), Asked(scopes))).Result!;
    }

    private async Task<DateTimeOffset?> LastUsedAsync()
    {
        await using var db = _portal.Db();
        return (await db.ApiTokens.AsNoTracking().SingleAsync()).LastUsedAt;
    }

    // What the portal's own authentication makes of a request, whatever lies behind the path.
    private async Task<AuthenticateResult> SendAsync(string path, string authorization)
    {
        await using var scope = _portal.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Path = path;
        context.Request.Headers.Authorization = authorization;
        return await context.AuthenticateAsync();
    }
}
