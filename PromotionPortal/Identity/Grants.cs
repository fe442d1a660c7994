using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>A right that was given, as lists show it: what, to whom, by whom, what for.</summary>
public sealed record GrantView(int Id, Grant Grant, string HolderName, string? UserName, string GivenByName, DateTimeOffset GivenAt, string Why);

/// <summary>One page of what was given, and how much there is in all.</summary>
public sealed record GrantsPageView(ImmutableArray<GrantView> Grants, int Total);

/// <summary>Which of the rights given are meant. Place: those that reach it. Holder: words of a person's or a group's name.</summary>
public sealed record GrantFilter
{
    public string? Holder { get; init; }

    /// <summary>The same role or verb, wherever it reaches.</summary>
    public Grant? Right { get; init; }

    public Place Place { get; init; }

    public GrantState State { get; init; }
}

/// <summary>Where a right stands in its time.</summary>
public enum GrantState
{
    Live,
    EndingSoon,
    Ended,
}

/// <summary>Everything that was given to people and to groups. Asks itself whether the actor may, whatever door he came by.</summary>
public sealed class Grants(IdentityWork work, IDbContextFactory<PortalDb> database, TimeProvider clock)
{
    public const int PageSize = 50;
    public const int LongestWhy = GrantRecords.LongestWhy;
    public static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public Task<Answer> GiveToPersonAsync(Actor actor, string userName, Grant grant, string why = "", CancellationToken stop = default) =>
        ChangeAsync(actor, async change => await GrantRecords.GiveAsync(change, actor, await FindAsync(change, userName), grant, why), stop);

    public Task<Answer> GiveToGroupAsync(Actor actor, string group, Grant grant, string why = "", CancellationToken stop = default) =>
        ChangeAsync(actor, async change => await GrantRecords.GiveAsync(change, actor, await Holder.GroupAsync(change, group), grant, why), stop);

    public Task<Answer> TakeAsync(Actor actor, int id, CancellationToken stop = default) => ChangeAsync(actor, async change =>
    {
        var row = await change.Db.Grants.FirstOrDefaultAsync(row => row.Id == id, change.Stop);
        var holder = row is null ? null : row.GroupName.Length > 0 ? await Holder.GroupAsync(change, row.GroupName) : await Holder.PersonAsync(change, row.UserId);
        return await GrantRecords.TakeAsync(change, actor, holder, row);
    }, stop);

    /// <summary>What was given, the youngest first; null when the actor may not see it.</summary>
    public async Task<GrantsPageView?> ListAsync(Actor actor, GrantFilter filter, int page = 1, CancellationToken stop = default)
    {
        if (!Access.Can(actor, Verb.ManagePeople).Allowed) return null;
        await using var db = await database.CreateDbContextAsync(stop);
        var found = Reaching(InState(OfHolder(db, filter.Holder), filter.State), filter.Place);
        if (filter.Right is { } right) found = SameRight(found, right);
        var rows = await found.OrderByDescending(row => row.GrantedAt).ThenByDescending(row => row.Id).Skip((Math.Clamp(page, 1, People.LastPage) - 1) * PageSize).Take(PageSize).ToListAsync(stop);
        return new(await ViewsAsync(db, rows, stop), await found.CountAsync(stop));
    }

    internal static async Task<ImmutableArray<GrantView>> ViewsAsync(PortalDb db, IReadOnlyCollection<GrantRow> rows, CancellationToken stop)
    {
        var ids = rows.SelectMany(row => new[] { row.UserId, row.GrantedBy }).Distinct().ToList();
        var people = await db.Users.AsNoTracking().Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id, stop);
        return [.. from row in rows let grant = Rights.GrantOf(row) where grant is not null select View(row, grant, people)];
    }

    private static GrantView View(GrantRow row, Grant grant, Dictionary<string, PortalUser> people) => new(
        row.Id, grant with { Group = row.GroupName.Length > 0 ? row.GroupName : null },
        row.GroupName.Length > 0 ? row.GroupName : people.GetValueOrDefault(row.UserId)?.CalledName() ?? "",
        people.GetValueOrDefault(row.UserId)?.UserName,
        people.GetValueOrDefault(row.GrantedBy)?.CalledName() ?? SetUp.Called, row.GrantedAt, row.Why);

    private static IQueryable<GrantRow> SameRight(IQueryable<GrantRow> rows, Grant right)
    {
        var apart = right.Apart?.ToString() ?? "";
        return rows.Where(row => row.Role == right.Role && row.Apart == apart);
    }

    private static IQueryable<GrantRow> OfHolder(PortalDb db, string? words)
    {
        var rows = db.Grants.AsNoTracking();
        if (string.IsNullOrWhiteSpace(words)) return rows;
        var pattern = LikePattern.Anywhere(words);
        return rows.Where(row => EF.Functions.Like(row.GroupName, pattern, LikePattern.Escape) || db.Users.Any(user => user.Id == row.UserId
            && (EF.Functions.Like(user.UserName!, pattern, LikePattern.Escape) || EF.Functions.Like(user.DisplayName, pattern, LikePattern.Escape))));
    }

    private IQueryable<GrantRow> InState(IQueryable<GrantRow> rows, GrantState state)
    {
        var now = clock.GetUtcNow();
        var soon = now + Soon;
        return state switch
        {
            GrantState.Ended => rows.Where(row => row.Until != null && row.Until <= now),
            GrantState.EndingSoon => rows.Where(row => row.Until != null && row.Until > now && row.Until <= soon),
            _ => rows.Where(row => row.Until == null || row.Until > now),
        };
    }

    private static IQueryable<GrantRow> Reaching(IQueryable<GrantRow> rows, Place place)
    {
        if (place.Application is { } application)
        {
            string[] sides = place.Product is { } product ? [Reach.Everything, application, Reach.ProductPrefix + product] : [Reach.Everything, application];
            rows = rows.Where(row => sides.Contains(row.Application));
        }
        if (place.Environment is { } environment)
        {
            string[] sides = place.Class is { } word ? [Reach.Everything, environment, Reach.ClassPrefix + word] : [Reach.Everything, environment];
            rows = rows.Where(row => sides.Contains(row.Environment));
        }
        return rows;
    }

    private static async Task<Holder?> FindAsync(IdentityChange change, string userName) =>
        await change.Users.FindByNameAsync(userName) is { } user ? new(user.Id, "", user.CalledName()) : null;

    private Task<Answer> ChangeAsync(Actor actor, Func<IdentityChange, Task<Answer>> write, CancellationToken stop)
    {
        var verdict = Access.Can(actor, Verb.ManagePeople);
        return verdict.Allowed ? work.WriteAsync(write, stop) : Task.FromResult(Answer.NotAllowed(verdict.Reason));
    }
}
