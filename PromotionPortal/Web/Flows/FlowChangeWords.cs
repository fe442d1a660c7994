using System.Security.Cryptography;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Flows;
using PromotionPortal.Web.Definitions.Form;
using PromotionPortal.Yaml;

namespace PromotionPortal.Web.Flows;

/// <summary>Changes of a form as one step of the draft: the operations they mean, and what undoing will speak of.</summary>
public static class FlowChangeWords
{
    private const int MostValueLetters = 40;

    public static FlowStep.Edit StepOf(string text, IReadOnlyList<(FieldPath Path, YamlNode? Value)> changes)
    {
        var root = DefinitionFields.Root(text);
        List<FlowOp?> ops = [.. changes.Select(change => OpOf(root, change.Path, change.Value))];
        // What no operation says is said by the whole text.
        IEnumerable<FlowOp> all = ops.Contains(null) ? [new FlowOp.Text(DefinitionFields.SetAll(FlowText.Kind, text, changes))] : ops.OfType<FlowOp>();
        var label = LabelOf(root, changes[0].Path, changes[0].Value);
        return new(NewId(), label.Length <= FlowBounds.MostLabelLetters ? label : label[..FlowBounds.MostLabelLetters], [.. all]);
    }

    public static FlowStep.Edit Typed(string text) => new(NewId(), "YAML as typed", [new FlowOp.Text(text)]);

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static FlowOp? OpOf(YamlMapping? root, FieldPath path, YamlNode? value) => path.Steps.ToArray() switch
    {
        ["spec", "nodes", var at] when value is null && IdOf(root, at) is { } id => new FlowOp.Remove(id),
        ["spec", "nodes", var at, "id"] when IdOf(root, at) is { } id && value is YamlScalar to && FlowBounds.IsNodeId(to.Text) => new FlowOp.Rename(id, to.Text),
        ["spec", "nodes", _, "id"] => null,
        ["spec", "nodes", var at, .. var field] when field.Length > 0 && IdOf(root, at) is { } id => new FlowOp.Set(id, [.. field], value is null ? null : FlowText.JsonOf(value)),
        ["spec", "start" or "triggers" or "limit", ..] or ["metadata", "title" or "description" or "labels", ..] => new FlowOp.SetFlow([.. path.Steps], value is null ? null : FlowText.JsonOf(value)),
        _ => null,
    };

    private static string LabelOf(YamlMapping? root, FieldPath path, YamlNode? value)
    {
        var before = DefinitionFields.ValueAt(root, path);
        return path.Steps.ToArray() switch
        {
            ["spec", "nodes", var at] => value is null ? $"Remove {IdOf(root, at)}" : $"Change {IdOf(root, at)}",
            ["spec", "nodes", var at, "id"] => $"Rename {IdOf(root, at)} to {value}",
            ["spec", "nodes", var at, .. var field] => $"{FieldOf(field)} of {IdOf(root, at)}: {Short(before)} → {Short(value)}",
            ["spec", "nodes"] => "Steps as filled in",
            [_, .. var field] => $"{FieldOf(field)}: {Short(before)} → {Short(value)}",
            _ => "Form as filled in",
        };
    }

    // Such as "Soak" for soak/for, and "Probes atMost" for soak/probes/0/atMost.
    private static string FieldOf(string[] field)
    {
        if (field is ["soak", "for"]) return "Soak";
        var words = field.Where(step => !step.All(char.IsAsciiDigit)).Skip(field.Length > 1 && field[0] is "soak" or "judgement" ? 1 : 0).ToList();
        return words.Count == 0 ? FieldWords.Label(field[0]) : string.Join(' ', words.Select((word, at) => at == 0 ? FieldWords.Label(word) : FieldWords.Label(word).ToLowerInvariant()));
    }

    private static string Short(YamlNode? value)
    {
        var words = value switch
        {
            null => "none",
            YamlScalar scalar => scalar.Text.ReplaceLineEndings(" "),
            YamlSequence list => list.Items.All(item => item is YamlScalar) ? string.Join(", ", list.Items) : list.Items.Count == 1 ? "1 entry" : $"{list.Items.Count} entries",
            _ => "filled in",
        };
        return words.Length switch { 0 => "none", > MostValueLetters => words[..MostValueLetters] + "…", _ => words };
    }

    private static string? IdOf(YamlMapping? root, string at) => ((DefinitionFields.ValueAt(root, FieldPath.Of("spec", "nodes", at)) as YamlMapping)?["id"] as YamlScalar)?.Text;
}
