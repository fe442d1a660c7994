using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PromotionPortal.Domain.Flows;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions;

/// <summary>Reads out of a flow's text what is drawn of it, also while it holds mistakes.</summary>
public static class FlowSketch
{
    public const string UsualIfFails = "halt";

    /// <summary>Null where it cannot be read at all.</summary>
    public static FlowGraph? Of(string text) => DefinitionFields.Root(text) is { } root ? Of(root) : null;

    public static FlowGraph? Of(YamlMapping root)
    {
        if (root["spec"] is not YamlMapping spec || spec["nodes"] is not YamlSequence nodes) return null;
        var start = spec["start"] as YamlMapping;
        var layout = root["layout"] as YamlMapping;
        return new(
            new(Word(start?["images"]) == "true", Word(start?["environment"])),
            [.. ((spec["triggers"] as YamlSequence)?.Items ?? []).OfType<YamlMapping>().Select(Trigger)],
            Word(spec["limit"]),
            [.. nodes.Items.OfType<YamlMapping>().Where(node => Word(node["id"]) is not null).Select(node => Node(node, layout))]);
    }

    /// <summary>What differs in meaning between two texts of a flow.</summary>
    public static FlowDiff Compare(string before, string after)
    {
        var (from, to) = (DefinitionFields.Root(before), DefinitionFields.Root(after));
        var (old, now) = (ById(from), ById(to));
        var edges = (Edges(old), Edges(now));
        return new(
            [.. now.Keys.Where(id => !old.ContainsKey(id))],
            [.. old.Where(pair => !now.ContainsKey(pair.Key)).Select(pair => Node(pair.Value, from!["layout"] as YamlMapping))],
            now.Where(pair => old.ContainsKey(pair.Key)).Select(pair => (pair.Key, Words: Words(Without(old[pair.Key], "dependsOn"), Without(pair.Value, "dependsOn")))).Where(pair => !pair.Words.IsEmpty).ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Words, StringComparer.Ordinal),
            [.. edges.Item2.Except(edges.Item1).Select(edge => new[] { edge.From, edge.To })],
            [.. edges.Item1.Except(edges.Item2).Select(edge => new[] { edge.From, edge.To })],
            Words(OfTheFlow(from), OfTheFlow(to)));
    }

    /// <summary>Of which node a place in the text speaks, and of which of its fields.</summary>
    public static (string? Node, string? Field) PlaceOf(YamlMapping? root, FieldPath path) => path.Steps.ToArray() switch
    {
        ["spec", "nodes", var at, .. var field] => (Word((DefinitionFields.ValueAt(root, FieldPath.Of("spec", "nodes", at)) as YamlMapping)?["id"]), field.Length == 0 ? null : string.Join('.', field)),
        _ => (null, null),
    };

    private static FlowNodeView Node(YamlMapping node, YamlMapping? layout)
    {
        var id = Word(node["id"])!;
        var kind = node["stage"] is not null ? FlowNodeView.Stage : node["soak"] is not null ? FlowNodeView.Soak : node["judgement"] is not null ? FlowNodeView.Judgement : FlowNodeView.Unknown;
        return new(id, kind, Word(node["stage"]), WordsOf(node, kind), [.. OpenFlow.DependenciesOf(node)], Word(node["when"]), Word(node["ifFails"]) ?? UsualIfFails, Point(layout?[id]), (JsonObject)FlowText.JsonOf(node)!);
    }

    private static string WordsOf(YamlMapping node, string kind) => kind switch
    {
        FlowNodeView.Soak when node["soak"] is YamlMapping soak => string.Join(", ", new[] { Word(soak["for"]), Count(soak["probes"], "probe") }.OfType<string>()),
        FlowNodeView.Judgement when node["judgement"] is YamlMapping judgement => string.Join(" · ", new[] { Judges(judgement["judges"] as YamlMapping), Choices(judgement["choices"]) }.OfType<string>()),
        _ => "",
    };

    private static string? Judges(YamlMapping? judges)
    {
        string?[] parts = [Word(judges?["count"]) is { } count ? $"{count} of all" : null, .. ((judges?["groups"] as YamlSequence)?.Items ?? []).OfType<YamlMapping>().Select(group => $"{Word(group["group"])} {Word(group["count"])}".Trim())];
        return string.Join(" + ", parts.OfType<string>()) is { Length: > 0 } words ? words : null;
    }

    private static string? Choices(YamlNode? choices) => choices is YamlSequence { Items.Count: > 0 } list ? string.Join(" / ", list.Items.Select(item => $"{item}")) : null;

    private static string? Count(YamlNode? list, string noun) => list is YamlSequence { Items.Count: var count and > 0 } ? count == 1 ? $"1 {noun}" : $"{count} {noun}s" : null;

    private static double[]? Point(YamlNode? place) => place is YamlSequence { Items: [YamlScalar x, YamlScalar y] } && Number(x) is { } left && Number(y) is { } top ? [left, top] : null;

    private static double? Number(YamlScalar scalar) => double.TryParse(scalar.Text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static FlowGraphTrigger Trigger(YamlMapping trigger) => new(
        Word(trigger["kind"]) ?? "",
        string.Join(" ", new[] { Word(trigger["tags"]), Word(trigger["cron"]), Word(trigger["zone"]) }.OfType<string>()),
        Word(trigger["enabled"]) != "false");

    private static string? Word(YamlNode? node) => node is YamlScalar { Kind: not YamlScalarKind.Null, Text.Length: > 0 } scalar ? scalar.Text : null;

    private static Dictionary<string, YamlMapping> ById(YamlMapping? root) =>
        (((root?["spec"] as YamlMapping)?["nodes"] as YamlSequence)?.Items ?? []).OfType<YamlMapping>().Where(node => Word(node["id"]) is not null).DistinctBy(node => Word(node["id"])).ToDictionary(node => Word(node["id"])!, StringComparer.Ordinal);

    private static HashSet<(string From, string To)> Edges(Dictionary<string, YamlMapping> nodes) =>
        [.. nodes.SelectMany(node => OpenFlow.DependenciesOf(node.Value).Select(from => (from, node.Key)))];

    private static YamlMapping? OfTheFlow(YamlMapping? root) =>
        root is null ? null : Without(new([.. root.Entries.Select(entry => entry is { Key.Text: "spec", Value: YamlMapping spec } ? entry with { Value = Without(spec, "nodes") } : entry)]), "layout");

    private static YamlMapping Without(YamlMapping mapping, string key) => new([.. mapping.Entries.Where(entry => entry.Key.Text != key)]);

    private static ImmutableArray<string> Words(YamlNode? before, YamlNode? after) => [.. DefinitionText.Differences(before, after).Select(change => change.ToString())];
}
