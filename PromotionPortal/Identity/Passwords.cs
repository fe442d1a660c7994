using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>A person's own password: the first one after a one-time link, and another one later.</summary>
public sealed class Passwords(IdentityWork work, IDbContextFactory<PortalDb> database)
{
    public async Task<bool> HasOneAsync(Actor actor, CancellationToken stop = default)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        return await db.Users.AnyAsync(row => row.Id == actor.Id && row.PasswordHash != null, stop);
    }

    /// <summary>Sets it; whoever has one already must know it. Every other browser and command line of the person is signed out.</summary>
    public Task<Answer> SetAsync(Actor actor, string? current, string password, CancellationToken stop = default)
    {
        var verdict = Access.Can(actor, Verb.SetOwnPassword);
        if (!verdict.Allowed) return Task.FromResult(Answer.NotAllowed(verdict.Reason));
        if (Math.Max(password.Length, current?.Length ?? 0) > SignIns.LongestInput) return Task.FromResult(Answer.Refused($"A password has at most {SignIns.LongestInput} characters."));
        return work.WriteAsync(change => SetAsync(change, actor, current, password), stop);
    }

    private static async Task<Answer> SetAsync(IdentityChange change, Actor actor, string? current, string password)
    {
        if (await change.Users.FindByIdAsync(actor.Id) is not { } user) return Answer.NotFound("There is no such person.");
        if (await change.Users.IsLockedOutAsync(user)) return Answer.Refused(SignIns.Refusal);
        var result = user.PasswordHash is null
            ? await change.Users.AddPasswordAsync(user, password)
            : await change.Users.ChangePasswordAsync(user, current ?? "", password);
        if (!result.Succeeded) return await RefusedAsync(change, user, result);
        await change.Db.ApiTokens.Where(row => row.UserId == actor.Id && row.Kind == Credential.Session && row.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, change.Now), change.Stop);
        await change.AuditAsync(actor, "person.password-set", $"person/{actor.Id}", $"{actor.Name} set a new password.");
        return Answer.Done("The password is set.");
    }

    // A stolen browser session must not be a way to guess the password without end.
    private static async Task<Answer> RefusedAsync(IdentityChange change, PortalUser user, IdentityResult result)
    {
        if (result.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.PasswordMismatch))) await change.Users.AccessFailedAsync(user);
        return Answer.Refused(PersonRecords.Words(result));
    }
}
