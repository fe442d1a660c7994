using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Links;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>The first person of an empty portal, and people whom the portal itself brings along. There is no default password.</summary>
public sealed class SetUp(IdentityWork work, IDbContextFactory<PortalDb> database, TimeProvider clock)
{
    private const string Closed = "This link is unknown, used or too old. An empty portal prints a fresh one when it starts.";
    /// <summary>What lists call the giver of what no person gave.</summary>
    internal const string Called = "the portal's set-up";

    private static readonly Actor s_portal = Actor.Anonymous with { Name = "The portal's set-up" };

    /// <summary>The path of a fresh set-up link, which voids earlier ones; null when somebody is here already.</summary>
    public Task<string?> LinkAsync(CancellationToken stop = default) => work.WriteAsync(
        async change =>
        {
            await change.Db.SignInLinks.Where(row => row.UserId == null).ExecuteDeleteAsync(change.Stop);
            return await change.Db.Users.AnyAsync(change.Stop) ? null : PageLinks.SetUpOnce(SignInLinks.Add(change, null));
        },
        stop);

    /// <summary>Whether a code may create the first person, without using it up.</summary>
    public async Task<bool> IsOpenAsync(string? code, CancellationToken stop = default)
    {
        if (string.IsNullOrEmpty(code)) return false;
        await using var db = await database.CreateDbContextAsync(stop);
        return await SignInLinks.OpenRow(db, code, clock.GetUtcNow()).AnyAsync(row => row.UserId == null, stop) && !await db.Users.AnyAsync(stop);
    }

    /// <summary>Creates the first super-admin; the result is his id.</summary>
    public Task<Answer> CreateFirstAsync(string? code, NewPerson person, string password, CancellationToken stop = default) => work.WriteAsync(
        async change =>
        {
            var link = string.IsNullOrEmpty(code) ? null : await SignInLinks.OpenRow(change.Db, code, change.Now).FirstOrDefaultAsync(row => row.UserId == null, change.Stop);
            if (link is null || await change.Db.Users.AnyAsync(change.Stop)) return Answer.NotFound(Closed);
            var answer = await AddAsync(change, person, [new(Role.SuperAdmin, Reach.All)], password);
            if (answer.IsDone) link.UsedAt = change.Now;
            return answer;
        },
        stop);

    /// <summary>Adds a person on the portal's own behalf, as the demo does; nothing happens when the name is there already. The result is the id.</summary>
    public Task<Answer> AddAsync(NewPerson person, IReadOnlyList<Grant> grants, CancellationToken stop = default) => work.WriteAsync(
        async change => await change.Users.FindByNameAsync(person.UserName) is { } known
            ? Answer.Done($"{person.UserName} is here already.", known.Id)
            : await AddAsync(change, person, grants, password: null),
        stop);

    /// <summary>A token for a person whom the portal brought along; the result is its text.</summary>
    public Task<string> TokenAsync(string userId, NewToken asked, CancellationToken stop = default) => work.WriteAsync(
        async change =>
        {
            var secret = Tokens.Add(change, userId, Credential.Token, asked);
            await change.AuditAsync(s_portal, "token.created", $"person/{userId}", $"{s_portal.Name} made the token “{asked.Name}”.", new { asked.Name, asked.ExpiresAt });
            return secret;
        },
        stop);

    private static async Task<Answer> AddAsync(IdentityChange change, NewPerson person, IReadOnlyList<Grant> grants, string? password)
    {
        var answer = await PersonRecords.AddAsync(change, s_portal, person, password);
        if (!answer.IsDone) return answer;
        foreach (var grant in grants) await GrantRecords.GiveAsync(change, s_portal, await Holder.PersonAsync(change, answer.Result!), grant);
        return answer;
    }
}
