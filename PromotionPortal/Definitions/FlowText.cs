using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using PromotionPortal.Cel;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Flows;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions;

/// <summary>The text after an operation; or why there is none.</summary>
public sealed record FlowEdit(string? Text, string? Why)
{
    internal static FlowEdit No(string why) => new(null, why);

    internal static FlowEdit Yes(string text) => new(text, null);
}

/// <summary>Does what is drawn to the text of a flow: comments, order and the lines that need not change stay.</summary>
public static class FlowText
{
    public const DefinitionKind Kind = DefinitionKind.Flow;

    private static readonly FieldPath s_nodes = FieldPath.Of("spec", "nodes");

    /// <summary>All of them, or none.</summary>
    public static FlowEdit Apply(string text, IEnumerable<FlowOp> ops)
    {
        var edit = FlowEdit.Yes(text);
        foreach (var op in ops)
        {
            edit = Apply(edit.Text!, op);
            if (edit.Text is null) return edit;
        }
        return edit;
    }

    public static FlowEdit Apply(string text, FlowOp op)
    {
        if (op is FlowOp.Text typed) return typed.Whole.Length <= DefinitionText.MostLetters ? FlowEdit.Yes(typed.Whole) : FlowEdit.No($"A flow has at most {DefinitionText.MostLetters} letters.");
        var document = YamlReader.Read(text);
        if (document is not { Problems.Count: 0, Root: YamlMapping root }) return FlowEdit.No("The text cannot be read as it stands: mend it in the YAML view first.");
        var edit = Do(new(document, root), op);
        return edit.Text?.Length > DefinitionText.MostLetters ? FlowEdit.No($"A flow has at most {DefinitionText.MostLetters} letters.") : edit;
    }

    /// <summary>A value as JSON has it, in the file's words.</summary>
    public static YamlNode NodeOf(JsonNode value) => value switch
    {
        JsonObject group => new YamlMapping([.. group.Where(pair => pair.Value is not null).Select(pair => new YamlEntry(YamlScalar.Of(pair.Key), NodeOf(pair.Value!)))]),
        JsonArray list => new YamlSequence([.. list.Where(item => item is not null).Select(item => NodeOf(item!))], isFlow: true),
        _ => value.GetValueKind() switch
        {
            JsonValueKind.True or JsonValueKind.False => YamlScalar.Of(value.GetValue<bool>()),
            JsonValueKind.Number => new(value.ToJsonString(), YamlScalarKind.Number),
            _ => YamlScalar.Of(value.GetValue<string>()),
        },
    };

