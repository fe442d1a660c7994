using Bunit;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage.Views;
using PromotionPortal.Web.Applications;

namespace PromotionPortal.Tests.Web;

/// <summary>A workflow of an application, drawn.</summary>
public sealed class WorkflowStripTests : BunitContext
{
    private static readonly EnvironmentDefinition s_dev = new(new Metadata("dev") { Title = "Development" });
    private static readonly EnvironmentDefinition s_prod = new(new Metadata("prod") { Title = "Production" }) { Production = true };

    private static readonly FlowDefinition s_flow = new(new Metadata("standard") { Title = "Standard delivery" })
    {
        Start = new() { Images = true },
        Nodes = [new("dev") { Stage = "dev" }, new("look") { Judgement = new() { Instructions = "Look at it." }, DependsOn = ["dev"] }, new("prod") { Stage = "prod", DependsOn = ["look"] }],
    };

    private static readonly DefinitionsSnapshot s_definitions = new("test")
    {
        Environments = DefinitionsSnapshot.Empty.Environments.Add("dev", s_dev).Add("prod", s_prod),
        Applications = DefinitionsSnapshot.Empty.Applications.Add("checkout", new(new Metadata("checkout")) { Image = new("ci", "checkout"), Product = "shop" }),
        Products = DefinitionsSnapshot.Empty.Products.Add("shop", new(new Metadata("shop")) { Flows = [new("standard")] }),
        Flows = DefinitionsSnapshot.Empty.Flows.Add("standard", s_flow),
    };

    [Fact]
    public void Each_step_stands_in_its_column_with_what_waits_in_it()
    {
        var strip = Draw(promote: null);
        Assert.Equal("Standard delivery", strip.Find("ol.strip").GetAttribute("aria-label"));
        Assert.Equal(3, strip.FindAll("ol.strip > li").Count);
        Assert.Contains("look", strip.Find(".strip__step").TextContent, StringComparison.Ordinal);
        Assert.Contains("1.4.0: awaiting approval", strip.Find(".strip__stage--production a").TextContent, StringComparison.Ordinal);
        Assert.Equal(["/promotions/7", "/promotions?application=checkout&environment=prod"], strip.FindAll(".strip__stage--production a").Select(link => link.GetAttribute("href")));
        Assert.Contains("and 3,333 more", strip.Find(".strip__stage--production").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("/applications/checkout?promote=choose&flow=standard", 1)]
    public void The_button_is_there_where_something_can_be_promoted(string? link, int buttons) =>
        Assert.Equal(buttons, Draw(link).FindAll(".section-head .button").Count);

    private IRenderedComponent<WorkflowStrip> Draw(string? promote) => Render<WorkflowStrip>(strip => strip
        .Add(s => s.Workflow, Workflow.Of(s_definitions, "checkout").Single())
        .Add(s => s.Columns, [new(s_dev, null, []), new(s_prod, null, [new PromotionMark(7, "1.4.0", PromotionState.AwaitingApproval)]) { More = 3_333 }])
        .Add(s => s.Application, "checkout")
        .Add(s => s.PromoteLink, promote));
}
