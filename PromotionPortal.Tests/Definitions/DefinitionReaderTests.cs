using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Tests.Definitions;

public sealed class DefinitionReaderTests
{
    [Fact]
    public void An_environment_is_read_with_all_it_says()
    {
        var environment = SoundEnvironment("""
            apiVersion: promotionportal/v1
            kind: Environment
            metadata: { name: prod, title: Production, labels: { region: eu } }
            spec:
              class: prod
              production: true
              position: 40
              images: { registry: main, repository: "prod/{application}" }
              immutableTags: true
              deploy: manual

            """);
        Assert.Equal(("Production", "prod", true, 40, true), (environment.Metadata.Title, environment.Class, environment.Production, environment.Position, environment.ImmutableTags));
        Assert.Equal(new ImagePlace("main", "prod/{application}"), environment.Images);
        Assert.Equal("eu", environment.Metadata.Labels["region"]);
    }

    [Theory]
    [InlineData("{ embedded: true }", null, null)]
    [InlineData("{ url: \"https://registry.example.org:5000\", bytesPerSecond: 20MB }", "https://registry.example.org:5000/", 20_000_000L)]
    [InlineData("{ embedded: true, bytesPerSecond: 20000000 }", null, 20_000_000L)]
    [InlineData("{ embedded: true, bytesPerSecond: 1 MiB }", null, 1_048_576L)]
    public void A_registry_is_embedded_or_has_an_address(string spec, string? url, long? bytesPerSecond)
    {
        var registry = SoundRegistry($"apiVersion: promotionportal/v1\nkind: Registry\nmetadata: {{ name: main }}\nspec: {spec}\n");
        Assert.Equal((url, bytesPerSecond), (registry.Url?.AbsoluteUri, registry.BytesPerSecond));
    }

    [Theory]
    [InlineData("{}", "4:7: 'url' is missing.")]
    [InlineData("{ embedded: false }", "4:7: 'url' is missing.")]
    [InlineData("{ embedded: true, url: \"https://a.example\" }", "4:9: A registry is either")]
    [InlineData("{ url: \"ftp://a.example\" }", "4:14: 'ftp://a.example' does not fit")]
    [InlineData("{ url: \"https://user:pass@a.example\" }", "4:14: 'https://user:pass@a.example' does not fit")]
    [InlineData("{ embedded: true, bytesPerSecond: fast }", "4:41: 'fast' does not fit")]
    [InlineData("{ embedded: true, bytesPerSecond: 99999999999999GB }", "4:41: '99999999999999GB'")]
    [InlineData("{ embedded: true, bytesPerSecond: -1 }", "4:41: '-1'")]
    [InlineData("{ embeded: true }", "4:9: The key 'embeded' is not known here. Did you mean 'embedded'?")]
    public void A_registry_that_says_too_little_or_too_much_is_a_problem(string spec, string problem) =>
        AssertProblem("registries/main.yaml", $"apiVersion: promotionportal/v1\nkind: Registry\nmetadata: {{ name: main }}\nspec: {spec}\n", problem);

    [Theory]
    [InlineData("production: maybe", "5:15: 'maybe' does not fit here. Write true or false.")]
    [InlineData("production: 'true'", "5:15: 'true' does not fit here.")]
    [InlineData("position: [ 1 ]", "5:13: A list does not fit here.")]
    [InlineData("position: 1.5", "5:13: '1.5' does not fit here.")]
    [InlineData("class:", "5:9: The value is missing.")]
    [InlineData("prodution: true", "5:3: The key 'prodution' is not known here. Did you mean 'production'?")]
    [InlineData("colour: red", "5:3: The key 'colour' is not known here. Known here: class, production,")]
    [InlineData("images: { registry: main }", "5:11: 'repository' is missing.")]
    [InlineData("images: { registry: main, repository: Prod/x }", "5:41: 'Prod/x' does not fit here.")]
    [InlineData("deploy: automatic", "5:11: 'deploy: automatic' is planned, but nothing acts on it yet.")]
    [InlineData("deploymentApproval: { count: 1 }", "5:3: 'deploymentApproval' is planned, but nothing acts on it yet.")]
    [InlineData("filter: { pass: \"true\" }", "5:3: 'filter' is planned")]
    [InlineData("calendars: [ no-friday ]", "5:3: 'calendars' is planned")]
    [InlineData("class: a\n  class: b", "6:3: 'class' stands here a second time.")]
    public void What_is_wrong_is_said_with_line_and_column(string spec, string problem) =>
        AssertProblem("environments/prod.yaml", Sample.Environment("prod", spec), problem);

