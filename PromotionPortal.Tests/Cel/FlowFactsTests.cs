using PromotionPortal.Cel;
using PromotionPortal.Domain.Policies;

namespace PromotionPortal.Tests.Cel;

/// <summary>What the condition of a node sees is documented like what a policy sees.</summary>
public sealed class FlowFactsTests
{
    [Theory]
    [InlineData("nodes", "map(string, node)")]
    [InlineData("inputs", "map(string, string)")]
    public void Every_variable_is_documented(string name, string type)
    {
        var fact = Assert.Single(FlowFacts.All, fact => fact.Name == name);
        Assert.Equal(type, fact.Type.ToString());
        Assert.NotEmpty(fact.Description);
        Assert.All(fact.Type.Arguments.SelectMany(argument => argument.Fields), field => Assert.NotEmpty(field.Description));
    }

    [Fact]
    public void There_are_no_others() => Assert.Equal(2, FlowFacts.All.Length);

    [Fact]
    public void Every_example_is_a_condition_that_names_its_variable() => Assert.All(FlowFacts.All, fact =>
    {
        var (program, problems) = CelProgram.Compile(fact.Example, FlowFacts.Declarations, CelType.Bool);
        Assert.True(program is not null, $"{fact.Example}: {string.Join('\n', problems)}");
        Assert.Contains(fact.Name, program.Variables);
    });

    [Fact]
    public void A_judgement_and_the_state_of_a_node_can_be_asked_for() =>
        Assert.NotNull(CelProgram.Compile("nodes['look'].choice == 'go' && nodes['test'].state == 'succeeded'", FlowFacts.Declarations, CelType.Bool).Program);
}
