using System.Collections.Immutable;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>A group as the list shows it.</summary>
public sealed record GroupView(string Name, string Title, int Members, int Grants);

/// <summary>A person in a group, and who put him there.</summary>
public sealed record MemberView(string UserName, string DisplayName, bool Disabled, string AddedByName, DateTimeOffset AddedAt, DateTimeOffset? Until, bool AddedHimself);

/// <summary>One group with all that is in it.</summary>
public sealed record GroupDetail(string Name, string Title, ImmutableArray<MemberView> Members, ImmutableArray<GrantView> Grants);

/// <summary>People who are granted rights together, and whom definitions can name. Asks itself whether the actor may, whatever door he came by.</summary>
public sealed class Groups(IdentityWork work, IDbContextFactory<PortalDb> database, TimeProvider clock)
{
    public const int LongestTitle = 100;
    public const int Most = 500;

    public Task<Answer> CreateAsync(Actor actor, string name, string title, CancellationToken stop = default) =>
        ChangeAsync(actor, change => CreateAsync(change, actor, name.Trim(), title.Trim()), stop);

    /// <summary>Only an empty group without rights goes: nobody loses a right unseen.</summary>
    public Task<Answer> DeleteAsync(Actor actor, string name, CancellationToken stop = default) =>
        ChangeAsync(actor, change => DeleteAsync(change, actor, name), stop);

    /// <summary>Puts a person into a group, or changes until when he is in it.</summary>
    public Task<Answer> AddAsync(Actor actor, string group, string userName, DateTimeOffset? until = null, CancellationToken stop = default) =>
        ChangeAsync(actor, change => AddAsync(change, actor, group, userName, until), stop);

    public Task<Answer> RemoveAsync(Actor actor, string group, string userName, CancellationToken stop = default) =>
        ChangeAsync(actor, change => RemoveAsync(change, actor, group, userName), stop);

    /// <summary>All groups by name; null when the actor may not see them.</summary>
    public async Task<ImmutableArray<GroupView>?> ListAsync(Actor actor, CancellationToken stop = default)
    {
        if (!Access.Can(actor, Verb.ManagePeople).Allowed) return null;
        await using var db = await database.CreateDbContextAsync(stop);
        var now = clock.GetUtcNow();
        var groups = await db.Groups.AsNoTracking().OrderBy(row => row.Name).ToListAsync(stop);
        var members = await LiveMembers(db, now).GroupBy(row => row.GroupName).ToDictionaryAsync(rows => rows.Key, rows => rows.Count(), stop);
        var grants = await db.Grants.AsNoTracking().Where(row => row.GroupName != "" && (row.Until == null || row.Until > now)).GroupBy(row => row.GroupName).ToDictionaryAsync(rows => rows.Key, rows => rows.Count(), stop);
        return [.. groups.Select(row => new GroupView(row.Name, row.Title, members.GetValueOrDefault(row.Name), grants.GetValueOrDefault(row.Name)))];
    }

