using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Links;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>A person as the list shows him.</summary>
public sealed record PersonView(string Id, string UserName, string DisplayName, string? Email, bool Disabled, bool HasPassword, DateTimeOffset CreatedAt, ImmutableArray<Grant> Grants);

/// <summary>A right that a person holds at this moment, with where it comes from. GrantId: what was given, to him or to the group.</summary>
public sealed record RightView(int GrantId, Grant Grant, string GivenByName, DateTimeOffset GivenAt, string Why, string? AddedByName);

/// <summary>One page of the list, and how many there are in all.</summary>
public sealed record PeoplePageView(ImmutableArray<PersonView> People, int Total);

/// <summary>Who is here and who may what. Asks itself whether the actor may, whatever door he came by.</summary>
public sealed class People(IdentityWork work, IDbContextFactory<PortalDb> database, TimeProvider clock)
{
    public const int PageSize = 50;
    internal const int LastPage = 100_000;

    public Task<Answer> AddAsync(Actor actor, NewPerson person, CancellationToken stop = default) =>
        ChangeAsync(actor, change => PersonRecords.AddAsync(change, actor, person, password: null), stop);

    public Task<Answer> GrantAsync(Actor actor, string userId, Grant grant, CancellationToken stop = default) =>
        ChangeAsync(actor, async change => await GrantRecords.GiveAsync(change, actor, await Holder.PersonAsync(change, userId), grant), stop);

    public Task<Answer> RevokeAsync(Actor actor, string userId, Grant grant, CancellationToken stop = default) =>
        ChangeAsync(actor, change => RevokeAsync(change, actor, userId, grant), stop);

    public Task<Answer> DisableAsync(Actor actor, string userId, CancellationToken stop = default) =>
        ChangeAsync(actor, change => DisableAsync(change, actor, userId), stop);

    public Task<Answer> EnableAsync(Actor actor, string userId, CancellationToken stop = default) =>
        ChangeAsync(actor, change => EnableAsync(change, actor, userId), stop);

    /// <summary>A fresh one-time link for a person; the ones given before stop working. The result is its path.</summary>
    public Task<Answer> NewLinkAsync(Actor actor, string userId, CancellationToken stop = default) =>
        ChangeAsync(actor, change => NewLinkAsync(change, actor, userId), stop);

    /// <summary>The people whose name contains the search text, by user name; null when the actor may not see them.</summary>
    public async Task<PeoplePageView?> ListAsync(Actor actor, string? search = null, int page = 1, CancellationToken stop = default)
    {
        if (!Access.Can(actor, Verb.ManagePeople).Allowed) return null;
        await using var db = await database.CreateDbContextAsync(stop);
        var pattern = LikePattern.Anywhere(search ?? "");
        var found = db.Users.AsNoTracking().Where(row => EF.Functions.Like(row.UserName, pattern, LikePattern.Escape) || EF.Functions.Like(row.DisplayName, pattern, LikePattern.Escape));
        var users = await found.OrderBy(row => row.NormalizedUserName).Skip((Math.Clamp(page, 1, LastPage) - 1) * PageSize).Take(PageSize).ToListAsync(stop);
        var ids = users.Select(user => user.Id).ToList();
        var rights = await Rights.ReadAsync(db, ids, clock.GetUtcNow(), stop);
        return new([.. users.Select(user => View(user, rights))], await found.CountAsync(stop));
    }

    /// <summary>The person of a user name; null when there is none, or when the actor may not know.</summary>
    public async Task<PersonView?> FindAsync(Actor actor, string userName, CancellationToken stop = default)
    {
        if (!Access.Can(actor, Verb.ManagePeople).Allowed) return null;
        await using var db = await database.CreateDbContextAsync(stop);
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(row => row.UserName == userName, stop);
        return user is null ? null : View(user, await Rights.ReadAsync(db, [user.Id], clock.GetUtcNow(), stop));
    }

