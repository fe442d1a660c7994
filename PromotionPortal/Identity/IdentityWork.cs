using Microsoft.AspNetCore.Identity;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>Changes who people are and what they may: each change has a connection of its own and one writing transaction, the audit included.</summary>
public sealed class IdentityWork(IServiceScopeFactory scopes, RightsMoved moved, TimeProvider clock)
{
    public async Task<T> WriteAsync<T>(Func<IdentityChange, Task<T>> write, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDb>();
        // The user store of the scope saves through the same context, so Identity's own writes are in this transaction.
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var change = new IdentityChange(db, users, clock.GetUtcNow(), stop);
        var result = await write(change);
        await db.SaveChangesAsync(stop);
        if (change.MovedRights) await DueLooks.StirAllAsync(db, stop);
        await transaction.CommitAsync(stop);
        if (change.MovedRights) moved.Say();
        return result;
    }
}

/// <summary>What one change works with.</summary>
public sealed record IdentityChange(PortalDb Db, UserManager<PortalUser> Users, DateTimeOffset Now, CancellationToken Stop)
{
    /// <summary>Set when open pages and waiting requests have to be looked at again: somebody may more or less than before, or is known now.</summary>
    public bool MovedRights { get; set; }

    public Task AuditAsync(Actor actor, string action, string subject, string text, object? facts = null) =>
        AuditTrail.AppendAsync(Db, new(Now, actor, action, subject, text, facts), Stop);
}
