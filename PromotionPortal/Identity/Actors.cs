using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>Who asks, read anew for every command, so that whatever was taken from a person is gone at his next click.</summary>
public sealed class Actors(IDbContextFactory<PortalDb> database, IOptions<IdentityOptions> options, TimeProvider clock)
{
    private static readonly Compiled<Func<PortalDb, IReadOnlyCollection<string>, IAsyncEnumerable<PortalUser>>> s_users =
        new(() => EF.CompileAsyncQuery((PortalDb db, IReadOnlyCollection<string> ids) => db.Users.AsNoTracking().Where(row => ids.Contains(row.Id) && !row.Disabled)));

    public async Task<Actor> OfAsync(ClaimsPrincipal principal, CancellationToken stop = default)
    {
        if (principal.FindFirstValue(ClaimTypes.NameIdentifier) is not { } id) return Actor.Anonymous;
        await using var db = await database.CreateDbContextAsync(stop);
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id && !row.Disabled, stop);
        if (user is null || await CredentialAsync(db, principal, user, stop) is not var (credential, scopes)) return Actor.Anonymous;
        return (await Rights.ReadAsync(db, [id], clock.GetUtcNow(), stop)).ActorOf(user, credential, scopes);
    }

    /// <summary>These people as they would act in person, without whoever is disabled or unknown; read through the given context, within its transaction.</summary>
    public static async Task<ImmutableArray<Actor>> PeopleAsync(PortalDb db, IReadOnlyCollection<string> ids, DateTimeOffset now, CancellationToken stop = default)
    {
        var users = await s_users.For(db)(db, ids).ToListAsync(stop);
        var rights = await Rights.ReadAsync(db, ids, now, stop);
        return [.. users.Select(user => rights.ActorOf(user, Credential.Browser, []))];
    }

    /// <summary>Everybody who holds a role that gives this verb somewhere, as he would act in person.</summary>
    public static async Task<ImmutableArray<Actor>> HoldersAsync(PortalDb db, Verb verb, DateTimeOffset now, CancellationToken stop = default)
    {
        var roles = Enum.GetValues<Role>().Where(role => Access.Gives(role, verb)).ToList();
        var giving = await db.Grants.AsNoTracking().Where(row => row.Apart == "" && roles.Contains(row.Role) && (row.Until == null || row.Until > now)).Select(row => new { row.UserId, row.GroupName }).Distinct().ToListAsync(stop);
        var groups = giving.Select(row => row.GroupName).Where(group => group.Length > 0).ToList();
        var members = await db.Memberships.AsNoTracking().Where(row => groups.Contains(row.GroupName)).Select(row => row.UserId).ToListAsync(stop);
        return await PeopleAsync(db, [.. giving.Select(row => row.UserId).Where(id => id.Length > 0).Concat(members).Distinct()], now, stop);
    }

    /// <summary>Whether what the principal says still holds: not disabled, not signed out everywhere, token not revoked.</summary>
    public async Task<bool> HoldsAsync(ClaimsPrincipal principal, CancellationToken stop = default) => (await OfAsync(principal, stop)).IsSignedIn;

    // Null: it holds no longer.
    private async Task<(Credential, ImmutableArray<TokenScope>)?> CredentialAsync(PortalDb db, ClaimsPrincipal principal, PortalUser user, CancellationToken stop)
    {
        if (principal.FindFirstValue(PortalClaims.Token) is not { } token)
            return principal.FindFirstValue(options.Value.ClaimsIdentity.SecurityStampClaimType) == user.SecurityStamp ? (Credential.Browser, []) : null;
        var id = int.Parse(token, CultureInfo.InvariantCulture);
        var now = clock.GetUtcNow();
        var row = await db.ApiTokens.AsNoTracking()
            .FirstOrDefaultAsync(row => row.Id == id && row.UserId == user.Id && row.RevokedAt == null && row.ExpiresAt > now, stop);
        return row is null ? null : (row.Kind, [.. row.Scopes]);
    }
}
