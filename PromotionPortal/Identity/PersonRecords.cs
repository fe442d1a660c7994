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
        if (await IsTakenAsync(change, person.Email)) return Answer.Refused($"{person.Email} belongs to somebody else here, and commits of it to him.");
        // Nobody writes his own: a super-admin does, and vouches for it.
        var user = new PortalUser { UserName = person.UserName, DisplayName = person.DisplayName, Email = person.Email, EmailConfirmed = person.Email is not null, CreatedAt = change.Now };
        var created = password is null ? await change.Users.CreateAsync(user) : await change.Users.CreateAsync(user, password);
        if (!created.Succeeded) return Answer.Refused(Words(created));
        change.MovedRights = true; // an author of whom nobody knew may be he
        await change.AuditAsync(actor, "person.added", $"person/{user.Id}", $"{actor.Name} added {user.CalledName()} ({user.UserName}).", new { user.UserName });
        return Answer.Done($"{user.CalledName()} was added.", user.Id);
    }

    private static async Task<bool> IsTakenAsync(IdentityChange change, string? email)
    {
        var normal = change.Users.NormalizeEmail(email);
        return normal is not null && await change.Db.Users.AnyAsync(user => user.NormalizedEmail == normal, change.Stop);
    }

    /// <summary>The words of Identity for what it refused, without a code or a stack.</summary>
    public static string Words(IdentityResult result) => string.Join(' ', result.Errors.Select(error => error.Description));

    private static string? Problem(NewPerson person) => UserName.Problem(person.UserName) ?? person switch
    {
        { DisplayName.Length: 0 or > LongestDisplayName } => $"Give the person a name of at most {LongestDisplayName} characters for others to read.",
        { DisplayName: var name } when name.Any(char.IsControl) => "A name is one line of text.",
        { Email: { } email } when email.Length > LongestEmail || !System.Net.Mail.MailAddress.TryCreate(email, out var parsed) || parsed.Address != email => $"“{email}” is no e-mail address.",
        _ => null,
    };
}