    /// <summary>All that a person may at this moment, and by what; null when there is no such person, or when the actor may not know.</summary>
    public async Task<ImmutableArray<RightView>?> RightsAsync(Actor actor, string userName, CancellationToken stop = default)
    {
        if (await FindAsync(actor, userName, stop) is not { } person) return null;
        await using var db = await database.CreateDbContextAsync(stop);
        var held = (await Rights.ReadAsync(db, [person.Id], clock.GetUtcNow(), stop)).Of(person.Id);
        var names = await Rights.NamesAsync(db, held.SelectMany(right => new[] { right.Row.GrantedBy, right.Through?.AddedBy ?? "" }), stop);
        return [.. held.Select(right => new RightView(right.Row.Id, right.Grant, NameOf(right.Row.GrantedBy), right.Row.GrantedAt, right.Row.Why, right.Through is { } through ? NameOf(through.AddedBy) : null))];

        string NameOf(string id) => names.GetValueOrDefault(id) ?? SetUp.Called;
    }

    private static PersonView View(PortalUser user, RightsOfPeople rights) => new(
        user.Id, user.UserName!, user.CalledName(), user.Email, user.Disabled, user.PasswordHash is not null, user.CreatedAt, [.. rights.Of(user.Id).Select(right => right.Grant)]);

    private Task<Answer> ChangeAsync(Actor actor, Func<IdentityChange, Task<Answer>> write, CancellationToken stop)
    {
        var verdict = Access.Can(actor, Verb.ManagePeople);
        return verdict.Allowed ? work.WriteAsync(write, stop) : Task.FromResult(Answer.NotAllowed(verdict.Reason));
    }

    private static async Task<Answer> RevokeAsync(IdentityChange change, Actor actor, string userId, Grant grant)
    {
        var holder = await Holder.PersonAsync(change, userId);
        return await GrantRecords.TakeAsync(change, actor, holder, holder is null ? null : await GrantRecords.RowOf(change.Db, holder, grant).FirstOrDefaultAsync(change.Stop));
    }

    private static async Task<Answer> DisableAsync(IdentityChange change, Actor actor, string userId)
    {
        if (userId == actor.Id) return Answer.Refused("Nobody can disable himself: ask another super-admin.");
        if (await change.Users.FindByIdAsync(userId) is not { } user) return Answer.NotFound("There is no such person.");
        if (user.Disabled) return Answer.Done($"{user.CalledName()} is disabled already.");
        // Whoever asks may have been disabled himself since he was let in: two at once must not leave nobody.
        if (await GrantRecords.IsLastSuperAdminAsync(change, userId)) return Answer.Refused("This is the last super-admin: make another person one first.");
        user.Disabled = true;
        change.MovedRights = true;
        // Nothing that he holds now comes back to life when he is enabled again, but for the tokens of his machines.
        await change.Users.UpdateSecurityStampAsync(user);
        await change.Db.SignInLinks.Where(row => row.UserId == userId && row.UsedAt == null).ExecuteDeleteAsync(change.Stop);
        await change.Db.ApiTokens.Where(row => row.UserId == userId && row.Kind == Credential.Session && row.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, change.Now), change.Stop);
        await change.AuditAsync(actor, "person.disabled", $"person/{userId}", $"{actor.Name} disabled {user.CalledName()}.");
        return Answer.Done($"{user.CalledName()} is disabled: signed out everywhere, and his tokens are refused.");
    }

    private static async Task<Answer> EnableAsync(IdentityChange change, Actor actor, string userId)
    {
        if (await change.Users.FindByIdAsync(userId) is not { } user) return Answer.NotFound("There is no such person.");
        if (!user.Disabled) return Answer.Done($"{user.CalledName()} is enabled already.");
        user.Disabled = false;
        change.MovedRights = true;
        await change.AuditAsync(actor, "person.enabled", $"person/{userId}", $"{actor.Name} enabled {user.CalledName()}.");
        return Answer.Done($"{user.CalledName()} may sign in again.");
    }

    private static async Task<Answer> NewLinkAsync(IdentityChange change, Actor actor, string userId)
    {
        if (await change.Users.FindByIdAsync(userId) is not { } user) return Answer.NotFound("There is no such person.");
        if (user.Disabled) return Answer.Refused($"{user.CalledName()} is disabled: enable the account first.");
        await change.Db.SignInLinks.Where(row => row.UserId == userId && row.UsedAt == null).ExecuteDeleteAsync(change.Stop);
        var link = PageLinks.SignInOnce(SignInLinks.Add(change, userId, actor.Id));
        await change.AuditAsync(actor, "person.link-made", $"person/{userId}", $"{actor.Name} made a one-time sign-in link for {user.CalledName()}.");
        return Answer.Done($"The link signs {user.CalledName()} in once, within a day.", link);
    }
}