    [Theory]
    [InlineData("environments/prod.yaml", "apiVersion: v2\nkind: Environment\nmetadata: { name: prod }\n", "1:13: 'apiVersion' is not 'promotionportal/v1'.")]
    [InlineData("environments/prod.yaml", "apiVersion: promotionportal/v1\nkind: Registry\nmetadata: { name: prod }\n", "2:7: In this folder lie definitions of kind Environment. Move the file to registries/")]
    [InlineData("environments/prod.yaml", "apiVersion: promotionportal/v1\nkind: Environment\nmetadata: { name: test }\n", "3:19: The name 'test' is not that of the file, 'prod'.")]
    [InlineData("environments/PROD.yaml", "apiVersion: promotionportal/v1\nkind: Environment\nmetadata: { name: PROD }\n", "3:19: 'PROD' does not fit here.")]
    [InlineData("environments/ab.yaml", "apiVersion: promotionportal/v1\nkind: Environment\nmetadata: { name: ab }\n", "3:19: 'ab' does not fit here. Write a name of 3 to 50")]
    [InlineData("environments/prod.yaml", "apiVersion: promotionportal/v1\nkind: Environment\n", "1:1: 'metadata' is missing.")]
    [InlineData("environments/prod.yaml", "- a\n", "1:1: Keys with values are expected here.")]
    [InlineData("environments/prod.yml", "", "1:1: A definition's file ends in .yaml.")]
    [InlineData("enviroments/prod.yaml", "", "1:1: No definition is expected in this place. Did you mean environments/?")]
    [InlineData("environments/eu/prod.yaml", "", "1:1: No definition is expected in this place.")]
    [InlineData("prod.yaml", "", "1:1: No definition is expected in this place.")]
    [InlineData("products/shop.yaml", "apiVersion: promotionportal/v1\nkind: Product\nmetadata: { name: shop }\nspec: { template: images }\n", "4:9: 'template' is planned")]
    [InlineData("applications/checkout.yaml", "apiVersion: promotionportal/v1\nkind: Application\nmetadata: { name: checkout }\n", "1:1: 'spec' is missing.")]
    public void A_file_that_is_not_what_its_place_says_is_a_problem(string path, string text, string problem) => AssertProblem(path, text, problem);

    [Theory]
    [InlineData("README.md")]
    [InlineData("environments/notes.txt")]
    [InlineData(".github/workflows/check.yaml")]
    public void What_is_no_definition_is_left_alone(string path) => Assert.Empty(Problems(path, "anything"));

    [Fact]
    public void All_problems_of_a_file_are_told_at_once() =>
        Assert.Equal([5, 6, 7], Problems("environments/prod.yaml", Sample.Environment("prod", "production: 1\n  postion: 2\n  class: []")).Select(problem => problem.Line));

    private static EnvironmentDefinition SoundEnvironment(string text)
    {
        var snapshot = Sample.Read(("registries/main.yaml", Sample.Main), ("environments/prod.yaml", text));
        Assert.Equal("", string.Join('\n', snapshot.Problems));
        return Assert.Single(snapshot.Environments).Value;
    }

    private static RegistryDefinition SoundRegistry(string text)
    {
        var snapshot = Sample.Read(("registries/main.yaml", text));
        Assert.Equal("", string.Join('\n', snapshot.Problems));
        return Assert.Single(snapshot.Registries).Value;
    }

    private static ImmutableArray<DefinitionProblem> Problems(string path, string text) => Sample.Read((path, text)).Problems;

    private static void AssertProblem(string path, string text, string problem) =>
        Assert.Contains(Problems(path, text), found => found.ToString().StartsWith($"{path}:{problem}", StringComparison.Ordinal));
}
