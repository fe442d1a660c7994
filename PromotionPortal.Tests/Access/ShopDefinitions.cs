using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Git;
using PromotionPortal.Tests.Identity;

namespace PromotionPortal.Tests.AccessMatrix;

/// <summary>What the samples speak of: two applications, each of a product, one environment, and one promotion of the first, which found no image.</summary>
internal static class ShopDefinitions
{
    private const string Head = "apiVersion: promotionportal/v1\nkind: ";

    /// <summary>The application that the samples concern, as it is defined.</summary>
    public static string Shop => Application("shop", "web");

    public static async Task DefineShopAsync(this Portal portal)
    {
        var store = portal.Get<DefinitionStore>();
        var outcome = await store.CommitAsync(
        [
            new("registries/builds.yaml", $"{Head}Registry\nmetadata: {{ name: builds }}\nspec: {{ embedded: true }}\n"),
            new("registries/main.yaml", $"{Head}Registry\nmetadata: {{ name: main }}\nspec: {{ embedded: true }}\n"),
            new("environments/test.yaml", $"{Head}Environment\nmetadata: {{ name: test }}\nspec: {{ class: trial, images: {{ registry: main, repository: \"test/{{application}}\" }} }}\n"),
            new("policies/open.yaml", $"{Head}Policy\nmetadata: {{ name: open }}\nspec: {{}}\n"),
            new("policy-bindings/everything.yaml", $"{Head}PolicyBinding\nmetadata: {{ name: everything }}\nspec: {{ policy: open, pairs: [ {{ application: shop, environment: test }}, {{ application: cart, environment: test }} ] }}\n"),
            .. new[] { "web", "office" }.Select(product => new FileChange($"products/{product}.yaml", $"{Head}Product\nmetadata: {{ name: {product} }}\nspec: {{}}\n")),
            .. new[] { ("shop", "web"), ("cart", "office") }.Select(pair => new FileChange($"applications/{pair.Item1}.yaml", Application(pair.Item1, pair.Item2))),
        ], store.Current.Commit, new("Sample", "sample@example.org", "sample", "c-1"), "Define the shop");
        Assert.IsType<CommitOutcome.Committed>(outcome);
        var asker = new Actor("asker", "Asker", Credential.Browser, [new(Role.SuperAdmin, Reach.All)], []);
        await portal.Get<PromotionDesk>().RequestAsync(new([new WantedImage("shop", Digest.Parse("sha256:" + new string('b', 64)), "1.0", From: null)], "test"), asker, CancellationToken.None);
        await UntilEndedAsync(portal);
    }

    private static string Application(string name, string product) => $"{Head}Application\nmetadata: {{ name: {name} }}\nspec: {{ product: {product}, image: {{ registry: builds, repository: {name} }} }}\n";

    private static async Task UntilEndedAsync(Portal portal)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var db = portal.Db();
        while (!await db.Promotions.AnyAsync(row => row.State == PromotionState.Refused, late.Token)) await Task.Delay(TimeSpan.FromMilliseconds(50), late.Token);
    }
}
