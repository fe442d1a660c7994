using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Web.Definitions.Form;
using PromotionPortal.Yaml;

namespace PromotionPortal.Tests.Definitions;

/// <summary>One field of a text at a time: it says the new, and the rest is as it was.</summary>
public sealed class DefinitionFieldsTests
{
    private const string Environment = """
        # Where customers are.
        apiVersion: promotionportal/v1
        kind: Environment
        metadata: { name: prod, labels: { region: eu } } # ours
        spec:
          # the board
          position: 40     # rightmost
          images: { registry: main, repository: 'prod/{application}' }
        # the end

        """;

    private const string Flow = """
        apiVersion: promotionportal/v1
        kind: Flow
        metadata: { name: standard }
        spec:
          start: { images: true }
          nodes:
            # first
            - { id: staging, stage: staging } # one
            # second
            - id: calm   # two
              soak: { for: 24h }
              dependsOn: [ staging ]

        """;

    public static TheoryData<string, string, string, string> Changes() => new()
    {
        { Environment, "/spec/position", "41", Environment.Replace("40 ", "41 ", StringComparison.Ordinal) },
        { Environment, "/spec/class", "prod", Environment.Replace("  # the board\n", "  # the board\n  class: prod\n", StringComparison.Ordinal) },
        { Environment, "/spec/production", "true", Environment.Replace("  # the board\n", "  # the board\n  production: true\n", StringComparison.Ordinal) },
        { Environment, "/spec/immutableTags", "true", Environment.Replace("# the end", "  immutableTags: true\n# the end", StringComparison.Ordinal) },
        { Environment, "/spec/images/registry", "other", Environment.Replace("registry: main", "registry: other", StringComparison.Ordinal) },
        { Environment, "/metadata/title", "Live", Environment.Replace("name: prod,", "name: prod, title: Live,", StringComparison.Ordinal) },
        { Environment, "/metadata/labels/a~1b", "x", Environment.Replace("region: eu", "region: eu, a/b: x", StringComparison.Ordinal) },
        { Environment, "/metadata/labels/region", "", Environment.Replace(", labels: { region: eu }", "", StringComparison.Ordinal) },
        { Environment, "/spec/images", "", Environment.Replace("  images: { registry: main, repository: 'prod/{application}' }\n", "", StringComparison.Ordinal) },
        { Flow, "/spec/nodes/0/id", "early", Flow.Replace("id: staging", "id: early", StringComparison.Ordinal) },
        { Flow, "/spec/nodes/1/id", "quiet", Flow.Replace("id: calm ", "id: quiet ", StringComparison.Ordinal) },
        { Flow, "/spec/nodes/1/soak/for", "2d", Flow.Replace("24h", "2d", StringComparison.Ordinal) },
        { Flow, "/spec/nodes/1/soak/every", "10s", Flow.Replace("for: 24h", "for: 24h, every: 10s", StringComparison.Ordinal) },
        { Flow, "/spec/nodes/1/dependsOn/0", "", Flow.Replace("      dependsOn: [ staging ]\n", "", StringComparison.Ordinal) },
        { Flow, "/spec/nodes/0", "", Flow.Replace("    - { id: staging, stage: staging } # one\n", "", StringComparison.Ordinal) },
        { Flow, "/spec/limit", "8h", Flow.Replace("  nodes:", "  limit: 8h\n  nodes:", StringComparison.Ordinal) },
        { "kind: Product\nmetadata: { name: shop }\nspec: {}\n", "/spec/concurrency", "replace", "kind: Product\nmetadata: { name: shop }\nspec:\n  concurrency: replace\n" },
        { "kind: Product\nmetadata: { name: shop }\n", "/spec/concurrency", "replace", "kind: Product\nmetadata: { name: shop }\nspec: { concurrency: replace }\n" },
        { "kind: Product\nspec:\n", "/spec/concurrency", "replace", "kind: Product\nspec:\n  concurrency: replace\n" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_field_is_set_where_it_stands_and_an_empty_one_is_taken_out(string before, string path, string value, string after)
    {
        var kind = before == Environment ? DefinitionKind.Environment : before == Flow ? DefinitionKind.Flow : DefinitionKind.Product;
        var at = new FieldPath(path);
        var changed = value.Length == 0 ? DefinitionFields.Remove(kind, before, at) : DefinitionFields.Set(kind, before, at, new YamlScalar(value, YamlScalar.KindOfPlain(value)));
        Assert.Equal(after, changed);
    }

    [Fact]
    public void An_item_is_added_behind_the_others_and_keeps_their_comments() =>
        Assert.Equal(
            Flow.Replace("dependsOn: [ staging ]\n", "dependsOn: [ staging ]\n    - { id: prod, stage: prod }\n", StringComparison.Ordinal),
            DefinitionFields.AddItem(DefinitionKind.Flow, Flow, FieldPath.Of("spec", "nodes"), YamlReader.Read("{ id: prod, stage: prod }").Root!));

    [Fact]
    public void The_last_item_of_a_list_that_must_be_there_leaves_it_empty()
    {
        const string binding = "kind: PolicyBinding\nspec:\n  policy: strict\n  pairs:\n    - { application: a, environment: b }\n";
        Assert.Equal("kind: PolicyBinding\nspec:\n  policy: strict\n  pairs: []\n", DefinitionFields.Remove(DefinitionKind.PolicyBinding, binding, FieldPath.Of("spec", "pairs", "0")));
    }

    [Fact]
    public void What_cannot_be_read_is_not_touched() =>
        Assert.Equal("a: [", DefinitionFields.Set(DefinitionKind.Environment, "a: [", FieldPath.Of("a"), YamlScalar.Of("b")));

    [Fact]
    public void A_path_gives_its_steps_back() => Assert.Equal(["a/b", "~1", "0"], FieldPath.Of("a/b", "~1").Then(0).Steps);

    public static TheoryData<string, string, string> Problems() => new()
    {
        { "class: [ x ]", "A list does not fit here.", "/spec/class" },
        { "colour: red", "is not known here", "/spec/colour" },
        { "images: { registry: main }", "'repository' is missing.", "/spec/images/repository" },
        { "images:\n    registry: main", "'repository' is missing.", "/spec/images/repository" },
        { "images: { registry: gone, repository: a }", "There is no Registry gone.", "/spec/images/registry" },
        { "position: { a: 1 }", "does not fit here", "/spec/position" },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void A_problem_is_told_at_its_field(string spec, string words, string path)
    {
        var text = Sample.Environment("prod", spec);
        var problems = Sample.Read(("registries/main.yaml", Sample.Main), ("environments/prod.yaml", text)).Problems;
        var field = Assert.Single(DefinitionFields.ProblemsByField(text, problems), group => group.Any(problem => problem.What.Contains(words, StringComparison.Ordinal)));
        Assert.Equal(path, field.Key.Text);
    }

    public static TheoryData<DefinitionKind> Kinds => [.. RandomDefinitions.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_field_is_set_reads_back_and_leaves_all_others(DefinitionKind kind)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var from = "# above\n" + DefinitionText.Write(new RandomDefinitions(seed).Next(kind));
            var to = DefinitionFields.Root(DefinitionText.Write(new RandomDefinitions(seed + 100).Next(kind)))!;
            foreach (var (path, value) in Scalars(to, FieldPath.Root).Where(field => !field.Path.Steps.Any(IsItem)))
            {
                var changed = DefinitionFields.Set(kind, from, path, value);
                Assert.True(value.SameAs(DefinitionFields.ValueAt(DefinitionFields.Root(changed), path)), $"seed {seed} {path}:\n{changed}");
                Assert.StartsWith("# above\n", changed, StringComparison.Ordinal);
                var before = DefinitionFields.Root(from)!;
                foreach (var (other, was) in Scalars(before, FieldPath.Root).Where(field => !Within(field.Path, path)))
                    Assert.True(was.SameAs(DefinitionFields.ValueAt(DefinitionFields.Root(changed), other)), $"seed {seed} {path} changed {other}:\n{changed}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_field_of_a_kind_is_described_and_every_form_can_be_laid_out(DefinitionKind kind)
    {
        Assert.Equal([], Undescribed(DefinitionText.Schema(kind), ""));
        Assert.NotEmpty(FormLayout.Of(kind).SelectMany(section => section.Fields));
        var spec = FormField.Of(kind, "spec").Select(field => field.Name).Order(StringComparer.Ordinal);
        Assert.Equal(spec, FormLayout.Of(kind).Skip(1).SelectMany(section => section.Fields).Select(field => field.Name).Order(StringComparer.Ordinal));
    }

    // Items that are not there cannot be set into: a form adds them first.
    private static bool IsItem(string step) => step.All(char.IsAsciiDigit);

    private static bool Within(FieldPath path, FieldPath changed) => path == changed || path.Text.StartsWith(changed.Text + "/", StringComparison.Ordinal) || changed.Text.StartsWith(path.Text + "/", StringComparison.Ordinal);

    private static IEnumerable<(FieldPath Path, YamlNode Value)> Scalars(YamlNode node, FieldPath path) => node switch
    {
        YamlMapping mapping => mapping.Entries.SelectMany(entry => Scalars(entry.Value, path.Then(entry.Key.Text))),
        YamlSequence list => list.Items.SelectMany((item, at) => Scalars(item, path.Then(at))),
        _ => [(path, node)],
    };

    private static IEnumerable<string> Undescribed(System.Text.Json.Nodes.JsonObject schema, string path) =>
        (schema["properties"] as System.Text.Json.Nodes.JsonObject ?? []).SelectMany(property =>
            Undescribed((System.Text.Json.Nodes.JsonObject)property.Value!, $"{path}/{property.Key}").Concat(property.Value!["description"] is null ? [$"{path}/{property.Key}"] : []))
        .Concat(schema["items"] is System.Text.Json.Nodes.JsonObject item ? Undescribed(item, path + "[]") : []);
}
