using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions.Shapes;

/// <summary>A group of named fields. A key that is no field is a problem: a misspelt guard must not be ignored.</summary>
internal sealed class RecordShape<T>(T seed, IReadOnlyList<Field<T>> fields, Action<T, YamlMapping, Reading>? check = null) : Shape<T>
{
    public override bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out T value)
    {
        value = seed;
        var before = reading.Problems.Count;
        if (node is YamlMapping mapping)
        {
            value = ReadInto(seed, mapping, reading);
            if (reading.JudgesWhole && reading.Problems.Count == before) check?.Invoke(value, mapping, reading);
        }
        else
        {
            reading.Problem(node, "Keys with values are expected here.", $"Known here: {Known()}.");
        }
        return reading.Problems.Count == before;
    }

    /// <summary>Reads the fields that are there onto a value that exists already.</summary>
    public T ReadInto(T owner, YamlMapping mapping, Reading reading)
    {
        foreach (var entry in mapping.Entries)
        {
            if (FieldOf(entry.Key.Text) is { } field) owner = field.Read(owner, entry, reading);
            else reading.Problem(entry.Key, $"The key '{Excerpt.Of(entry.Key.Text)}' is not known here.", Suggestion(entry.Key.Text));
        }
        foreach (var field in fields)
            if (field.IsRequired && mapping[field.Name] is null) reading.Problem(mapping, $"'{field.Name}' is missing.", $"Add '{field.Name}:'.");
        return owner;
    }

    public override YamlMapping Write(T value) =>
        new([.. from field in fields
                let node = field.Write(value)
                where node is not null
                select new YamlEntry(YamlScalar.Of(field.Name), node)]);

    public override JsonObject Schema()
    {
        var properties = new JsonObject();
        foreach (var field in fields)
            if (field.Schema() is { } schema) properties[field.Name] = schema;
        var result = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        if (fields.Any(field => field.IsRequired)) result["required"] = new JsonArray([.. fields.Where(field => field.IsRequired).Select(field => (JsonNode)field.Name)]);
        return result;
    }

    private Field<T>? FieldOf(string name)
    {
        foreach (var field in fields)
            if (field.Name == name) return field;
        return null;
    }

    private string Known() => string.Join(", ", fields.Where(field => field.Schema() is not null).Select(field => field.Name));

    private string Suggestion(string key) =>
        Nearest.To(key, fields.Select(field => field.Name)) is { } near ? $"Did you mean '{near}'?" : $"Known here: {Known()}.";
}

/// <summary>Finds what a misspelt word was meant to be.</summary>
internal static class Nearest
{
    public static string? To(string word, IEnumerable<string> known) =>
        known.Select(candidate => (candidate, Distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(pair => pair.Distance <= Math.Max(1, Math.Min(word.Length, pair.candidate.Length) / 3))
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

    // Insertions, deletions, replacements and swaps of neighbours that lead from one to the other.
    private static int Distance(string from, string to)
    {
        const int longest = 64;
        if (from.Length > longest || to.Length > longest) return longest;
        var costs = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++) costs[i, 0] = i;
        for (var j = 0; j <= to.Length; j++) costs[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = costs[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                costs[i, j] = Math.Min(replaced, 1 + Math.Min(costs[i - 1, j], costs[i, j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
            }
        }
        return costs[from.Length, to.Length];
    }
}
