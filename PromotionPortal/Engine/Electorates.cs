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

    /// <summary>Null before the first look.</summary>
    public Electorate? Known { get; private set; }

    public async Task<Electorate> LookAsync(CancellationToken stop)
    {
        var sizes = await groups.SizesAsync(stop);
        await using var db = await database.CreateDbContextAsync(stop);
        var grants = db.Grants.AsNoTracking().Where(row => s_approving.Contains(row.Role));
        var direct = await grants.Where(row => row.UserId != "").Select(row => row.UserId).ToListAsync(stop);
        var through = await db.Memberships.AsNoTracking().Where(row => grants.Any(grant => grant.GroupName == row.GroupName)).Select(row => row.UserId).ToListAsync(stop);
        ImmutableArray<Actor> people = [.. (await Actors.PeopleAsync(db, [.. direct.Concat(through).Distinct(StringComparer.Ordinal)], time.GetUtcNow(), stop)).OrderBy(person => person.Id, StringComparer.Ordinal)];
        return Known = new(sizes, people);
    }
}
