using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Tests.Identity;

/// <summary>Every change of who may what has the waiting requests looked at again.</summary>
public sealed class StirTests : IDisposable
{
    private readonly Portal _portal = new();

    [Theory]
    [InlineData("grant")]
    [InlineData("revoke")]
    [InlineData("disable")]
    [InlineData("enable")]
    [InlineData("join")]
    [InlineData("leave")]
    [InlineData("add")]
    public async Task It_is_said_in_the_same_transaction(string what)
    {
        await _portal.AddAsync("root", new Grant(Role.SuperAdmin, Reach.All));
        var paul = await _portal.AddAsync("paul", new Grant(Role.Viewer, Reach.All));
        var root = await _portal.ActorAsync("root");
        await _portal.Groups.CreateAsync(root, "sre", "SRE");
        if (what == "leave") await _portal.Groups.AddAsync(root, "sre", "paul", until: null);
        if (what == "enable") await _portal.People.DisableAsync(root, paul);
        await WaitAsync();
        var done = what switch
        {
            "grant" => await _portal.People.GrantAsync(root, paul, new(Role.ArtifactPromoter, Reach.All)),
            "revoke" => await _portal.People.RevokeAsync(root, paul, new(Role.Viewer, Reach.All)),
            "disable" => await _portal.People.DisableAsync(root, paul),
            "enable" => await _portal.People.EnableAsync(root, paul),
            "join" => await _portal.Groups.AddAsync(root, "sre", "paul", until: null),
            "leave" => await _portal.Groups.RemoveAsync(root, "sre", "paul"),
            _ => await _portal.People.AddAsync(root, new("vera", "Vera")),
        };
        Assert.True(done.IsDone, done.Text);
        await using var db = _portal.Db();
        Assert.Null((await db.Promotions.SingleAsync()).LookAt);
    }

    public void Dispose() => _portal.Dispose();

    // Looked at a moment ago, and not due for a week.
    private async Task WaitAsync()
    {
        await using var db = _portal.Db();
        db.Promotions.Add(new() { State = PromotionState.AwaitingApproval, Environment = "prod", Reason = "", RequestedById = "dora", RequestedByName = "Dora", DefinitionsCommit = "", Governing = "", LookAt = _portal.Clock.GetUtcNow().AddDays(7), LookedCommit = _portal.Get<PromotionPortal.Engine.CurrentDefinitions>()().Commit });
        await db.SaveChangesAsync();
    }
}
