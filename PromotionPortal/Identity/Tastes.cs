using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>What each chose of his theme and his shortcuts. It gives no right, so that the cookie's word is enough to read it.</summary>
public sealed class Tastes(IDbContextFactory<PortalDb> database)
{
    public async Task<Taste> OfAsync(ClaimsPrincipal principal, CancellationToken stop = default) =>
        principal.FindFirstValue(ClaimTypes.NameIdentifier) is { } id ? await ReadAsync(id, stop) : new();

    public Task<Taste> OfAsync(Actor actor, CancellationToken stop = default) => ReadAsync(actor.Id, stop);

    public async Task<Answer> ChooseAsync(Actor actor, Taste wanted, CancellationToken stop = default)
    {
        if (Access.Can(actor, Verb.ChooseOwnTaste) is { Allowed: false } no) return Answer.NotAllowed(no.Reason);
        await using var db = await database.CreateDbContextAsync(stop);
        await db.Users.Where(user => user.Id == actor.Id).ExecuteUpdateAsync(set => set
            .SetProperty(user => user.Theme, user => wanted.Theme ?? user.Theme)
            .SetProperty(user => user.SingleKeys, user => wanted.SingleKeys ?? user.SingleKeys), stop);
        return Answer.Done("Your choice is saved. It holds wherever you sign in.");
    }

    private async Task<Taste> ReadAsync(string id, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        return await db.Users.AsNoTracking().Where(user => user.Id == id).Select(user => new Taste(user.Theme, user.SingleKeys)).FirstOrDefaultAsync(stop) ?? new();
    }
}