    /// <summary>One group; null when there is none, or when the actor may not know.</summary>
    public async Task<GroupDetail?> FindAsync(Actor actor, string name, CancellationToken stop = default)
    {
        if (!Access.Can(actor, Verb.ManagePeople).Allowed) return null;
        await using var db = await database.CreateDbContextAsync(stop);
        if (await db.Groups.AsNoTracking().FirstOrDefaultAsync(row => row.Name == name, stop) is not { } group) return null;
        var now = clock.GetUtcNow();
        var memberships = await db.Memberships.AsNoTracking().Where(row => row.GroupName == name && (row.Until == null || row.Until > now)).ToListAsync(stop);
        var ids = memberships.SelectMany(row => new[] { row.UserId, row.AddedBy }).Distinct().ToList();
        var people = await db.Users.AsNoTracking().Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id, stop);
        var grants = await db.Grants.AsNoTracking().Where(row => row.GroupName == name && (row.Until == null || row.Until > now)).OrderBy(row => row.Role).ThenBy(row => row.Id).ToListAsync(stop);
        return new(group.Name, group.Title, [.. memberships.Select(row => View(row, people)).OrderBy(view => view.DisplayName, StringComparer.Ordinal)], await Identity.Grants.ViewsAsync(db, grants, stop));
    }

    /// <summary>Every group that there is, with how many people are in it at this moment who are not disabled; for judging definitions that name groups.</summary>
    public async Task<ImmutableDictionary<string, int>> SizesAsync(CancellationToken stop = default)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var sizes = await LiveMembers(db, clock.GetUtcNow()).GroupBy(row => row.GroupName).ToDictionaryAsync(rows => rows.Key, rows => rows.Count(), stop);
        var names = await db.Groups.AsNoTracking().Select(row => row.Name).ToListAsync(stop);
        return names.ToImmutableDictionary(name => name, name => sizes.GetValueOrDefault(name));
    }

    private static IQueryable<MembershipRow> LiveMembers(PortalDb db, DateTimeOffset now) => db.Memberships.AsNoTracking()
        .Where(row => (row.Until == null || row.Until > now) && db.Users.Any(user => user.Id == row.UserId && !user.Disabled));

    private static MemberView View(MembershipRow row, Dictionary<string, PortalUser> people) => new(
        people[row.UserId].UserName!, people[row.UserId].CalledName(), people[row.UserId].Disabled,
        people.GetValueOrDefault(row.AddedBy)?.CalledName() ?? SetUp.Called, row.AddedAt, row.Until, row.AddedBy == row.UserId);

    private static async Task<Answer> CreateAsync(IdentityChange change, Actor actor, string name, string title)
    {
        if (GroupName.Problem(name) is { } problem) return Answer.Refused(problem);
        if (title.Length > LongestTitle || title.Any(char.IsControl)) return Answer.Refused($"The title is one line of at most {LongestTitle} characters.");
        if (await change.Db.Groups.AnyAsync(row => row.Name == name, change.Stop)) return Answer.Refused($"There is a group named {name} already.");
        if (await change.Db.Groups.CountAsync(change.Stop) >= Most) return Answer.Refused($"There are {Most} groups. Delete one first.");
        change.Db.Groups.Add(new() { Name = name, Title = title, CreatedAt = change.Now });
        await change.AuditAsync(actor, "group.created", $"group/{name}", $"{actor.Name} created the group {name}.", new { Title = title });
        return Answer.Done($"The group {name} was created.", name);
    }

    private static async Task<Answer> DeleteAsync(IdentityChange change, Actor actor, string name)
    {
        if (await change.Db.Groups.FirstOrDefaultAsync(row => row.Name == name, change.Stop) is not { } group) return NoGroup(name);
        if (await change.Db.Memberships.AnyAsync(row => row.GroupName == name && (row.Until == null || row.Until > change.Now), change.Stop)) return Answer.Refused($"People are in the group {name}: take them out first.");
        if (await change.Db.Grants.AnyAsync(row => row.GroupName == name && (row.Until == null || row.Until > change.Now), change.Stop)) return Answer.Refused($"The group {name} has rights: take them away first.");
        await change.Db.Memberships.Where(row => row.GroupName == name).ExecuteDeleteAsync(change.Stop);
        await change.Db.Grants.Where(row => row.GroupName == name).ExecuteDeleteAsync(change.Stop);
        change.Db.Groups.Remove(group);
        await change.AuditAsync(actor, "group.deleted", $"group/{name}", $"{actor.Name} deleted the group {name}.");
        return Answer.Done($"The group {name} is gone.");
    }

    private static async Task<Answer> AddAsync(IdentityChange change, Actor actor, string group, string userName, DateTimeOffset? until)
    {
        if (!await change.Db.Groups.AnyAsync(row => row.Name == group, change.Stop)) return NoGroup(group);
        if (await change.Users.FindByNameAsync(userName) is not { } user) return Answer.NotFound("There is no such person.");
        if (until <= change.Now) return Answer.Refused("That would be over already.");
        var row = await change.Db.Memberships.FirstOrDefaultAsync(row => row.GroupName == group && row.UserId == user.Id, change.Stop);
        if (row is not null && Stands(row, actor, until, change.Now)) return Answer.Done($"{user.CalledName()} is in the group {group} already.");
        if (row is null) change.Db.Memberships.Add(row = new() { GroupName = group, UserId = user.Id, AddedBy = "" });
        (row.AddedBy, row.AddedAt, row.Until) = (actor.Id, change.Now, until);
        change.MovedRights = true;
        var end = until is { } at ? string.Create(CultureInfo.InvariantCulture, $", until {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : "";
        await change.AuditAsync(actor, "group.joined", $"group/{group}", $"{actor.Name} put {user.CalledName()} into the group {group}{end}.", new { user.UserName, Until = until });
        return Answer.Done($"{user.CalledName()} is now in the group {group}{end}.");
    }

    // Another who puts in whoever put himself in vouches for him.
    private static bool Stands(MembershipRow row, Actor actor, DateTimeOffset? until, DateTimeOffset now) =>
        (row.Until is null || row.Until > now) && row.Until == until && (row.AddedBy != row.UserId || actor.Id == row.UserId);

    private static async Task<Answer> RemoveAsync(IdentityChange change, Actor actor, string group, string userName)
    {
        var user = await change.Users.FindByNameAsync(userName);
        var row = user is null ? null : await change.Db.Memberships.FirstOrDefaultAsync(row => row.GroupName == group && row.UserId == user.Id, change.Stop);
        if (user is null || row is null) return Answer.NotFound($"No such person is in the group {group}.");
        change.Db.Memberships.Remove(row);
        change.MovedRights = true;
        await change.AuditAsync(actor, "group.left", $"group/{group}", $"{actor.Name} took {user.CalledName()} out of the group {group}.", new { user.UserName });
        return Answer.Done($"{user.CalledName()} is no longer in the group {group}.");
    }

    private static Answer NoGroup(string name) => Answer.NotFound($"There is no group {name}.");

    private Task<Answer> ChangeAsync(Actor actor, Func<IdentityChange, Task<Answer>> write, CancellationToken stop)
    {
        var verdict = Access.Can(actor, Verb.ManagePeople);
        return verdict.Allowed ? work.WriteAsync(write, stop) : Task.FromResult(Answer.NotAllowed(verdict.Reason));
    }
}
