using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Tests.Definitions;

public sealed class DefinitionHistoryTests
{
    private static readonly DefinitionKey s_prod = new(DefinitionKind.Environment, "prod");

    [Fact]
    public async Task Each_commit_of_an_object_says_who_when_why_and_what_it_means()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        await under.Commit(("environments/test.yaml", Sample.Environment("test", "position: 1")));
        await under.Store.CommitAsync([new("environments/prod.yaml", Sample.Environment("prod", "position: 41 # moved"))], under.Store.Current.Commit, StoreUnderTest.Ada, "Move prod\n\nIt was too far left.");
        var history = new DefinitionHistory(under.Store);

        var revisions = history.Revisions(s_prod);

        Assert.Equal(["Move prod\n\nIt was too far left.", "Change"], revisions.Select(revision => revision.Message));
        Assert.Equal(("Ada", "ada@example.org", "u-1", "c-1"), (revisions[0].AuthorName, revisions[0].AuthorEmail, revisions[0].ActorId, revisions[0].ChangeId));
        var change = Assert.Single(history.ChangesOf(revisions[0].Commit));
        Assert.Equal((s_prod, "position 40 → 41"), (change.Key!.Value, Assert.Single(change.Fields).ToString()));
        Assert.Equal(4, history.Revisions().Count);
        Assert.Equal(2, history.Revisions(from: revisions[1].Commit).Count);
        Assert.Equal(4, history.ChangesOf(revisions[1].Commit).Count);
    }

    [Fact]
    public async Task The_last_change_of_each_file_is_found_in_one_walk()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        var first = under.Store.Current.Commit;
        await under.Commit(("environments/prod.yaml", Sample.Environment("prod", "position: 41")));
        var last = new DefinitionHistory(under.Store).LastChanges(["environments/prod.yaml", "products/shop.yaml", "flows/unknown.yaml"]);
        Assert.Equal([("environments/prod.yaml", under.Store.Current.Commit), ("products/shop.yaml", first)], last.Select(pair => (pair.Key, pair.Value.Commit)));
    }

    [Fact]
    public async Task Of_a_file_with_a_problem_the_last_sound_version_is_in_force()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        var sound = under.Store.Current.Commit;
        var history = new DefinitionHistory(under.Store);
        Assert.Equal(sound, history.InForce(s_prod)!.Commit);
        under.PushFromOutside(("environments/prod.yaml", Sample.Environment("prod", "colour: red")), ("environments/new-one.yaml", Sample.Environment("new-one", "colour: red")));
        await under.Store.RefreshAsync();
        Assert.Equal(sound, history.InForce(s_prod)!.Commit);
        Assert.Null(history.InForce(new(DefinitionKind.Environment, "new-one")));
    }

    [Fact]
    public async Task Of_two_commits_single_files_can_be_compared_and_all_be_named()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        var first = under.Store.Current.Commit;
        await under.Commit(("environments/prod.yaml", null), ("products/shop.yaml", Sample.Shop.Replace("Web shop", "Shop", StringComparison.Ordinal)));
        var history = new DefinitionHistory(under.Store);
        Assert.Equal(["environments/prod.yaml", "products/shop.yaml"], history.Paths(first, under.Store.Current.Commit));
        Assert.Equal("products/shop.yaml", Assert.Single(history.Compare(first, under.Store.Current.Commit, ["products/shop.yaml"])).Path);
    }

    [Fact]
    public async Task A_commit_from_outside_has_no_actor()
    {
        using var under = await StoreUnderTest.OpenAsync();
        under.PushFromOutside(("environments/prod.yaml", Sample.Environment("prod", "position: 1")));
        await under.Store.RefreshAsync();
        Assert.Equal(("From outside", null), (new DefinitionHistory(under.Store).Revisions()[0].Message, new DefinitionHistory(under.Store).Revisions()[0].ActorId));
    }

    [Fact]
    public async Task Any_two_commits_can_be_compared_both_ways()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        var first = under.Store.Current.Commit;
        await under.Commit(("environments/prod.yaml", null), ("products/shop.yaml", Sample.Shop.Replace("Web shop", "Shop", StringComparison.Ordinal)));
        var history = new DefinitionHistory(under.Store);
        Assert.Equal(["environments/prod.yaml", "products/shop.yaml"], history.Compare(first, under.Store.Current.Commit).Select(change => change.Path));
        Assert.Equal("title Shop → Web shop", Assert.Single(history.Compare(under.Store.Current.Commit, first)[1].Fields).ToString());
        Assert.Null(history.Compare(first, under.Store.Current.Commit)[0].After);
    }

    [Fact]
    public async Task An_object_can_be_made_what_it_was()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        var then = under.Store.Current.Commit;
        await under.Commit(("environments/prod.yaml", null));
        var history = new DefinitionHistory(under.Store);

        var restoring = history.Restoring(s_prod, then);

        Assert.IsType<CommitOutcome.Committed>(await under.Commit((restoring.Path, restoring.Text)));
        Assert.Equal(40, under.Store.Current.Environments["prod"].Position);
        Assert.Equal(3, history.Revisions(s_prod).Count);
        Assert.Null(history.TextAt(history.Revisions()[^1].Commit, s_prod));
    }

    [Theory]
    [InlineData("environments/prod.yaml", "Environment prod")]
    [InlineData("policy-bindings/shop-hotfix.yaml", "PolicyBinding shop-hotfix")]
    [InlineData("environments/eu/prod.yaml", "")]
    [InlineData("environments/prod.yml", "")]
    [InlineData("README.md", "")]
    public void A_path_says_which_definition_it_holds(string path, string key) => Assert.Equal(key, $"{DefinitionKey.OfPath(path)}");
}
