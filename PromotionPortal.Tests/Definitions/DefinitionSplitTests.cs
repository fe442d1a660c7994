using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Tests.Definitions;

public sealed class DefinitionSplitTests
{
    [Fact]
    public void A_text_falls_apart_into_its_definitions_and_problems_find_back_into_its_lines()
    {
        var split = DefinitionText.Split("all.yaml", $"# first\n{Sample.Main}---\n\n# second\n{Sample.Environment("prod", "position: 1")}---\n# nothing here\n");
        Assert.Equal("", string.Join('\n', split.Problems));
        Assert.Equal(["registries/main.yaml", "environments/prod.yaml"], split.Texts.Select(text => text.Key.Path));
        Assert.Equal([$"# first\n{Sample.Main}", $"# second\n{Sample.Environment("prod", "position: 1")}"], split.Texts.Select(text => text.Text));
        Assert.Equal("all.yaml:13:3: Wrong. Mend it.", split.InSource(new("environments/prod.yaml", 6, 3, "Wrong.", "Mend it.")).ToString());
        Assert.Equal("products/shop.yaml", split.InSource(new("products/shop.yaml", 1, 1, "Wrong.", "")).File);
    }

    [Fact]
    public void A_single_definition_stays_as_it_is_written()
    {
        var text = $"\n# mine\n{Sample.Shop}# after";
        var only = Assert.Single(DefinitionText.Split("shop.yaml", text).Texts);
        Assert.Equal((text.TrimStart('\n') + "\n", 1), (only.Text, only.LinesBefore));
    }

    [Theory]
    [InlineData("", "1:1: The file is empty.")]
    [InlineData("metadata: { name: prod }\n", "1:1: 'kind' is missing.")]
    [InlineData("kind: Environment\nmetadata: {}\n", "2:11: 'name' is missing.")]
    [InlineData("kind: Enviroment\nmetadata: { name: prod }\n", "1:7: There is no kind 'Enviroment'.")]
    [InlineData("kind: Environment\nmetadata: { name: ../prod }\n", "2:19: '../prod' is no name.")]
    [InlineData("kind: Environment\nmetadata: { name: prod }\n---\nkind: [\n", "5:1: This is not YAML")]
    [InlineData("- a list\n", "1:1: 'kind' is missing.")]
    public void What_cannot_be_taken_apart_is_told_with_its_place(string text, string problem) =>
        Assert.StartsWith($"in.yaml:{problem}", Assert.Single(DefinitionText.Split("in.yaml", text).Problems).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("environment", DefinitionKind.Environment)]
    [InlineData("Environments", DefinitionKind.Environment)]
    [InlineData("policy-binding", DefinitionKind.PolicyBinding)]
    [InlineData("policyBindings", DefinitionKind.PolicyBinding)]
    [InlineData("REGISTRIES", DefinitionKind.Registry)]
    [InlineData("git-repositories", DefinitionKind.GitRepository)]
    [InlineData("policys", null)]
    [InlineData("", null)]
    public void A_kind_is_known_by_the_words_that_people_write(string word, DefinitionKind? kind) => Assert.Equal(kind, KindWords.Find(word));
}
