using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>Whom to add.</summary>
public sealed record NewPerson(string UserName, string DisplayName, string? Email = null);

/// <summary>The changes of a person within a transaction that is already open; whether the actor may was asked before.</summary>
internal static class PersonRecords
{
    public const int LongestDisplayName = 100;
    public const int LongestEmail = 254;

    public static async Task<Answer> AddAsync(IdentityChange change, Actor actor, NewPerson asked, string? password)
    {
        var person = new NewPerson(asked.UserName.Trim(), asked.DisplayName.Trim(), string.IsNullOrWhiteSpace(asked.Email) ? null : asked.Email.Trim());
        if (Problem(person) is { } problem) return Answer.Refused(problem);
        if (await change.Users.FindByNameAsync(person.UserName) is not null) return Answer.Refused($"There is a person named {person.UserName} already.");
        var user = new PortalUser { UserName = person.UserName, DisplayName = person.DisplayName, Email = person.Email, CreatedAt = change.Now };
        var created = password is null ? await change.Users.CreateAsync(user) : await change.Users.CreateAsync(user, password);
        if (!created.Succeeded) return Answer.Refused(Words(created));
        await change.AuditAsync(actor, "person.added", $"person/{user.Id}", $"{actor.Name} added {user.CalledName()} ({user.UserName}).", new { user.UserName });
        return Answer.Done($"{user.CalledName()} was added.", user.Id);
    }

    public static async Task<Answer> GrantAsync(IdentityChange change, Actor actor, string userId, Grant grant)
    {
        if (Problem(grant) is { } problem) return Answer.Refused(problem);
        if (await change.Users.FindByIdAsync(userId) is not { } user) return Answer.NotFound("There is no such person.");
        if (await RowOf(change.Db, userId, grant).AnyAsync(change.Stop)) return Answer.Done($"{user.CalledName()} has that role already.");
        change.Db.Grants.Add(new()
        {
            UserId = userId,
            Role = grant.Role,
            Application = grant.Reach.Application,
            Environment = grant.Reach.Environment,
            GrantedBy = actor.Id,
            GrantedAt = change.Now,
        });
        await change.Db.SaveChangesAsync(change.Stop);
        await change.AuditAsync(actor, "role.granted", $"person/{userId}", $"{actor.Name} made {user.CalledName()} {grant.InWords()}.", Facts(grant));
        return Answer.Done($"{user.CalledName()} is now {grant.InWords()}.");
    }

    public static async Task<Answer> RevokeAsync(IdentityChange change, Actor actor, string userId, Grant grant)
    {
        var user = await change.Users.FindByIdAsync(userId);
        var row = await RowOf(change.Db, userId, grant).FirstOrDefaultAsync(change.Stop);
        if (user is null || row is null) return Answer.NotFound("The person does not have that role.");
        if (grant.Role == Role.SuperAdmin && await IsLastSuperAdminAsync(change, userId)) return Answer.Refused("This is the last super-admin: make another person one first.");
        change.Db.Grants.Remove(row);
        await change.AuditAsync(actor, "role.revoked", $"person/{userId}", $"{actor.Name} took from {user.CalledName()}: {grant.InWords()}.", Facts(grant));
        return Answer.Done($"{user.CalledName()} is no longer {grant.InWords()}.");
    }

    /// <summary>The words of Identity for what it refused, without a code or a stack.</summary>
    public static string Words(IdentityResult result) => string.Join(' ', result.Errors.Select(error => error.Description));

    public static async Task<bool> IsLastSuperAdminAsync(IdentityChange change, string userId)
    {
        var acting = await change.Db.Grants.Where(row => row.Role == Role.SuperAdmin && change.Db.Users.Any(user => user.Id == row.UserId && !user.Disabled))
            .Select(row => row.UserId).Distinct().ToListAsync(change.Stop);
        return acting.Contains(userId) && acting.Count == 1;
    }

    private static IQueryable<GrantRow> RowOf(PortalDb db, string userId, Grant grant) => db.Grants.Where(row =>
        row.UserId == userId && row.Role == grant.Role && row.Application == grant.Reach.Application && row.Environment == grant.Reach.Environment);

    private static object Facts(Grant grant) => new { Role = grant.Role.ToString(), grant.Reach.Application, grant.Reach.Environment };

    private static string? Problem(NewPerson person) => UserName.Problem(person.UserName) ?? person switch
    {
        { DisplayName.Length: 0 or > LongestDisplayName } => $"Give the person a name of at most {LongestDisplayName} characters for others to read.",
        { DisplayName: var name } when name.Any(char.IsControl) => "A name is one line of text.",
        { Email: { } email } when email.Length > LongestEmail || !System.Net.Mail.MailAddress.TryCreate(email, out var parsed) || parsed.Address != email => $"“{email}” is no e-mail address.",
        _ => null,
    };

    private static string? Problem(Grant grant) => grant switch
    {
        _ when !Enum.IsDefined(grant.Role) => "There is no such role.",
        { Role: Role.SuperAdmin } when grant.Reach != Reach.All => "A super-admin is one for every application and environment.",
        _ when !Reach.IsSound(grant.Reach.Application) || !Reach.IsSound(grant.Reach.Environment) => "A role reaches an application and an environment by name, or * for all.",
        _ => null,
    };
}
