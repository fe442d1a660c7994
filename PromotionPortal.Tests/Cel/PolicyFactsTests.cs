using PromotionPortal.Cel;
using PromotionPortal.Domain.Policies;

namespace PromotionPortal.Tests.Cel;

/// <summary>What a policy sees is documented by the data that the editor, the checker and the evaluation use.</summary>
public sealed class PolicyFactsTests
{
    [Theory]
    [InlineData("containerImage", "string")]
    [InlineData("containerRepository", "string")]
    [InlineData("containerImageTag", "string")]
    [InlineData("imageLabels", "list(string)")]
    [InlineData("gitCommitDetails", "map(string, gitCommit)")]
    [InlineData("appLabels", "map(string, string)")]
    [InlineData("digest", "string")]
    [InlineData("builtAt", "timestamp")]
    [InlineData("builtBy", "string")]
    [InlineData("platforms", "list(string)")]
    [InlineData("size", "int")]
    [InlineData("annotations", "map(string, string)")]
    [InlineData("signedBy", "list(string)")]
    [InlineData("checks", "map(string, check)")]
    [InlineData("environments", "map(string, presence)")]
    [InlineData("now", "timestamp")]
    public void Every_variable_is_documented(string name, string type)
    {
        var fact = Assert.Single(PolicyFacts.All, fact => fact.Name == name);
        Assert.Equal(type, fact.Type.ToString());
        Assert.NotEmpty(fact.Description);
        Assert.All(fact.Type.Arguments.SelectMany(argument => argument.Fields), field => Assert.NotEmpty(field.Description));
    }

    [Fact]
    public void There_are_no_others() => Assert.Equal(16, PolicyFacts.All.Length);

    [Fact]
    public void Every_example_is_a_condition_that_names_its_variable() => Assert.All(PolicyFacts.All, fact =>
    {
        var (program, problems) = CelProgram.Compile(fact.Example, PolicyFacts.Declarations, CelType.Bool);
        Assert.True(program is not null, $"{fact.Example}: {string.Join('\n', problems)}");
        Assert.Contains(fact.Name, program.Variables);
        Assert.Equal(fact.Example, fact.Example.Trim());
    });

    [Fact]
    public void The_fields_that_the_seed_names_are_there() =>
        Assert.NotNull(CelProgram.Compile("gitCommitDetails['repo'].branch == 'main' && gitCommitDetails['repo'].commitMessage.contains('fix')", PolicyFacts.Declarations, CelType.Bool).Program);

    [Fact]
    public void Every_word_of_the_language_is_described() =>
        Assert.All(CelVocabulary.Functions.Concat(CelVocabulary.Macros).Concat(CelVocabulary.Operators), word => Assert.True(word.Name.Length > 0 && word.Form.Length > 0 && word.Description.Length > 0, word.Form));
}
