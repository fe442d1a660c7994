using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;

namespace PromotionPortal.Tests.Engine;

/// <summary>Who there is to agree is asked anew as soon as somebody's rights change.</summary>
public sealed class ElectoratesTests : IDisposable
{
    private readonly Identity.Portal _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task Of_who_has_just_come_nobody_says_that_he_is_missing()
    {
        var electorates = _portal.Get<Electorates>();
        Assert.Empty((await electorates.LookAsync(default)).Approvers);
        Assert.NotNull(electorates.Known);
        await _portal.AddAsync("paul", new Grant(Role.ArtifactPromoter, Reach.All));
        Assert.Null(electorates.Known);
        Assert.Equal(["paul the person"], (await electorates.LookAsync(default)).Approvers.Select(person => person.Name));
        Assert.NotNull(electorates.Known);
    }
}
