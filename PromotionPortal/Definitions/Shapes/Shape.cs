using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions.Shapes;

/// <summary>How a value looks in a file: read, written and described for editors from one place.</summary>
internal abstract class Shape<T>
{
    /// <summary>False where the node holds no such value; the problem is then in the reading.</summary>
    public abstract bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out T value);

    public abstract YamlNode Write(T value);

    public abstract JsonObject Schema();
}

/// <summary>A value that is written as one word or phrase.</summary>
internal sealed class ScalarShape<T>(string expected, Func<YamlScalar, (bool Fits, T Value)> parse, Func<T, YamlScalar> write, Func<JsonObject> schema, Action<YamlNode, T, Reading>? note = null) : Shape<T>
{
    public override bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out T value)
    {
        var (fits, found) = node is YamlScalar { Kind: not YamlScalarKind.Null } scalar ? parse(scalar) : default;
        value = found;
        if (fits) note?.Invoke(node, found!, reading);
        else reading.Problem(node, Found(node), $"Write {expected}.");
        return fits;
    }

    public override YamlNode Write(T value) => write(value);

    public override JsonObject Schema() => schema();

    private static string Found(YamlNode node) => node switch
    {
        YamlScalar { Kind: YamlScalarKind.Null } => "The value is missing.",
        YamlScalar scalar => $"'{Excerpt.Of(scalar.Text)}' does not fit here.",
        YamlSequence => "A list does not fit here.",
        _ => "A group of keys does not fit here.",
    };
}

/// <summary>Values of one shape in order.</summary>
internal sealed class ListShape<T>(Shape<T> item) : Shape<ImmutableArray<T>>
{
    public override bool TryRead(YamlNode node, Reading reading, out ImmutableArray<T> value)
    {
        value = [];
        if (node is not YamlSequence sequence)
        {
            reading.Problem(node, "A list is expected here.", "Write [ one, another ], or each on a line of its own after a dash.");
            return false;
        }
        var all = true;
        var items = ImmutableArray.CreateBuilder<T>(sequence.Items.Count);
        foreach (var element in sequence.Items)
        {
            if (item.TryRead(element, reading, out var read)) items.Add(read);
            else all = false;
        }
        value = items.ToImmutable();
        return all;
    }

    public override YamlNode Write(ImmutableArray<T> value) => new YamlSequence([.. value.Select(item.Write)]);

    public override JsonObject Schema() => new() { ["type"] = "array", ["items"] = item.Schema() };
}

/// <summary>Values of one shape by a free key.</summary>
internal sealed class MapShape<T>(Shape<T> item) : Shape<ImmutableSortedDictionary<string, T>>
{
    public override bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out ImmutableSortedDictionary<string, T> value)
    {
        value = null;
        if (node is not YamlMapping mapping)
        {
            reading.Problem(node, "Keys with values are expected here.", "Write { key: value }.");
            return false;
        }
        var all = true;
        var items = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var entry in mapping.Entries)
        {
            if (item.TryRead(entry.Value, reading, out var read)) items[entry.Key.Text] = read;
            else all = false;
        }
        value = items.ToImmutable();
        return all;
    }

    public override YamlNode Write(ImmutableSortedDictionary<string, T> value) =>
        new YamlMapping([.. value.Select(pair => new YamlEntry(YamlScalar.Of(pair.Key), item.Write(pair.Value)))]);

    public override JsonObject Schema() => new() { ["type"] = "object", ["additionalProperties"] = item.Schema() };
}

/// <summary>Keeps what a message quotes short and on one line.</summary>
internal static class Excerpt
{
    private const int Most = 60;

    public static string Of(string text)
    {
        var line = string.Concat(text.Take(Most).Select(character => char.IsControl(character) ? ' ' : character));
        return text.Length > Most ? line + "…" : line;
    }
}
