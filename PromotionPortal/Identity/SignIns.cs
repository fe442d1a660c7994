using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>Signing in by name and password. Whatever is wrong, the words and the work are the same, so that nobody learns who has an account.</summary>
public sealed class SignIns(
    IdentityWork work, IDbContextFactory<PortalDb> database, IPasswordHasher<PortalUser> hasher, ILookupNormalizer normalizer, FailedSignIns failed)
{
    public const string Refusal = "Name and password do not fit, or the account is closed. After five wrong passwords it rests for five minutes.";

    // Far above what a person types; keeps the hashing of a request bounded.
    public const int LongestInput = 256;

    private readonly string _nobodysHash = hasher.HashPassword(new(), SecretCode.Create());

    /// <summary>The person, or null; then <see cref="Refusal"/> is all there is to say.</summary>
    public async Task<PortalUser?> WithPasswordAsync(string name, string password, CancellationToken stop = default)
    {
        if (name.Length > LongestInput || password.Length > LongestInput) return null;
        var fits = await FitsAsync(name, password, stop);
        return await work.WriteAsync(change => DecideAsync(change, name, fits), stop);
    }

    // Outside the transaction: hashing takes long on purpose, and a writer keeps others waiting.
    private async Task<bool> FitsAsync(string name, string password, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var normalized = normalizer.NormalizeName(name.Trim());
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(row => row.NormalizedUserName == normalized, stop);
        var verified = hasher.VerifyHashedPassword(user ?? new(), user?.PasswordHash ?? _nobodysHash, password);
        return verified != PasswordVerificationResult.Failed && user?.PasswordHash is not null;
    }

    // The lock is asked and set in one transaction, so that many tries at once count as many.
    private async Task<PortalUser?> DecideAsync(IdentityChange change, string name, bool fits)
    {
        var user = await change.Users.FindByNameAsync(name.Trim());
        var locked = user is not null && await change.Users.IsLockedOutAsync(user);
        if (user is { Disabled: false } && fits && !locked)
        {
            await change.Users.ResetAccessFailedCountAsync(user);
            await change.AuditAsync(user.AsActor(), "person.signed-in", $"person/{user.Id}", $"{user.CalledName()} signed in with a password.");
            return user;
        }
        if (user is not null && !fits && !locked) await change.Users.AccessFailedAsync(user);
        await NoteFailureAsync(change, user, locked);
        return null;
    }

    // What was typed for a name is not written down: it may be a password in the wrong field.
    private async Task NoteFailureAsync(IdentityChange change, PortalUser? user, bool locked)
    {
        if (failed.LeftOutBefore(change.Now) is not { } leftOut) return;
        var text = user switch
        {
            null => "Somebody tried to sign in with a name that does not exist.",
            { Disabled: true } => $"Somebody tried to sign in as {user.CalledName()}, who is disabled.",
            _ when locked => $"Somebody tried to sign in as {user.CalledName()} while the account rests.",
            _ => $"Somebody tried to sign in as {user.CalledName()} with a wrong password.",
        };
        var subject = user is null ? "person/unknown" : $"person/{user.Id}";
        await change.AuditAsync(Actor.Anonymous, "person.sign-in-failed", subject, text, leftOut > 0 ? new { NotWritten = leftOut } : null);
    }
}