    /// <summary>The same back.</summary>
    public static JsonNode? JsonOf(YamlNode node) => node switch
    {
        YamlMapping group => new JsonObject(group.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, JsonOf(entry.Value)))),
        YamlSequence list => new JsonArray([.. list.Items.Select(JsonOf)]),
        YamlScalar { Kind: YamlScalarKind.Null } => null,
        YamlScalar { Kind: YamlScalarKind.Bool } scalar => JsonValue.Create(scalar.Text.Equals("true", StringComparison.OrdinalIgnoreCase)),
        YamlScalar { Kind: YamlScalarKind.Number } scalar => NumberOf(scalar.Text),
        _ => JsonValue.Create(((YamlScalar)node).Text),
    };

    // What YAML calls a number and JSON does not stays as it is written.
    private static JsonValue? NumberOf(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? value : JsonValue.Create(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static FlowEdit Do(OpenFlow flow, FlowOp op) => op switch
    {
        FlowOp.Add add => Add(flow, add),
        FlowOp.Remove remove => With(flow, remove.Id, _ => Remove(flow, remove.Id)),
        FlowOp.Rename rename => flow.Has(rename.To) && rename.Id != rename.To ? FlowEdit.No($"There is a node '{rename.To}' already.") : With(flow, rename.Id, at => Rename(flow, at, rename.To)),
        FlowOp.Connect connect => flow.Has(connect.From) ? With(flow, connect.To, at => Connect(flow, at, connect.From)) : Gone(connect.From),
        FlowOp.Disconnect disconnect => With(flow, disconnect.To, at => Disconnect(flow, at, disconnect.From)),
        FlowOp.Set set => With(flow, set.Id, at => Put(flow.Document.Text, set.Path.Aggregate(s_nodes.Then(at), (path, step) => path.Then(step)), set.Value)),
        FlowOp.SetFlow set => FlowEdit.Yes(Put(flow.Document.Text, FieldPath.Of(set.Path.AsSpan()), set.Value)),
        FlowOp.Move move => Move(flow, move),
        _ => throw new ArgumentOutOfRangeException(nameof(op)),
    };

    private static FlowEdit With(OpenFlow flow, string id, Func<int, string> change) => flow.PlacesOf(id) switch
    {
        [] => Gone(id),
        [var at] => FlowEdit.Yes(change(at)),
        _ => FlowEdit.No($"Several nodes are called '{id}': give them ids of their own in the YAML view first."),
    };

    private static FlowEdit Gone(string id) => FlowEdit.No($"There is no node '{id}' any more.");

    private static FlowEdit Add(OpenFlow flow, FlowOp.Add add)
    {
        var id = add.Id ?? "";
        if (!FlowBounds.IsNodeId(id)) return FlowEdit.No($"'{id}' is no id.");
        if (flow.Has(id)) return FlowEdit.No($"There is a node '{id}' already.");
        List<YamlNode> items = [.. flow.Nodes];
        var place = add.After is { } after && flow.PlacesOf(after) is [.., var behind] ? behind + 1 : items.Count;
        items.Insert(place, NodeOf(add.Node));
        var target = flow.WithNodes(items);
        return FlowEdit.Yes(YamlEditor.Edit(flow.Document, add.At is { } at ? OpenFlow.WithLayout(target, [(id, at)]) : target));
    }

    private static string Remove(OpenFlow flow, string id)
    {
        var target = flow.WithNodes([.. flow.Nodes.Where(node => OpenFlow.IdOf(node) != id).Select(node => OpenFlow.WithoutDependency(node, id))]);
        return YamlEditor.Edit(flow.Document, OpenFlow.WithoutPlace(target, id));
    }

    // A place that was kept for nobody would stand there twice.
    private static string Rename(OpenFlow flow, int at, string to)
    {
        if (OpenFlow.IdOf(flow.Nodes[at]) == to) return flow.Document.Text;
        if ((flow.Root["layout"] as YamlMapping)?[to] is null) return new FlowRenaming(flow, at, to).Text;
        var document = YamlReader.Read(YamlEditor.Edit(flow.Document, OpenFlow.WithoutPlace(flow.Root, to)));
        return new FlowRenaming(new(document, (YamlMapping)document.Root!), at, to).Text;
    }

    private static string Connect(OpenFlow flow, int at, string from) =>
        OpenFlow.DependenciesOf(flow.Nodes[at]).Contains(from) ? flow.Document.Text : DefinitionFields.AddItem(Kind, flow.Document.Text, s_nodes.Then(at).Then("dependsOn"), YamlScalar.Of(from));

    private static string Disconnect(OpenFlow flow, int at, string from)
    {
        if (!OpenFlow.DependenciesOf(flow.Nodes[at]).Contains(from)) return flow.Document.Text;
        var left = (YamlSequence)((YamlMapping)OpenFlow.WithoutDependency(flow.Nodes[at], from))["dependsOn"]!;
        return DefinitionFields.Set(Kind, flow.Document.Text, s_nodes.Then(at).Then("dependsOn"), left);
    }

    private static string Put(string text, FieldPath path, JsonNode? value) => value is null ? DefinitionFields.Remove(Kind, text, path) : DefinitionFields.Set(Kind, text, path, NodeOf(value));

    private static FlowEdit Move(OpenFlow flow, FlowOp.Move move)
    {
        var there = move.To.Where(pair => flow.Has(pair.Key)).ToList();
        if (there.Count == 0) return Gone(move.To.Keys.First());
        return FlowEdit.Yes(YamlEditor.EditAt(flow.Document, OpenFlow.WithLayout(flow.Root, there.Select(pair => (pair.Key, pair.Value))), ["layout"]));
    }
}

/// <summary>A flow's text taken apart, as far as it is one.</summary>
internal sealed record OpenFlow(YamlDocument Document, YamlMapping Root)
{
    public IReadOnlyList<YamlNode> Nodes { get; } = ((Root["spec"] as YamlMapping)?["nodes"] as YamlSequence)?.Items ?? [];

    public bool Has(string id) => PlacesOf(id).Count > 0;

    public IReadOnlyList<int> PlacesOf(string id) => [.. Enumerable.Range(0, Nodes.Count).Where(at => IdOf(Nodes[at]) == id)];

    public static string? IdOf(YamlNode node) => ((node as YamlMapping)?["id"] as YamlScalar)?.Text;

    public static IReadOnlyList<string> DependenciesOf(YamlNode node) => [.. (((node as YamlMapping)?["dependsOn"] as YamlSequence)?.Items ?? []).OfType<YamlScalar>().Select(scalar => scalar.Text)];

    public static YamlNode WithoutDependency(YamlNode node, string id) =>
        DependenciesOf(node).Contains(id) && node is YamlMapping mapping && mapping["dependsOn"] is YamlSequence list
            ? With(mapping, "dependsOn", new YamlSequence([.. list.Items.Where(item => (item as YamlScalar)?.Text != id)], list.IsFlow || list.Items.Count == 1, list.Span))
            : node;

    public YamlMapping WithNodes(IReadOnlyList<YamlNode> nodes)
    {
        var spec = Root["spec"] as YamlMapping ?? new([]);
        var before = spec["nodes"] as YamlSequence;
        return With(Root, "spec", With(spec, "nodes", new YamlSequence(nodes, before?.IsFlow ?? false, before?.Span ?? default)));
    }

    public static YamlMapping WithLayout(YamlMapping root, IEnumerable<(string Id, CanvasPoint At)> places)
    {
        var layout = root["layout"] as YamlMapping ?? new([]);
        foreach (var (id, at) in places) layout = With(layout, id, new YamlSequence([YamlScalar.Of((long)at.X), YamlScalar.Of((long)at.Y)], isFlow: true));
        return With(root, "layout", layout);
    }

    public static YamlMapping WithoutPlace(YamlMapping root, string id)
    {
        if (root["layout"] is not YamlMapping layout || layout[id] is null) return root;
        var left = layout.Entries.Where(entry => entry.Key.Text != id).ToList();
        return left.Count > 0 ? With(root, "layout", new YamlMapping(left, layout.IsFlow, layout.Span)) : new([.. root.Entries.Where(entry => entry.Key.Text != "layout")], root.IsFlow, root.Span);
    }

    private static YamlMapping With(YamlMapping mapping, string key, YamlNode value) => mapping[key] is null
        ? new([.. mapping.Entries, new(YamlScalar.Of(key), value)], mapping.IsFlow, mapping.Span)
        : new([.. mapping.Entries.Select(entry => entry.Key.Text == key ? entry with { Value = value } : entry)], mapping.IsFlow, mapping.Span);
}

/// <summary>A node under another id, word by word in its text: nothing else is touched.</summary>
internal sealed class FlowRenaming(OpenFlow flow, int at, string to)
{
    private readonly string _from = OpenFlow.IdOf(flow.Nodes[at])!;

    public string Text
    {
        get
        {
            var text = flow.Document.Text;
            foreach (var (span, with) in Places().OrderByDescending(place => place.Span.Start)) text = string.Concat(text.AsSpan(0, span.Start), with, text.AsSpan(span.End));
            return Conditions(text);
        }
    }

    private IEnumerable<(YamlSpan Span, string With)> Places()
    {
        var written = YamlWriter.Flow(YamlScalar.Of(to));
        List<YamlScalar> names = [(YamlScalar)((YamlMapping)flow.Nodes[at])["id"]!];
        names.AddRange(flow.Nodes.OfType<YamlMapping>().SelectMany(node => (node["dependsOn"] as YamlSequence)?.Items ?? []).OfType<YamlScalar>().Where(scalar => scalar.Text == _from));
        if ((flow.Root["layout"] as YamlMapping)?.Entry(_from) is { } place) names.Add(place.Key);
        return names.Select(name => (name.Span, written));
    }

    // A condition may be written in any style: it is set anew only where it names the node.
    private string Conditions(string text)
    {
        for (var node = 0; node < flow.Nodes.Count; node++)
        {
            if ((flow.Nodes[node] as YamlMapping)?["when"] is not YamlScalar { Kind: YamlScalarKind.Text } when) continue;
            var renamed = CelKeys.Renamed(when.Text, FlowFacts.Nodes, _from, to);
            if (renamed != when.Text) text = DefinitionFields.Set(FlowText.Kind, text, FieldPath.Of("spec", "nodes").Then(node).Then("when"), YamlScalar.Of(renamed));
        }
        return text;
    }
}
