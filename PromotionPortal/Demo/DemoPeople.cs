using PromotionPortal.Domain.Access;
using PromotionPortal.Identity;

namespace PromotionPortal.Demo;

/// <summary>A demo person with a fresh way in: a link that signs in once, and a token for scripts.</summary>
public sealed record DemoInvitation(string Name, string DisplayName, IReadOnlyList<string> Roles, string Link, string Token);

/// <summary>The four people of the demo.</summary>
public static class DemoPeople
{
    private static readonly TimeSpan s_tokenLife = TimeSpan.FromDays(30);

    private static readonly (string Name, string DisplayName, Grant[] Grants)[] s_people =
    [
        ("dora", "Dora Developer", [new(Role.BuildAndDeploy, Reach.All)]),
        ("paul", "Paul Promoter", [new(Role.ArtifactPromoter, Reach.All)]),
        ("priya", "Priya Promoter", [new(Role.ArtifactPromoter, Reach.All)]),
        ("ada", "Ada Admin", [new(Role.SuperAdmin, Reach.All)]),
    ];

    public static async Task<IReadOnlyList<DemoInvitation>> InviteAsync(IServiceProvider services, string address, CancellationToken stop)
    {
        var invitations = new List<DemoInvitation>();
        foreach (var (name, displayName, grants) in s_people)
        {
            var person = await services.GetRequiredService<SetUp>().AddAsync(new NewPerson(name, displayName, Email: null), grants, stop);
            if (!person.IsDone) throw new InvalidOperationException($"The demo could not add {name}: {person.Text}");
            var link = await services.GetRequiredService<SignInLinks>().CreateAsync(person.Result!, stop);
            invitations.Add(new(name, displayName, [.. grants.Select(grant => grant.Role.ToString())], address + link, await TokenAsync(services, person.Result!, displayName, grants, stop)));
        }
        return invitations;
    }

    private static async Task<string> TokenAsync(IServiceProvider services, string id, string displayName, Grant[] grants, CancellationToken stop)
    {
        var self = new Actor(id, displayName, Credential.Browser, [.. grants], []);
        var expires = services.GetRequiredService<TimeProvider>().GetUtcNow() + s_tokenLife;
        var tokens = services.GetRequiredService<Tokens>();
        // One for this start; those of earlier starts end with it, so that they do not pile up.
        foreach (var old in (await tokens.ListAsync(self, stop)).Where(token => token is { Name: TokenName, RevokedAt: null })) await tokens.RevokeAsync(self, old.Id, stop);
        var token = await tokens.CreateAsync(self, new(TokenName, [.. Enum.GetValues<TokenScope>()], expires), stop);
        return token.Result ?? throw new InvalidOperationException($"The demo could not make a token: {token.Text}");
    }

    private const string TokenName = "demo";
}
