using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Tests.Domain;

/// <summary>The ways of an application's images, as its page draws them.</summary>
public sealed class WorkflowTests
{
    [Fact]
    public void Without_a_flow_all_environments_stand_in_order() => Assert.Equal(["-: dev | test | prod"], Drawn(Definitions()));

    [Fact]
    public void A_flow_stands_in_the_order_of_its_dependencies_whatever_the_order_of_its_lines() => Assert.Equal(
        ["standard: dev | calm | look | prod", "-: test"],
        Drawn(Definitions(Flow("standard", Stage("prod", "look"), Judgement("look", "calm"), Soak("calm", "dev"), Stage("dev")))));

    [Fact]
    public void What_can_run_side_by_side_shares_a_column_and_the_longest_way_counts() => Assert.Equal(
        ["standard: dev+test | look | prod"],
        Drawn(Definitions(Flow("standard", Stage("dev"), Stage("test"), Judgement("look", "dev"), Stage("prod", "look", "test")))));

    [Fact]
    public void A_flow_that_starts_with_an_environment_begins_there() => Assert.Equal(
        ["hotfix: dev | prod", "-: test"],
        Drawn(Definitions(Flow("hotfix", Stage("prod")) with { Start = new() { Environment = "dev" } })));

    [Fact]
    public void Each_flow_of_the_product_is_drawn_once_in_the_products_order_and_no_other() => Assert.Equal(
        ["second: dev", "first: dev | prod", "-: test"],
        Drawn(Definitions(["second", "first", "second", "unknown"], Flow("first", Stage("dev"), Stage("prod", "dev")), Flow("second", Stage("dev")), Flow("third", Stage("test")))));

    [Fact]
    public void An_application_of_no_product_has_no_flow() => Assert.Equal(
        "-: dev | test | prod", Drawn(Workflow.Of(Definitions(Flow("standard", Stage("dev"))), "alone").Single()));

    [Fact]
    public void A_circle_that_came_through_all_the_same_ends() => Assert.Equal(
        ["round: dev | prod", "-: test"], Drawn(Definitions(Flow("round", Stage("dev", "prod"), Stage("prod", "dev")))).Select(line => line.Replace("prod | dev", "dev | prod", StringComparison.Ordinal)));

    private static IEnumerable<string> Drawn(DefinitionsSnapshot definitions) => Workflow.Of(definitions, "checkout").Select(Drawn);

    private static string Drawn(Workflow workflow) => $"{workflow.Flow?.Name ?? "-"}: {string.Join(" | ", workflow.Columns.Select(column => string.Join('+', column.Select(Name))))}";

    private static string Name(WorkflowStep step) => step switch
    {
        WorkflowStep.Stage stage => stage.Environment.Name,
        WorkflowStep.Judgement judgement => judgement.Id,
        WorkflowStep.Soak soak => soak.Id,
        _ => "?",
    };

    private static DefinitionsSnapshot Definitions(params FlowDefinition[] flows) => Definitions([.. flows.Select(flow => flow.Name)], flows);

    private static DefinitionsSnapshot Definitions(string[] named, params FlowDefinition[] flows) => new("test")
    {
        Environments = DefinitionsSnapshot.Empty.Environments.AddRange(new[] { "dev", "test", "prod" }.Select((name, at) => KeyValuePair.Create(name, new EnvironmentDefinition(new Metadata(name)) { Position = at }))),
        Applications = DefinitionsSnapshot.Empty.Applications.Add("checkout", new(new Metadata("checkout")) { Image = new("ci", "checkout"), Product = "shop" }).Add("alone", new(new Metadata("alone")) { Image = new("ci", "alone") }),
        Products = DefinitionsSnapshot.Empty.Products.Add("shop", new(new Metadata("shop")) { Flows = [.. named.Select(name => new ProductFlow(name))] }),
        Flows = DefinitionsSnapshot.Empty.Flows.AddRange(flows.Select(flow => KeyValuePair.Create(flow.Name, flow))),
    };

    private static FlowDefinition Flow(string name, params FlowNode[] nodes) => new(new Metadata(name)) { Start = new() { Images = true }, Nodes = [.. nodes] };

    private static FlowNode Stage(string environment, params string[] after) => new(environment) { Stage = environment, DependsOn = [.. after] };

    private static FlowNode Judgement(string id, params string[] after) => new(id) { Judgement = new(), DependsOn = [.. after] };

    private static FlowNode Soak(string id, params string[] after) => new(id) { Soak = new() { For = TimeSpan.FromHours(1) }, DependsOn = [.. after] };
}
