using System.Globalization;
using System.Text.Json.Nodes;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions;

/// <summary>Single fields of a definition's text, read and set in place: comments, order and the lines that need not change stay.</summary>
public static class DefinitionFields
{
    /// <summary>Null where the text is no YAML that fields could be set in.</summary>
    public static YamlMapping? Root(string text) => YamlReader.Read(text) is { Problems.Count: 0, Root: YamlMapping root } ? root : null;

    /// <summary>Null where there is nothing.</summary>
    public static YamlNode? ValueAt(YamlNode? root, FieldPath path) => path.Steps.Aggregate(root, Child);

    /// <summary>What is missing on the way is made; a new key goes where the kind's own order has it.</summary>
    public static string Set(DefinitionKind kind, string text, FieldPath path, YamlNode value) => Change(kind, text, path, _ => value);

    /// <summary>Groups and lists that become empty go with it, unless they have to be there.</summary>
    public static string Remove(DefinitionKind kind, string text, FieldPath path) => Change(kind, text, path, _ => null);

    public static string AddItem(DefinitionKind kind, string text, FieldPath path, YamlNode item) =>
        Change(kind, text, path, list => new YamlSequence([.. (list as YamlSequence)?.Items ?? [], item], (list as YamlSequence)?.IsFlow ?? false));

    /// <summary>Several changes at once, such as choosing another of several keys: values by path, null to remove.</summary>
    public static string SetAll(DefinitionKind kind, string text, IEnumerable<(FieldPath Path, YamlNode? Value)> changes) =>
        changes.Aggregate(text, (now, change) => change.Value is { } value ? Set(kind, now, change.Path, value) : Remove(kind, now, change.Path));

    /// <summary>Which field each problem speaks of; the root's where it speaks of none.</summary>
    public static ILookup<FieldPath, DefinitionProblem> ProblemsByField(string text, IEnumerable<DefinitionProblem> problems)
    {
        var places = YamlReader.Read(text).Root is { } root ? Places(root, FieldPath.Root).ToLookup(place => (place.Line, place.Column)) : null;
        return problems.ToLookup(problem => FieldOf(problem, places?[(problem.Line, problem.Column)] ?? []));
    }

    private static string Change(DefinitionKind kind, string text, FieldPath path, Func<YamlNode?, YamlNode?> change)
    {
        var document = YamlReader.Read(text);
        if (document is not { Problems.Count: 0, Root: YamlMapping root }) return text;
        var steps = path.Steps;
        return new Put([.. steps], change).Into(root, DefinitionText.Schema(kind), 0) is YamlMapping target ? YamlEditor.EditAt(document, target, [.. steps.SkipLast(1)]) : text;
    }

    private static YamlNode? Child(YamlNode? node, string step) => node switch
    {
        YamlMapping mapping => mapping[step],
        YamlSequence list when Number(step) is { } at && at < list.Items.Count => list.Items[at],
        _ => null,
    };

    private static int? Number(string step) => int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : null;

    private sealed record Place(int Line, int Column, FieldPath Path, YamlMapping? Group);

    // Outer ones first: of those at one place the last is the finest.
    private static IEnumerable<Place> Places(YamlNode node, FieldPath path) => node switch
    {
        YamlMapping mapping => mapping.Entries.SelectMany(entry => Places(entry.Value, path.Then(entry.Key.Text)).Prepend(At(entry.Key, path.Then(entry.Key.Text)))).Prepend(At(node, path)),
        YamlSequence list => list.Items.SelectMany((item, at) => Places(item, path.Then(at))).Prepend(At(node, path)),
        _ => [At(node, path)],
    };

    private static Place At(YamlNode node, FieldPath path) => new(node.Span.Line, node.Span.Column, path, node as YamlMapping);

    // What is missing stands nowhere: it is told at its group, whose place is that of its first key.
    private static FieldPath FieldOf(DefinitionProblem problem, IEnumerable<Place> here)
    {
        var places = here.ToList();
        if (places.Count == 0) return FieldPath.Root;
        var quoted = problem.What.Split('\'') is ["", var name, _, ..] ? name : null;
        var owner = quoted is null ? null : places.FindLast(place => place.Group is { } group && group[quoted] is null && problem.What.StartsWith($"'{quoted}' is missing", StringComparison.Ordinal));
        return owner is null ? places[^1].Path : owner.Path.Then(quoted!);
    }

    /// <summary>One change on its way to its place.</summary>
    private sealed record Put(string[] Steps, Func<YamlNode?, YamlNode?> Change)
    {
        // Null: nothing is left of it.
        public YamlNode? Into(YamlNode? node, JsonNode? schema, int depth)
        {
            if (depth == Steps.Length) return Change(node);
            return Number(Steps[depth]) is { } at && node is YamlSequence list ? Item(list, at, schema, depth) : Key(node as YamlMapping ?? new([]), schema, depth);
        }

        private YamlSequence? Item(YamlSequence list, int at, JsonNode? schema, int depth)
        {
            if (at >= list.Items.Count) return list;
            var value = Into(list.Items[at], schema?["items"], depth + 1);
            var items = value is null ? [.. list.Items.Where((_, other) => other != at)] : list.Items.Select((item, other) => other == at ? value : item).ToList();
            return items.Count == 0 ? null : new(items, list.IsFlow, list.Span);
        }

        private YamlMapping? Key(YamlMapping mapping, JsonNode? schema, int depth)
        {
            var key = Steps[depth];
            var value = Into(mapping[key], schema?["properties"]?[key] ?? schema?["additionalProperties"] as JsonObject, depth + 1);
            if (value is null && IsRequired(schema, key)) value = mapping[key] is YamlSequence ? new YamlSequence([], isFlow: true) : depth == 0 ? new YamlMapping([], isFlow: true) : null;
            var entries = With(mapping, key, value, schema);
            return entries.Count == 0 && depth > 0 && !IsItem(depth) ? null : new(entries, mapping.IsFlow, mapping.Span);
        }

        // An item that has lost its last key is still an item.
        private bool IsItem(int depth) => depth > 0 && Number(Steps[depth - 1]) is not null;

        private static bool IsRequired(JsonNode? schema, string key) => schema?["required"] is JsonArray keys && keys.Any(one => (string?)one == key);

        private static List<YamlEntry> With(YamlMapping mapping, string key, YamlNode? value, JsonNode? schema)
        {
            if (value is null) return [.. mapping.Entries.Where(entry => entry.Key.Text != key)];
            if (mapping[key] is not null) return [.. mapping.Entries.Select(entry => entry.Key.Text == key ? entry with { Value = value } : entry)];
            List<YamlEntry> entries = [.. mapping.Entries];
            entries.Insert(PlaceOf(mapping, key, schema), new(YamlScalar.Of(key), value));
            return entries;
        }

        private static int PlaceOf(YamlMapping mapping, string key, JsonNode? schema)
        {
            List<string> order = [.. (schema?["properties"] as JsonObject ?? []).Select(property => property.Key)];
            if (!order.Contains(key)) return mapping.Entries.Count;
            var before = order[..order.IndexOf(key)];
            return 1 + mapping.Entries.Select((entry, at) => before.Contains(entry.Key.Text) ? at : -1).DefaultIfEmpty(-1).Max();
        }
    }
}
