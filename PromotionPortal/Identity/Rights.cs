using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>One right of one person at this moment: the row that gives it, and the membership through which it comes.</summary>
internal sealed record HeldRight(GrantRow Row, MembershipRow? Through)
{
    public Grant Grant { get; } = Rights.GrantOf(Row)! with { Group = Through?.GroupName, AddedBy = Through?.AddedBy, Until = Earlier(Row.Until, Through?.Until) };

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;
}

/// <summary>All that some people hold, and the groups they are in.</summary>
internal sealed class RightsOfPeople(IReadOnlyList<MembershipRow> memberships, IReadOnlyList<GrantRow> grants)
{
    public ImmutableArray<HeldRight> Of(string userId) =>
    [
        .. grants.Where(row => row.UserId == userId).Select(row => new HeldRight(row, Through: null)),
        .. from membership in memberships
           where membership.UserId == userId
           from row in grants
           where row.GroupName == membership.GroupName
           select new HeldRight(row, membership),
    ];

    public Actor ActorOf(PortalUser user, Credential credential, ImmutableArray<TokenScope> scopes) =>
        new(user.Id, user.CalledName(), credential, [.. Of(user.Id).Select(held => held.Grant)], scopes) { Groups = [.. GroupsOf(user.Id)], OpenedBy = user.OpenedById };

    private IEnumerable<string> GroupsOf(string userId) =>
        memberships.Where(row => row.UserId == userId && row.AddedBy != userId).Select(row => row.GroupName);
}

/// <summary>Reads who holds what. Whatever has ended is left out, whether or not its row is still there.</summary>
internal static class Rights
{
    // Compiled, because every command reads them.
    private static readonly Compiled<Func<PortalDb, IReadOnlyCollection<string>, DateTimeOffset, IAsyncEnumerable<MembershipRow>>> s_memberships = new(() => EF.CompileAsyncQuery((PortalDb db, IReadOnlyCollection<string> userIds, DateTimeOffset now) =>
        db.Memberships.AsNoTracking().Where(row => userIds.Contains(row.UserId) && (row.Until == null || row.Until > now)).OrderBy(row => row.GroupName).AsQueryable()));

    private static readonly Compiled<Func<PortalDb, IReadOnlyCollection<string>, IReadOnlyCollection<string>, DateTimeOffset, IAsyncEnumerable<GrantRow>>> s_grants = new(() => EF.CompileAsyncQuery((PortalDb db, IReadOnlyCollection<string> userIds, IReadOnlyCollection<string> groups, DateTimeOffset now) =>
        db.Grants.AsNoTracking().Where(row => (userIds.Contains(row.UserId) || groups.Contains(row.GroupName)) && (row.Until == null || row.Until > now)).OrderBy(row => row.Role).ThenBy(row => row.Id).AsQueryable()));

    public static async Task<RightsOfPeople> ReadAsync(PortalDb db, IReadOnlyCollection<string> userIds, DateTimeOffset now, CancellationToken stop)
    {
        var memberships = await s_memberships.For(db)(db, userIds, now).ToListAsync(stop);
        var groups = memberships.Select(row => row.GroupName).Distinct().ToList();
        var grants = await s_grants.For(db)(db, userIds, groups, now).ToListAsync(stop);
        return new(memberships, [.. grants.Where(row => GrantOf(row) is not null)]);
    }

    /// <summary>Null for a verb that this program does not know: nobody holds that.</summary>
    public static Grant? GrantOf(GrantRow row)
    {
        var grant = Grant.Of(row.Apart.Length > 0 ? row.Apart : row.Role.ToString(), new(row.Application, row.Environment));
        return grant is null ? null : grant with { GivenBy = row.GrantedBy, Until = row.Until };
    }

    /// <summary>What people are called, by id; whoever is not here any more, or is the portal's set-up, is not in it.</summary>
    public static async Task<Dictionary<string, string>> NamesAsync(PortalDb db, IEnumerable<string> userIds, CancellationToken stop)
    {
        var ids = userIds.Distinct().ToList();
        return (await db.Users.AsNoTracking().Where(user => ids.Contains(user.Id)).ToListAsync(stop)).ToDictionary(user => user.Id, user => user.CalledName(), StringComparer.Ordinal);
    }
}
