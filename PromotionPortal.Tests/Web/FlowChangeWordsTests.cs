using PromotionPortal.Definitions;
using PromotionPortal.Domain.Flows;
using PromotionPortal.Web.Flows;
using PromotionPortal.Yaml;

namespace PromotionPortal.Tests.Web;

/// <summary>What undoing speaks of after a form was filled in, and by which operation it is done.</summary>
public sealed class FlowChangeWordsTests
{
    private const string Flow = "kind: Flow\nmetadata: { name: standard }\nspec:\n  start: { images: true }\n  nodes:\n    - { id: test, stage: test }\n    - { id: calm, soak: { for: 2h, probes: [ { prometheus: up, atLeast: 1 } ] }, dependsOn: [ test ] }\n";

    [Theory]
    [InlineData("/spec/nodes/1/soak/for", "4h", "Set", "Soak of calm: 2h → 4h")]
    [InlineData("/spec/nodes/1/soak/probes/0/atLeast", "2", "Set", "Probes at least of calm: 1 → 2")]
    [InlineData("/spec/nodes/1/dependsOn", "[]", "Set", "Depends on of calm: test → none")]
    [InlineData("/spec/nodes/0/stage", "prod", "Set", "Stage of test: test → prod")]
    [InlineData("/spec/nodes/0/ifFails", "ignore", "Set", "If it fails of test: none → ignore")]
    [InlineData("/spec/nodes/1/id", "quiet", "Rename", "Rename calm to quiet")]
    [InlineData("/spec/nodes/1/id", "Not an id", "Text", "Rename calm to Not an id")]
    [InlineData("/spec/nodes/1", null, "Remove", "Remove calm")]
    [InlineData("/spec/nodes", "[]", "Text", "Steps as filled in")]
    [InlineData("/spec/limit", "5d", "SetFlow", "Limit: none → 5d")]
    [InlineData("/metadata/title", "Usual", "SetFlow", "Title: none → Usual")]
    public void A_change_of_the_form_is_an_operation_with_words(string path, string? value, string op, string label)
    {
        var change = (new FieldPath(path), value is null ? null : YamlReader.Read(value).Root);
        var step = FlowChangeWords.StepOf(Flow, [change]);
        Assert.Equal((label, op), (step.Label, Assert.Single(step.Ops).GetType().Name));
        Assert.Null(FlowBounds.Unfit(step));
        Assert.Equal(DefinitionFields.SetAll(FlowText.Kind, Flow, [change]).Replace("dependsOn: [ test ]", "", StringComparison.Ordinal), FlowText.Apply(Flow, step.Ops).Text!.Replace("dependsOn: [ test ]", "", StringComparison.Ordinal));
    }
}
