using System.Text.Json.Nodes;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Tests.Definitions;

/// <summary>What is wrong with a condition is said where it stands in its file.</summary>
public sealed class ExpressionProblemTests
{
    private const string Head = "apiVersion: promotionportal/v1\nkind: Policy\nmetadata: { name: to-prod }\nspec:\n";

    [Theory]
    [InlineData("  pass: containerImageTg == 'x'", "5:9: `containerImageTg` is not a variable; did you mean `containerImageTag`?")]
    [InlineData("  pass: \"containerImageTag == \\\"x\\\" && branchName == ''\"", "5:40: `branchName` is not a variable; did you mean `gitCommitDetails[…].branch`?")]
    [InlineData("  fail: '''blocked'' in imageLabls'", "5:25: `imageLabls` is not a variable; did you mean `imageLabels`?")]
    [InlineData("  pass: size", "5:9: The expression must give a bool, but it gives int.")]
    [InlineData("  pass: semver(containerImageTag) >= '2.0.0'", "5:9: `>=` cannot be applied to semver and string.")]
    [InlineData("  pass: \"true &&\"", "5:17: Expected a value, found the end.")]
    [InlineData("  pass: |\n    size > 1 &&\n      sizes > 2\n", "7:7: `sizes` is not a variable; did you mean `size`?")]
    [InlineData("  pass: |\n    size > 1 &&\n", "6:16: Expected a value, found the end.")]
    [InlineData("  fail: >-\n    size > 1 &&\n    digest.strtsWith('a')\n", "7:12: `strtsWith` is not a function; did you mean `startsWith`?")]
    [InlineData("  pass: \"size > 1\n\n    && checks['a'].pased\"", "7:20: check has no field `pased`")]
    [InlineData("  pass: digest.matches('(')", "5:24: ")]
    [InlineData("  pass: semver('x') > semver('1.0.0')", "5:16: \"x\" is not a semantic version such as 1.4.0.")]
    [InlineData("  pass: nodes['a'].state == ''", "5:9: `nodes` is not a variable. `portal cel help` lists what can be written here.")]
    public void A_condition_that_does_not_compile_is_a_problem_at_its_place(string spec, string problem) =>
        Assert.StartsWith($"policies/to-prod.yaml:{problem}", Assert.Single(Sample.Read(("policies/to-prod.yaml", Head + spec)).Problems).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("nodes['test'].choise == 'go'", "8:53: node has no field `choise`; it has state, choice; did you mean `choice`?")]
    [InlineData("containerImageTag == ''", "8:39: `containerImageTag` is not a variable.")]
    [InlineData("inputs['a']", "8:39: The expression must give a bool, but it gives string.")]
    [InlineData("nodes['look'].choice == 'go'", "8:38: The condition of 'prod' names the node 'look', which is not there.")]
    public void A_node_sees_the_run_and_not_the_image(string when, string problem) => Assert.StartsWith($"flows/standard.yaml:{problem}", Assert.Single(Flow(when).Problems).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("nodes['test'].state == 'succeeded' && inputs[?'region'].orValue('eu') == 'eu'")]
    [InlineData("nodes['test'].choice == ''")]
    public void A_node_may_ask_how_others_stand(string when)
    {
        var snapshot = Flow(when);
        Assert.Empty(snapshot.Problems);
        Assert.Equal(when, snapshot.Flows["standard"].Nodes[1].When);
    }

    [Fact]
    public void Every_mistake_of_every_condition_is_told_in_the_order_of_the_file()
    {
        var problems = Sample.Read(("policies/to-prod.yaml", Head + "  fail: one == two\n  pass: three\n")).Problems;
        Assert.Equal(["5:9", "5:16", "6:9"], problems.Select(problem => $"{problem.Line}:{problem.Column}"));
    }

    [Fact]
    public void A_mistake_is_found_in_whatever_way_the_file_is_written()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var policy = (PolicyDefinition)new RandomDefinitions(seed).Next(DefinitionKind.Policy);
            var text = DefinitionText.Write(policy with { Fields = policy.Fields with { Pass = $"{policy.Fields.Pass ?? "true"}\n&& mistake" }, Selector = null });
            var at = text.IndexOf("mistake", StringComparison.Ordinal);
            var lines = text[..at].Split('\n');
            var problem = Assert.Single(Sample.Read((new DefinitionKey(DefinitionKind.Policy, RandomDefinitions.Name).Path, text)).Problems);
            Assert.Equal((seed, lines.Length, lines[^1].Length + 1), (seed, problem.Line, problem.Column));
        }
    }

    [Fact]
    public async Task A_condition_with_a_mistake_leaves_the_last_sound_version_in_force()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(("policies/to-prod.yaml", Head + "  pass: size < 100\n"));
        under.PushFromOutside(("policies/to-prod.yaml", Head + "  pass: sizes < 200\n"));
        await under.Store.RefreshAsync();
        Assert.Equal("size < 100", under.Store.Current.Policies["to-prod"].Fields.Pass);
        Assert.Equal("policies/to-prod.yaml:5:9: `sizes` is not a variable; did you mean `size`?", Assert.Single(under.Store.Current.Problems).ToString());
        await under.ReopenAsync();
        Assert.Equal("size < 100", under.Store.Current.Policies["to-prod"].Fields.Pass);
    }

    [Fact]
    public void A_file_with_a_mistake_in_a_condition_is_still_edited_in_place()
    {
        var text = Head + "  # why\n  pass: sizes < 200\n  priority: 1 # low\n";
        var mended = new PolicyDefinition(new Metadata("to-prod")) { Fields = new() { Pass = "size < 200" }, Priority = 1 };
        Assert.Equal(text.Replace("sizes < 200", "\"size < 200\"", StringComparison.Ordinal), DefinitionText.Edit(text, mended));
        Assert.Equal(text, DefinitionText.Edit(text, mended with { Fields = new() { Pass = "sizes < 200" } }));
    }

    [Fact]
    public void The_schema_names_what_a_condition_can_see()
    {
        var policy = DefinitionText.Schema(DefinitionKind.Policy)["properties"]!["spec"]!["properties"]!;
        Assert.Equal(["policy", "policy"], new[] { "pass", "fail" }.Select(field => (string)policy[field]!["x-cel"]!));
        JsonNode flow = DefinitionText.Schema(DefinitionKind.Flow);
        Assert.Equal("flow", (string)flow["properties"]!["spec"]!["properties"]!["nodes"]!["items"]!["properties"]!["when"]!["x-cel"]!);
    }

    private static DefinitionsSnapshot Flow(string when) => Sample.Read(
        ("registries/main.yaml", Sample.Main), ("environments/prod.yaml", Sample.Environment("prod", "position: 1")), ("environments/test.yaml", Sample.Environment("test", "position: 0")),
        ("flows/standard.yaml", $"apiVersion: promotionportal/v1\nkind: Flow\nmetadata: {{ name: standard }}\nspec:\n  start: {{ images: true }}\n  nodes:\n    - {{ id: test, stage: test }}\n    - {{ id: prod, stage: prod, when: \"{when}\" }}\n"));
}
