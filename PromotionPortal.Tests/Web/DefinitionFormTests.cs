using Bunit;
using Microsoft.AspNetCore.Components;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Web.Definitions.Form;

namespace PromotionPortal.Tests.Web;

/// <summary>The form is a view of the text: what is typed into it stands in the text afterwards, and nothing else changes.</summary>
public sealed class DefinitionFormTests : BunitContext
{
    private const string Environment = "kind: Environment\nmetadata: { name: prod }\nspec:\n  position: 40 # last\n  production: true # really\n  images: { registry: main, repository: prod }\n";
    private const string Flow = "kind: Flow\nmetadata: { name: standard }\nspec:\n  start: { images: true }\n  nodes:\n    - { id: first, stage: test }\n";

    private string _text = "";

    public DefinitionFormTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    [Fact]
    public void A_number_typed_into_the_form_changes_its_line_alone()
    {
        Form(DefinitionKind.Environment, Environment).Find("#field-spec-position").Change("41");
        Assert.Equal(Environment.Replace("40 #", "41 #", StringComparison.Ordinal), _text);
    }

    [Fact]
    public void A_switch_that_is_written_out_keeps_its_comment_and_one_that_is_not_stays_out()
    {
        var form = Form(DefinitionKind.Environment, Environment);
        form.Find("#field-spec-production").Change(false);
        Assert.Equal(Environment.Replace("true #", "false #", StringComparison.Ordinal), _text);
        form.Find("#field-spec-immutableTags").Change(false);
        Assert.DoesNotContain("immutableTags", _text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_that_is_emptied_leaves_the_text()
    {
        Form(DefinitionKind.Environment, Environment).Find("#field-spec-position").Change("");
        Assert.DoesNotContain("position", _text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_offers_the_names_there_are()
    {
        var options = Form(DefinitionKind.Environment, Environment).FindAll("#field-spec-images-registry option").Select(option => option.GetAttribute("value"));
        Assert.Equal(["", "builds", "main"], options);
    }

    [Fact]
    public void A_problem_stands_at_its_field_and_names_it_for_a_screen_reader()
    {
        var problem = new DefinitionProblem("environments/prod.yaml", 4, 13, "'40' does not fit here.", "Write another.");
        var form = Form(DefinitionKind.Environment, Environment, problem);
        var input = form.Find("#field-spec-position");
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        Assert.Contains("does not fit here. Write another.", form.Find("#" + input.GetAttribute("aria-describedby")!.Split(' ')[0]).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Choosing_another_kind_of_step_takes_the_keys_of_the_former_away()
    {
        var ways = Form(DefinitionKind.Flow, Flow).FindAll(".form-card .ways input");
        Assert.Equal(3, ways.Count);
        ways[1].Change("on");
        Assert.Equal(Flow.Replace("stage: test", "soak: { for: 24h }", StringComparison.Ordinal), _text);
    }

    [Fact]
    public void A_step_is_added_and_removed()
    {
        var form = Form(DefinitionKind.Flow, Flow);
        form.FindAll("button").First(button => button.TextContent.Trim() == "Add a step").Click();
        Assert.Equal(Flow + "    - { id: step-2, stage: \"\" }\n", _text);
        form.FindAll("button").Last(button => button.TextContent.Trim() == "Remove this step").Click();
        Assert.Equal(Flow, _text);
    }

    [Fact]
    public void Words_and_labels_are_added_and_taken_away()
    {
        var form = Form(DefinitionKind.Flow, Flow);
        form.Find("#field-spec-nodes-0-dependsOn").Change("other");
        Assert.Contains("dependsOn: [ other ]", _text, StringComparison.Ordinal);
        form.Find("[aria-label='Remove other']").Click();
        Assert.Equal(Flow, _text);

        form.Find("[aria-label='New label']").Change("team");
        form.Find("[aria-label='Value of the new label']").Change("shop");
        Assert.Contains("labels: { team: shop }", _text, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_may_only_look_finds_nothing_to_change()
    {
        var form = Form(DefinitionKind.Flow, Flow, isReadOnly: true);
        Assert.All(form.FindAll("input:not([type=radio]), textarea"), field => Assert.True(field.HasAttribute("readonly") || field.HasAttribute("disabled"), field.OuterHtml));
        Assert.All(form.FindAll("select"), field => Assert.True(field.HasAttribute("disabled")));
        Assert.All(form.FindAll("button"), button => Assert.True(button.HasAttribute("hidden")));
    }

    private IRenderedComponent<CascadingValue<FormState>> Form(DefinitionKind kind, string text, DefinitionProblem? problem = null, bool isReadOnly = false)
    {
        _text = text;
        IRenderedComponent<CascadingValue<FormState>>? form = null;
        FormState State() => new(kind, DefinitionFields.Root(_text)!, changes =>
        {
            _text = DefinitionFields.SetAll(kind, _text, changes);
            form!.Render(again => again.Add(value => value.Value, State()).AddChildContent<DefinitionForm>());
            return Task.CompletedTask;
        })
        {
            Names = new Dictionary<string, System.Collections.Immutable.ImmutableArray<string>>(StringComparer.Ordinal) { ["registries"] = ["builds", "main"], ["environments"] = ["test"] },
            Problems = DefinitionFields.ProblemsByField(_text, problem is null ? [] : [problem]),
            IsReadOnly = isReadOnly,
        };
        return form = Render<CascadingValue<FormState>>(first => first.Add(value => value.Value, State()).AddChildContent<DefinitionForm>());
    }
}
