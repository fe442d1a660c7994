using System.Collections.Immutable;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>A token as its owner sees it in the list; what it reads is never shown again.</summary>
public sealed record TokenView(
    int Id, string Name, string Hint, Credential Kind, ImmutableArray<TokenScope> Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt)
{
    public TokenState StateAt(DateTimeOffset now) => RevokedAt is not null ? TokenState.Revoked : ExpiresAt <= now ? TokenState.Expired : TokenState.Live;
}

public enum TokenState
{
    Live,
    Revoked,
    Expired,
}

/// <summary>What a person asks for when he makes a token.</summary>
public sealed record NewToken(string Name, ImmutableArray<TokenScope> Scopes, DateTimeOffset ExpiresAt);

/// <summary>The tokens of people: made and revoked by their owner, found again by every request that brings one.</summary>
public sealed class Tokens(IdentityWork work, IDbContextFactory<PortalDb> database, TimeProvider clock)
{
    public const int LongestName = 80;
    public const int MostPerPerson = 100;
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(366);

    // Written at most this often, so that reading does not write.
    private static readonly TimeSpan s_lastUsedGrain = TimeSpan.FromMinutes(10);

    public Task<Answer> CreateAsync(Actor actor, NewToken asked, CancellationToken stop = default)
    {
        var verdict = Access.Can(actor, Verb.ManageOwnTokens);
        return verdict.Allowed
            ? work.WriteAsync(change => CreateAsync(change, actor, asked), stop)
            : Task.FromResult(Answer.NotAllowed(verdict.Reason));
    }

    public Task<Answer> RevokeAsync(Actor actor, int id, CancellationToken stop = default)
    {
        var verdict = Access.Can(actor, Verb.ManageOwnTokens);
        return verdict.Allowed
            ? work.WriteAsync(change => RevokeAsync(change, actor, id), stop)
            : Task.FromResult(Answer.NotAllowed(verdict.Reason));
    }

    /// <summary>The session by which the call came ends itself; other tokens are for the browser to revoke.</summary>
    public Task<Answer> EndSessionAsync(Actor actor, int id, CancellationToken stop = default) =>
        actor.Credential == Credential.Session
            ? work.WriteAsync(change => RevokeAsync(change, actor, id), stop)
            : Task.FromResult(Answer.NotFound("This call came without a session of portal login."));

    public async Task<ImmutableArray<TokenView>> ListAsync(Actor actor, CancellationToken stop = default)
    {
        if (!Access.Can(actor, Verb.ManageOwnTokens).Allowed) return [];
        await using var db = await database.CreateDbContextAsync(stop);
        var rows = await db.ApiTokens.AsNoTracking().Where(row => row.UserId == actor.Id).OrderByDescending(row => row.Id).Take(MostPerPerson).ToListAsync(stop);
        return [.. rows.Select(row => new TokenView(row.Id, row.Name, row.Hint, row.Kind, [.. row.Scopes], row.CreatedAt, row.ExpiresAt, row.RevokedAt, row.LastUsedAt))];
    }

    /// <summary>The live token with this text and its owner, who is not disabled.</summary>
    internal async Task<(ApiTokenRow Token, PortalUser Owner)?> FindAsync(string secret, CancellationToken stop)
    {
        if (!TokenText.IsWellFormed(secret)) return null;
        var hash = SecretCode.HashOf(secret);
        var now = clock.GetUtcNow();
        await using var db = await database.CreateDbContextAsync(stop);
        var token = await db.ApiTokens.AsNoTracking().FirstOrDefaultAsync(row => row.Hash == hash && row.RevokedAt == null && row.ExpiresAt > now, stop);
        if (token is null) return null;
        var owner = await db.Users.AsNoTracking().FirstOrDefaultAsync(row => row.Id == token.UserId && !row.Disabled, stop);
        if (owner is null) return null;
        if (token.LastUsedAt is not { } last || now - last > s_lastUsedGrain) await NoteUseAsync(db, token, now, stop);
        return (token, owner);
    }

    // A database that takes no write for a moment must not keep a token from reading.
    private static async Task NoteUseAsync(PortalDb db, ApiTokenRow token, DateTimeOffset now, CancellationToken stop)
    {
        try
        {
            await db.ApiTokens.Where(row => row.Id == token.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedAt, now), stop);
        }
        catch (Exception busy) when (PortalDb.IsBusy(busy))
        {
            // The next use says it again.
        }
    }

    /// <summary>A new token's text, its row added to the change.</summary>
    internal static string Add(IdentityChange change, string userId, Credential kind, NewToken asked)
    {
        var secret = TokenText.Create();
        change.Db.ApiTokens.Add(new()
        {
            UserId = userId,
            Name = asked.Name,
            Hint = TokenText.HintOf(secret),
            Hash = SecretCode.HashOf(secret),
            Kind = kind,
            Scopes = [.. asked.Scopes.Distinct()],
            CreatedAt = change.Now,
            ExpiresAt = asked.ExpiresAt,
        });
        return secret;
    }

    private static async Task<Answer> CreateAsync(IdentityChange change, Actor actor, NewToken asked)
    {
        var wanted = asked with { Name = asked.Name.Trim() };
        var live = await change.Db.ApiTokens.CountAsync(row => row.UserId == actor.Id && row.RevokedAt == null && row.ExpiresAt > change.Now, change.Stop);
        if (Problem(wanted, change.Now, live) is { } problem) return Answer.Refused(problem);
        var secret = Add(change, actor.Id, Credential.Token, wanted);
        await change.Db.SaveChangesAsync(change.Stop);
        await change.AuditAsync(actor, "token.created", $"person/{actor.Id}", $"{actor.Name} made the token “{wanted.Name}”.", new { wanted.Name, Scopes = wanted.Scopes.Select(scope => scope.ToString()), wanted.ExpiresAt });
        return Answer.Done("Copy the token now: it is not shown again.", secret);
    }

    private static string? Problem(NewToken asked, DateTimeOffset now, int live) => asked switch
    {
        { Name.Length: 0 or > LongestName } => $"Give the token a name of at most {LongestName} characters.",
        { Scopes: { IsDefaultOrEmpty: true } } => "Choose at least one scope.",
        _ when !asked.Scopes.All(Enum.IsDefined) => "There is no such scope.",
        _ when asked.ExpiresAt <= now => "The token would be expired already.",
        _ when asked.ExpiresAt > now + LongestLife => "A token lives for a year at most.",
        _ when live >= MostPerPerson => $"You have {MostPerPerson} tokens. Revoke one first.",
        _ => null,
    };

    private static async Task<Answer> RevokeAsync(IdentityChange change, Actor actor, int id)
    {
        var row = await change.Db.ApiTokens.FirstOrDefaultAsync(row => row.Id == id && row.UserId == actor.Id, change.Stop);
        if (row is null) return Answer.NotFound($"You have no token {id.ToString(CultureInfo.InvariantCulture)}.");
        if (row.RevokedAt is not null) return Answer.Done("The token was revoked before.");
        row.RevokedAt = change.Now;
        await change.AuditAsync(actor, "token.revoked", $"person/{actor.Id}", $"{actor.Name} revoked the token “{row.Name}”.", new { row.Id, row.Name });
        return Answer.Done("The token is revoked.");
    }
}
