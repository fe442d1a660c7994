using System.CommandLine;
using System.Text.Json;
using PromotionPortal.Cel;
using PromotionPortal.Cli;
using PromotionPortal.Domain.Policies;

namespace PromotionPortal.Tests.Cel;

/// <summary>The language on the command line.</summary>
public sealed class CelVerbTests
{
    private const string Facts = """{"containerImageTag": "1.9.4", "builtAt": "2024-05-01T00:00:00Z", "team": {"size": 3}}""";

    [Theory]
    [InlineData("1u + 2u", "3u")]
    [InlineData("containerImageTag + '!'", "\"1.9.4!\"")]
    [InlineData("team.size * 2", "6")]
    [InlineData("builtAt.getFullYear()", "2024")]
    [InlineData("semver(containerImageTag) >= semver('2.0.0')", "false")]
    public void A_value_is_printed_in_the_syntax_of_the_language(string source, string printed) =>
        Assert.Equal((0, printed, ""), Run("", "cel", "eval", source, "--facts", Facts));

    [Theory]
    [InlineData("1 / 0", "1:1: Division by zero.")]
    [InlineData("\n containerImageTg", "2:2: `containerImageTg` is not a variable; did you mean `containerImageTag`?")]
    [InlineData("digest", "1:1: `digest` has no value among the facts.")]
    public void An_error_is_printed_with_its_place_and_ends_with_1(string source, string printed) =>
        Assert.Equal((1, "", printed), Run("", "cel", "eval", source, "--facts", Facts));

    [Theory]
    [InlineData("nodes['look'].choice == 'go'", 0, "true", "")]
    [InlineData("nodes['look'].choise == 'go'", 1, "", "1:15: node has no field `choise`; it has state, choice; did you mean `choice`?")]
    [InlineData("containerImageTag == ''", 1, "", "1:1: `containerImageTag` is not a variable.")]
    public void The_condition_of_a_node_can_be_tried_too(string source, int code, string output, string errors) =>
        Assert.Equal((code, output, errors), Run("", "cel", "eval", source, "--flow", "--facts", """{"nodes": {"look": {"state": "succeeded", "choice": "go"}}}"""));

    [Fact]
    public void Facts_can_stand_in_a_file()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(file, Facts);
        try
        {
            Assert.Equal((0, "\"1.9.4\"", ""), Run("", "cel", "eval", "containerImageTag", "--facts", file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("{", "The facts cannot be read")]
    [InlineData("no-such-file.json", "The facts cannot be read")]
    [InlineData("[1]", "The facts are a JSON object")]
    public void Facts_that_cannot_be_read_are_an_error(string facts, string said)
    {
        var (code, output, errors) = Run("", "cel", "eval", "1", "--facts", facts);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith(said, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void No_expression_is_an_error() => Assert.Equal((1, "", "Give an expression, or --batch."), Run("", "cel", "eval"));

    [Fact]
    public void An_explanation_shows_the_parts()
    {
        var lines = Run("", "cel", "eval", "team.size > 5", "--facts", Facts, "--explain").Output.Split('\n');
        Assert.Equal(["false", "`team.size > 5` is false because `team.size` is 3.", "team.size > 5 → false", "  team.size → 3"], lines.Take(4));
    }

    [Fact]
    public void A_batch_answers_each_line_with_a_value_or_an_error()
    {
        var answers = Run("""
            {"expr": "x + 1", "facts": {"x": 1}}
            {"expr": "[x, 'é']", "facts": {"x": 1.5}}

            {"expr": "1 +"}
            {"expr": "[1][5]"}
            {"expr": 5}
            {"expr": "1", "facts": []}
            nonsense
            {"expr": "'\ud83d'"}
            {"expr": "{1: 'a', '1': 'b'}"}
            {"expr": "x", "facts": {"x": 1, "x": 2}}
            """, "cel", "eval", "--batch").Output.Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(10, answers.Length);
        Assert.Equal(2, answers[0].GetProperty("value").GetInt32());
        Assert.Equal("[1.5, \"é\"]", answers[1].GetProperty("cel").GetString());
        Assert.Equal("1:4: Expected a value, found the end.", answers[2].GetProperty("error").GetString());
        Assert.Equal("1:1: There is no element 5 in a list of 1.", answers[3].GetProperty("error").GetString());
        Assert.All(answers[4..8], answer => Assert.True(answer.TryGetProperty("error", out _)));
        Assert.Equal("{1: \"a\", \"1\": \"b\"}", answers[8].GetProperty("cel").GetString());
        Assert.Equal(2, answers[9].GetProperty("value").GetInt32());
    }

    [Fact]
    public void Help_lists_every_word()
    {
        var help = Run("", "cel", "help").Output;
        Assert.All([.. PolicyFacts.All, .. FlowFacts.All], fact => Assert.Contains($"  {fact.Name}: {fact.Type}\n      {fact.Description}\n      Example: {fact.Example}\n", help, StringComparison.Ordinal));
        Assert.All(["      .branch: string  ", "      .commitMessage: string  ", "      .passed: bool  ", "      .since: timestamp  ", "      .choice: string  "], field => Assert.Contains(field, help, StringComparison.Ordinal));
        Assert.All(CelVocabulary.Functions.Concat(CelVocabulary.Macros).Concat(CelVocabulary.Operators), word => Assert.Contains(word.Form, help, StringComparison.Ordinal));
    }

    private static (int Code, string Output, string Errors) Run(string input, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = new RootCommand { CelVerb.Create(new StringReader(input)) }.Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString().TrimEnd('\n'), errors.ToString().TrimEnd('\n'));
    }
}
