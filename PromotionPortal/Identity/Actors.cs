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
    public async Task<Actor> OfAsync(ClaimsPrincipal principal, CancellationToken stop = default)
    {
        if (principal.FindFirstValue(ClaimTypes.NameIdentifier) is not { } id) return Actor.Anonymous;
        await using var db = await database.CreateDbContextAsync(stop);
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id && !row.Disabled, stop);
        if (user is null) return Actor.Anonymous;
        var grants = (await db.Grants.AsNoTracking().Where(row => row.UserId == id).ToListAsync(stop))
            .Select(row => new Grant(row.Role, new(row.Application, row.Environment))).ToImmutableArray();
        return principal.FindFirstValue(PortalClaims.Token) is { } token
            ? await OfTokenAsync(db, user, grants, token, stop)
            : OfBrowser(principal, user, grants);
    }

    /// <summary>Whether what the principal says still holds: not disabled, not signed out everywhere, token not revoked.</summary>
    public async Task<bool> HoldsAsync(ClaimsPrincipal principal, CancellationToken stop = default) => (await OfAsync(principal, stop)).IsSignedIn;

    private Actor OfBrowser(ClaimsPrincipal principal, PortalUser user, ImmutableArray<Grant> grants) =>
        principal.FindFirstValue(options.Value.ClaimsIdentity.SecurityStampClaimType) == user.SecurityStamp
            ? new(user.Id, user.CalledName(), Credential.Browser, grants, [])
            : Actor.Anonymous;

    private async Task<Actor> OfTokenAsync(PortalDb db, PortalUser user, ImmutableArray<Grant> grants, string token, CancellationToken stop)
    {
        var id = int.Parse(token, CultureInfo.InvariantCulture);
        var now = clock.GetUtcNow();
        var row = await db.ApiTokens.AsNoTracking()
            .FirstOrDefaultAsync(row => row.Id == id && row.UserId == user.Id && row.RevokedAt == null && row.ExpiresAt > now, stop);
        return row is null ? Actor.Anonymous : new(user.Id, user.CalledName(), row.Kind, grants, [.. row.Scopes]);
    }
}
