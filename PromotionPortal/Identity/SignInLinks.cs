using Microsoft.EntityFrameworkCore;
using PromotionPortal.Links;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>Links that sign a person in once: the way in for somebody who has no password yet.</summary>
public sealed class SignInLinks(IdentityWork work, IDbContextFactory<PortalDb> database, TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>The path of a fresh link. Asks nobody: for the portal's own start; people go through <see cref="People"/>.</summary>
    public Task<string> CreateAsync(string userId, CancellationToken stop = default) =>
        work.WriteAsync(change => Task.FromResult(PageLinks.SignInOnce(Add(change, userId))), stop);

    /// <summary>Whom a code would sign in, without using it up: a preview of the link must not.</summary>
    public async Task<PortalUser?> FindAsync(string? code, CancellationToken stop = default)
    {
        if (string.IsNullOrEmpty(code)) return null;
        await using var db = await database.CreateDbContextAsync(stop);
        var row = await OpenRow(db, code, clock.GetUtcNow()).FirstOrDefaultAsync(stop);
        return row is null ? null : await db.Users.AsNoTracking().FirstOrDefaultAsync(user => user.Id == row.UserId && !user.Disabled, stop);
    }

    /// <summary>Uses the link up; null when it is unknown, expired or used.</summary>
    public Task<PortalUser?> UseAsync(string? code, CancellationToken stop = default) =>
        string.IsNullOrEmpty(code) ? Task.FromResult<PortalUser?>(null) : work.WriteAsync(change => UseAsync(change, code), stop);

    /// <summary>A new code, its row added to the change. No user: the set-up of an empty portal.</summary>
    internal static string Add(IdentityChange change, string? userId, string madeById = "")
    {
        var code = SecretCode.Create();
        change.Db.SignInLinks.Add(new() { UserId = userId, Hash = SecretCode.HashOf(code), ExpiresAt = change.Now + Life, MadeById = madeById });
        return code;
    }

    internal static IQueryable<SignInLinkRow> OpenRow(PortalDb db, string code, DateTimeOffset now)
    {
        var hash = SecretCode.HashOf(code);
        return db.SignInLinks.Where(row => row.Hash == hash && row.UsedAt == null && row.ExpiresAt > now);
    }

    private static async Task<PortalUser?> UseAsync(IdentityChange change, string code)
    {
        var row = await OpenRow(change.Db, code, change.Now).FirstOrDefaultAsync(change.Stop);
        var user = row?.UserId is { } id ? await change.Users.FindByIdAsync(id) : null;
        if (user is null or { Disabled: true }) return null;
        row!.UsedAt = change.Now;
        var by = await OpenAsync(change, user, row.MadeById);
        await change.AuditAsync(user.AsActor(), "person.signed-in", $"person/{user.Id}", $"{user.CalledName()} signed in by a one-time link{by}.");
        return user;
    }

    // Whoever makes a link for another can use it himself; separation of duties takes the two for one person until another opens the account.
    private static async Task<string> OpenAsync(IdentityChange change, PortalUser user, string madeById)
    {
        if (madeById == user.Id) return " of his own";
        if (user.OpenedById != madeById)
        {
            user.OpenedById = madeById;
            change.MovedRights = true;
        }
        if (madeById.Length == 0) return "";
        return await change.Users.FindByIdAsync(madeById) is { } maker ? $" that {maker.CalledName()} made" : " that another made";
    }
}
