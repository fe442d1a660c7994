using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Identity;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Knows who there is to agree, as of the last look; pages must not wait for it.</summary>
public sealed class Electorates(IDbContextFactory<PortalDb> database, Groups groups, TimeProvider time)
{
    private static readonly Role[] s_approving = [.. Enum.GetValues<Role>().Where(role => Access.Gives(role, Verb.Approve))];

    private int _moved;

    /// <summary>Null before the first look, and from a change of rights to the next one: who is missing must not be said of who has just come.</summary>
    public Electorate? Known { get; private set; }

    /// <summary>Somebody's rights have changed.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _moved);
        Known = null;
    }

    public async Task<Electorate> LookAsync(CancellationToken stop)
    {
        var moved = Volatile.Read(ref _moved);
        var sizes = await groups.SizesAsync(stop);
        await using var db = await database.CreateDbContextAsync(stop);
        var grants = db.Grants.AsNoTracking().Where(row => s_approving.Contains(row.Role));
        var direct = await grants.Where(row => row.UserId != "").Select(row => row.UserId).ToListAsync(stop);
        var through = await db.Memberships.AsNoTracking().Where(row => grants.Any(grant => grant.GroupName == row.GroupName)).Select(row => row.UserId).ToListAsync(stop);
        ImmutableArray<Actor> people = [.. (await Actors.PeopleAsync(db, [.. direct.Concat(through).Distinct(StringComparer.Ordinal)], time.GetUtcNow(), stop)).OrderBy(person => person.Id, StringComparer.Ordinal)];
        var electorate = new Electorate(sizes, people);
        if (moved == Volatile.Read(ref _moved)) Known = electorate;
        return electorate;
    }
}
