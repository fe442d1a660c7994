using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Identity;
using PromotionPortal.Tests.Identity;

namespace PromotionPortal.Tests.AccessMatrix;

/// <summary>Everybody who may knock: each role for the application that the samples concern and for another one, and every kind of credential.</summary>
public sealed class Callers(Portal portal)
{
    private static readonly TokenScope[] s_allScopes = Enum.GetValues<TokenScope>();
    private static readonly string[] s_wholes = ["BuildAndDeploy of shop's product", "BuildAndDeploy of cart's product", "BuildAndDeploy of test's class", "BuildAndDeploy of another class"];
    private readonly List<(string Name, Func<Task<HttpClient>> Client)> _callers = [];
    private HttpClient? _commandLine;

    public IEnumerable<(string Name, Func<Task<HttpClient>> Client)> All => _callers;

    public async Task InviteAsync()
    {
        await portal.AddAsync("subject");
        _callers.Add(("anonymous", () => Task.FromResult(portal.Browser())));
        await InviteAsync("no role", []);
        foreach (var role in Enum.GetValues<Role>().Where(role => role != Role.SuperAdmin))
        {
            await InviteAsync($"{role} of shop", [new(role, new("shop", Reach.Everything))]);
            await InviteAsync($"{role} of cart", [new(role, new("cart", Reach.Everything))]);
        }
        await InviteAsync("super-admin", [new(Role.SuperAdmin, Reach.All)]);
        await InviteFurtherAsync();
        await InviteDisabledAsync();
        await InviteTokensAsync();
    }

    // What a role reaches by a product, a class or a group; what it reaches no more; and verbs granted apart.
    private async Task InviteFurtherAsync()
    {
        await InviteAsync(s_wholes[0], [new(Role.BuildAndDeploy, Reach.OfProduct("web"))]);
        await InviteAsync(s_wholes[1], [new(Role.BuildAndDeploy, Reach.OfProduct("office"))]);
        await InviteAsync(s_wholes[2], [new(Role.BuildAndDeploy, Reach.OfClass("trial"))]);
        await InviteAsync(s_wholes[3], [new(Role.BuildAndDeploy, Reach.OfClass("prod"))]);
        await InviteAsync("Hotfix of shop", [Grant.OfVerb(Verb.Hotfix, new("shop", Reach.Everything))]);
        await InviteAsync("Edit policies", [Grant.OfVerb(Verb.EditPolicies, Reach.All)]);
        await InviteAsync("in a super-admins' group", []);
        await InviteAsync("in it till yesterday", []);
        await InviteAsync("super-admin till yesterday", [new Grant(Role.SuperAdmin, Reach.All) with { Until = portal.Clock.GetUtcNow().AddDays(1) }]);
        var root = await portal.ActorAsync(UserNameOf("super-admin"));
        await portal.Groups.CreateAsync(root, "admins", "");
        await portal.Grants.GiveToGroupAsync(root, "admins", new(Role.SuperAdmin, Reach.All));
        await portal.Groups.AddAsync(root, "admins", UserNameOf("in a super-admins' group"));
        await portal.Groups.AddAsync(root, "admins", UserNameOf("in it till yesterday"), portal.Clock.GetUtcNow().AddDays(1));
        await using var db = portal.Db();
        await db.Grants.Where(row => row.Until != null).ExecuteUpdateAsync(set => set.SetProperty(row => row.Until, portal.Clock.GetUtcNow().AddDays(-1)));
        await db.Memberships.Where(row => row.Until != null).ExecuteUpdateAsync(set => set.SetProperty(row => row.Until, portal.Clock.GetUtcNow().AddDays(-1)));
    }

    /// <summary>Their names, with one word for those who always come together.</summary>
    public string InShort(IReadOnlyList<string> names)
    {
        if (names.Count == _callers.Count) return "everybody";
        var left = names.ToList();
        foreach (var role in Enum.GetValues<Role>()) Merge(left, [$"{role} of shop", $"{role} of cart"], $"{role} of either");
        Merge(left, [.. s_wholes], "BuildAndDeploy of any product or class");
        Merge(left, ["in it till yesterday", "super-admin till yesterday"], "super-admins till yesterday");
        Merge(left, [.. s_allScopes.Select(TokenName)], "super-admin's token for anything");
        return string.Join(", ", left);
    }

    private static void Merge(List<string> names, string[] parts, string whole)
    {
        if (!parts.All(names.Contains)) return;
        names[names.IndexOf(parts[0])] = whole;
        names.RemoveAll(name => parts.Contains(name, StringComparer.Ordinal));
    }

    private static string TokenName(TokenScope scope) => $"super-admin's token for {scope}";

    private async Task InviteAsync(string name, Grant[] grants)
    {
        var userName = UserNameOf(name);
        await portal.AddAsync(userName, grants);
        var browser = await portal.SignedInAsync(userName);
        _callers.Add((name, () => Task.FromResult(browser)));
    }

    private async Task InviteDisabledAsync()
    {
        await InviteAsync("disabled super-admin", [new(Role.SuperAdmin, Reach.All)]);
        var token = await TokenAsync(UserNameOf("disabled super-admin"), s_allScopes);
        await portal.People.DisableAsync(await portal.ActorAsync(UserNameOf("super-admin")), (await portal.ActorAsync(UserNameOf("disabled super-admin"))).Id);
        _callers.Add(("token of a disabled super-admin", () => Task.FromResult(Bearing(token))));
    }

    private async Task InviteTokensAsync()
    {
        var owner = UserNameOf("super-admin");
        var expired = await TokenAsync(owner, s_allScopes);
        await using (var db = portal.Db())
        {
            await db.ApiTokens.OrderByDescending(row => row.Id).Take(1).ExecuteUpdateAsync(set => set.SetProperty(row => row.ExpiresAt, DateTimeOffset.UnixEpoch));
        }
        _callers.Add(("expired token", () => Task.FromResult(Bearing(expired))));
        foreach (var scope in s_allScopes)
        {
            var token = await TokenAsync(owner, [scope]);
            _callers.Add((TokenName(scope), () => Task.FromResult(Bearing(token))));
        }
        _callers.Add(("super-admin's command line", () => CommandLineAsync(owner)));
    }

    private async Task<string> TokenAsync(string owner, TokenScope[] scopes) =>
        (await portal.Tokens.CreateAsync(await portal.ActorAsync(owner), new("caller", [.. scopes], portal.Clock.GetUtcNow().AddDays(1)))).Result!;

    // One of the doors ends the session: then there is another. One for each door would be more than a person may have.
    private async Task<HttpClient> CommandLineAsync(string owner)
    {
        if (_commandLine is null || !(await _commandLine.GetAsync("/api/me")).IsSuccessStatusCode) _commandLine = Bearing(await SessionAsync(owner));
        return _commandLine;
    }

    private async Task<string> SessionAsync(string owner)
    {
        // There are more doors than sessions that one person may have: that of the door before is over.
        await using (var db = portal.Db()) await db.ApiTokens.Where(row => row.Kind == Credential.Session).ExecuteDeleteAsync();
        var devices = portal.Get<DeviceLogins>();
        var start = (await devices.StartAsync("caller", "here"))!;
        Assert.True((await devices.ApproveAsync(await portal.ActorAsync(owner), start.UserCode)).IsDone);
        return (await devices.CollectAsync(start.DeviceCode)).Token!;
    }

    private HttpClient Bearing(string token)
    {
        var client = portal.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static string UserNameOf(string name) => name.ToLowerInvariant().Replace(' ', '-').Replace("'", "", StringComparison.Ordinal);
}
