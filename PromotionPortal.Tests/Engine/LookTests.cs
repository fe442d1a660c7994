using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Git;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Engine;

/// <summary>What the regular look finds, and what cannot keep it from looking.</summary>
public sealed class LookTests
{
    [Fact]
    public async Task A_definition_that_came_past_the_portal_is_live_after_the_next_look()
    {
        using var portal = new Identity.Portal();
        var store = portal.Get<DefinitionStore>();
        using var outside = new DefinitionStore(portal.Get<DataFolder>(), TimeProvider.System);
        await outside.OpenAsync();
        const string Text = "apiVersion: promotionportal/v1\nkind: Registry\nmetadata: { name: main }\nspec: { embedded: true }\n";
        Assert.IsType<CommitOutcome.Committed>(await outside.CommitAsync([new FileChange("registries/main.yaml", Text)], outside.Current.Commit, new("Ada", "ada@example.org", "ada", "c-1"), "Add a registry"));
        await portal.Get<Review>().RunAsync(CancellationToken.None);
        Assert.Equal("main", Assert.Single(store.Current.Registries.Keys));
    }

    [Fact]
    public async Task A_definitions_repository_that_cannot_be_read_keeps_nothing_else_from_being_looked_at()
    {
        await using var world = await World.CreateAsync();
        world.Refresh = () => throw new InvalidOperationException("The branch is gone.");
        var portal = await Portal.StartAsync(world);
        await portal.Review.RunAsync(CancellationToken.None);
        await using var db = await portal.Database.CreateDbContextAsync();
        Assert.Equal(2, await db.Images.CountAsync());
    }

    [Fact]
    public async Task An_application_whose_registry_was_deleted_keeps_no_other_from_being_looked_at()
    {
        await using var world = await World.CreateAsync();
        var lost = new ApplicationDefinition(new Metadata("catalogue")) { Image = new ImagePlace("gone", "gone/shop/catalogue") };
        world.Definitions = world.Definitions with { Applications = world.Definitions.Applications.SetItem("catalogue", lost) };
        var portal = await Portal.StartAsync(world);
        await portal.Review.RunAsync(CancellationToken.None);
        await using var db = await portal.Database.CreateDbContextAsync();
        Assert.Equal("checkout", (await db.Images.SingleAsync()).Application);
        Assert.Contains("gone", (await db.Sources.SingleAsync(row => row.Application == "catalogue")).Problem, StringComparison.Ordinal);
    }
}
