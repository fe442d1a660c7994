using System.Collections.Immutable;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Web.Definitions.Form;
using PromotionPortal.Yaml;

namespace PromotionPortal.Web.Flows;

/// <summary>The form of a flow, whole or of one node, over the text of its draft.</summary>
public static class FlowForms
{
    /// <summary>Null while the text cannot be read.</summary>
    public static FormState? Of(FlowReading reading, IReadOnlyDictionary<string, ImmutableArray<string>> names, Func<IReadOnlyList<(FieldPath Path, YamlNode? Value)>, Task> change)
    {
        if (DefinitionFields.Root(reading.Text) is not { } root) return null;
        var key = new DefinitionKey(FlowText.Kind, reading.State.Name);
        var problems = reading.State.Problems.Where(problem => !problem.Note).Select(problem => new DefinitionProblem(key.Path, problem.Line, problem.Column, problem.What, problem.Help));
        return new(FlowText.Kind, root, change) { Problems = DefinitionFields.ProblemsByField(reading.Text, problems), Names = names, IsReadOnly = reading.State.ReadOnly };
    }

    public static FormField Nodes { get; } = FormField.Of(FlowText.Kind, "spec").First(field => field.Name == "nodes");

    /// <summary>What the flow starts from, by what, and how long it may take.</summary>
    public static ImmutableArray<FormField> Start { get; } = [.. FormField.Of(FlowText.Kind, "spec").Where(field => field.Name is "start" or "triggers" or "limit")];

    /// <summary>Null where no one node is called so.</summary>
    public static int? PlaceOf(FormState state, string id)
    {
        var items = (state.ValueAt(FieldPath.Of("spec", "nodes")) as YamlSequence)?.Items ?? [];
        var places = Enumerable.Range(0, items.Count).Where(at => (items[at] as YamlMapping)?["id"] is YamlScalar scalar && scalar.Text == id).ToList();
        return places is [var only] ? only : null;
    }
}
