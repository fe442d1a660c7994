using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>To whom a right is given: a person by id, or a group by name; the other is empty.</summary>
internal sealed record Holder(string UserId, string Group, string Called)
{
    public string Subject => Group.Length > 0 ? $"group/{Group}" : $"person/{UserId}";

    public static async Task<Holder?> PersonAsync(IdentityChange change, string userId) =>
        await change.Users.FindByIdAsync(userId) is { } user ? new(user.Id, "", user.CalledName()) : null;

    public static async Task<Holder?> GroupAsync(IdentityChange change, string name) =>
        await change.Db.Groups.AnyAsync(row => row.Name == name, change.Stop) ? new("", name, $"The group {name}") : null;
}

/// <summary>Rights given and taken away within a transaction that is already open; whether the actor may was asked before.</summary>
internal static class GrantRecords
{
    public const int LongestWhy = 200;

    private const string LastSuperAdmin = "This is the last super-admin who stays one: make another person one first.";
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(366 * 5);

    public static async Task<Answer> GiveAsync(IdentityChange change, Actor actor, Holder? holder, Grant grant, string why = "")
    {
        if (Problem(grant, why, change.Now) is { } problem) return Answer.Refused(problem);
        if (holder is null) return Answer.NotFound("There is no such person or group.");
        var row = await RowOf(change.Db, holder, grant).FirstOrDefaultAsync(change.Stop);
        if (row is not null && await StandsAsync(change, row, actor, grant)) return Answer.Done($"{holder.Called} has that already: {InWords(grant)}.");
        if (row is not null && grant.Until is not null && await IsLastSuperAdminAsync(change, row)) return Answer.Refused(LastSuperAdmin);
        if (row is null) change.Db.Grants.Add(row = NewRow(holder, grant));
        (row.GrantedBy, row.GrantedAt, row.Until, row.Why) = (actor.Id, change.Now, grant.Until, why.Trim());
        change.MovedRights = true;
        await change.Db.SaveChangesAsync(change.Stop);
        await change.AuditAsync(actor, "role.granted", holder.Subject, Said(actor, holder, grant, row.Why), Facts(grant, row.Why));
        return Answer.Done(Answered(holder, grant));
    }

    public static async Task<Answer> TakeAsync(IdentityChange change, Actor actor, Holder? holder, GrantRow? row)
    {
        if (holder is null || row is null || Rights.GrantOf(row) is not { } grant) return Answer.NotFound("There is no such right.");
        if (await IsLastSuperAdminAsync(change, row)) return Answer.Refused(LastSuperAdmin);
        change.Db.Grants.Remove(row);
        change.MovedRights = true;
        await change.AuditAsync(actor, "role.revoked", holder.Subject, $"{actor.Name} took from {InSentence(holder)}: {grant.InWords()}.", Facts(grant, row.Why));
        return Answer.Done(grant.Apart is null && holder.Group.Length == 0 ? $"{holder.Called} is no longer {grant.InWords()}." : $"{holder.Called} no longer has: {grant.InWords()}.");
    }

    public static IQueryable<GrantRow> RowOf(PortalDb db, Holder holder, Grant grant)
    {
        var apart = grant.Apart?.ToString() ?? "";
        return db.Grants.Where(row => row.UserId == holder.UserId && row.GroupName == holder.Group && row.Role == grant.Role && row.Apart == apart
            && row.Application == grant.Reach.Application && row.Environment == grant.Reach.Environment);
    }

    /// <summary>Whether without this person there is nobody left who is a super-admin by himself and for good.</summary>
    public static async Task<bool> IsLastSuperAdminAsync(IdentityChange change, string userId)
    {
        var acting = await change.Db.Grants
            .Where(row => row.Role == Role.SuperAdmin && row.Until == null && row.UserId != "" && change.Db.Users.Any(user => user.Id == row.UserId && !user.Disabled))
            .Select(row => row.UserId).Distinct().ToListAsync(change.Stop);
        return acting.Contains(userId) && acting.Count == 1;
    }

    private static async Task<bool> IsLastSuperAdminAsync(IdentityChange change, GrantRow row) =>
        row is { Role: Role.SuperAdmin, Until: null, UserId.Length: > 0 } && await IsLastSuperAdminAsync(change, row.UserId);

    // What somebody gave himself becomes another's gift when another gives it, and can then count.
    private static async Task<bool> StandsAsync(IdentityChange change, GrantRow row, Actor actor, Grant grant)
    {
        if (row.Until <= change.Now || row.Until != grant.Until) return false;
        var isOwn = row.GroupName.Length == 0
            ? row.GrantedBy == row.UserId
            : await change.Db.Memberships.AnyAsync(member => member.GroupName == row.GroupName && member.UserId == row.GrantedBy, change.Stop);
        return !isOwn || actor.Id == row.GrantedBy;
    }

    private static GrantRow NewRow(Holder holder, Grant grant) => new()
    {
        UserId = holder.UserId,
        GroupName = holder.Group,
        Role = grant.Role,
        Apart = grant.Apart?.ToString() ?? "",
        Application = grant.Reach.Application,
        Environment = grant.Reach.Environment,
    };

    private static string Said(Actor actor, Holder holder, Grant grant, string why) =>
        (grant.Apart is null && holder.Group.Length == 0 ? $"{actor.Name} made {holder.Called} {InWords(grant)}" : $"{actor.Name} gave {InSentence(holder)}: {InWords(grant)}")
        + (why.Length > 0 ? $" ({why})." : ".");

    private static string Answered(Holder holder, Grant grant) =>
        grant.Apart is null && holder.Group.Length == 0 ? $"{holder.Called} is now {InWords(grant)}." : $"{holder.Called} has now: {InWords(grant)}.";

    private static string InSentence(Holder holder) => holder.Group.Length > 0 ? $"the group {holder.Group}" : holder.Called;

    private static string InWords(Grant grant) => grant.Until is { } until ? $"{grant.InWords()}, until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : grant.InWords();

    private static object Facts(Grant grant, string why) =>
        new { Role = grant.Apart is null ? grant.Role.ToString() : null, Verb = grant.Apart?.ToString(), grant.Reach.Application, grant.Reach.Environment, grant.Until, Why = why };

    private static string? Problem(Grant grant, string why, DateTimeOffset now) => grant switch
    {
        _ when !Enum.IsDefined(grant.Role) => "There is no such role.",
        { Apart: { } verb } when !Access.GrantedApart.Contains(verb) => $"“{verb}” is granted with roles alone.",
        { Role: Role.SuperAdmin } when grant.Reach != Reach.All => "A super-admin is one for every application and environment.",
        { Apart: { } verb } when Access.IsPortalWide(verb) && grant.Reach != Reach.All => $"“{verb.InWords()}” concerns several at once: it is given for every application and environment.",
        _ when !grant.Reach.IsSound() => $"A right reaches an application by name, as {Reach.ProductPrefix}NAME or as * for all, and an environment by name, as {Reach.ClassPrefix}NAME or as * for all.",
        { Until: { } until } when until <= now => "That would be over already.",
        { Until: { } until } when until > now + s_longest => "An end date lies within five years.",
        _ when why.Length > LongestWhy || why.Any(char.IsControl) => $"The reason is one line of at most {LongestWhy} characters.",
        _ => null,
    };
}
