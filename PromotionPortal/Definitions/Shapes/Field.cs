using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions.Shapes;

/// <summary>One named part of an owner: how it is read onto it, and written from it.</summary>
internal abstract class Field<TOwner>(string name, bool isRequired = false)
{
    public string Name => name;

    public bool IsRequired => isRequired;

    public abstract TOwner Read(TOwner owner, YamlEntry entry, Reading reading);

    /// <summary>Null where the owner has nothing to say, so that the key is left out.</summary>
    public abstract YamlNode? Write(TOwner owner);

    /// <summary>Null where nobody should write it.</summary>
    public abstract JsonObject? Schema();
}

/// <summary>Makes the fields of a table. One line of a table is one key of a file.</summary>
internal static class Field
{
    public static Field<TOwner> Required<TOwner, T>(string name, Shape<T> shape, Func<TOwner, T> get, Func<TOwner, T, TOwner> set) =>
        new ShapedField<TOwner, T>(name, true, shape, owner => (true, get(owner)), set);

    public static Field<TOwner> Optional<TOwner, T>(string name, Shape<T> shape, Func<TOwner, T?> get, Func<TOwner, T, TOwner> set) where T : class =>
        new ShapedField<TOwner, T>(name, false, shape, owner => get(owner) is { } value ? (true, value) : default, set);

    public static Field<TOwner> OptionalValue<TOwner, T>(string name, Shape<T> shape, Func<TOwner, T?> get, Func<TOwner, T, TOwner> set) where T : struct =>
        new ShapedField<TOwner, T>(name, false, shape, owner => get(owner) is { } value ? (true, value) : default, set);

    /// <summary>Left out where it has its usual value.</summary>
    public static Field<TOwner> Usually<TOwner, T>(string name, T usual, Shape<T> shape, Func<TOwner, T> get, Func<TOwner, T, TOwner> set) =>
        new ShapedField<TOwner, T>(name, false, shape, owner => (!EqualityComparer<T>.Default.Equals(get(owner), usual), get(owner)), set, shape.Write(usual) as YamlScalar);

    public static Field<TOwner> List<TOwner, T>(string name, Shape<T> item, Func<TOwner, ImmutableArray<T>> get, Func<TOwner, ImmutableArray<T>, TOwner> set) =>
        new ShapedField<TOwner, ImmutableArray<T>>(name, false, new ListShape<T>(item), owner => (get(owner).Length > 0, get(owner)), set);

    /// <summary>A list that is there even when it is empty, where that says something else than leaving it out.</summary>
    public static Field<TOwner> OptionalList<TOwner, T>(string name, Shape<T> item, Func<TOwner, ImmutableArray<T>?> get, Func<TOwner, ImmutableArray<T>, TOwner> set) =>
        OptionalValue(name, new ListShape<T>(item), get, set);

    public static Field<TOwner> RequiredList<TOwner, T>(string name, Shape<T> item, Func<TOwner, ImmutableArray<T>> get, Func<TOwner, ImmutableArray<T>, TOwner> set) =>
        Required(name, new ListShape<T>(item), get, set);

    public static Field<TOwner> Map<TOwner, T>(string name, Shape<T> item, Func<TOwner, ImmutableSortedDictionary<string, T>> get, Func<TOwner, ImmutableSortedDictionary<string, T>, TOwner> set) =>
        new ShapedField<TOwner, ImmutableSortedDictionary<string, T>>(name, false, new MapShape<T>(item), owner => (get(owner).Count > 0, get(owner)), set);

    /// <summary>A deeper group of keys that belong to the same owner.</summary>
    public static Field<TOwner> Section<TOwner>(string name, bool isRequired, RecordShape<TOwner> shape) => new SectionField<TOwner>(name, isRequired, shape);

    /// <summary>A key that always holds the same word.</summary>
    public static Field<TOwner> Constant<TOwner>(string name, string word) => new ConstantField<TOwner>(name, word);

    /// <summary>A key that is planned, but that nothing acts on yet. It looks like a guard or an order, so it must not be passed over.</summary>
    public static Field<TOwner> NotYet<TOwner>(string name, string instead = "Remove it.") => new NotYetField<TOwner>(name, instead);

    private sealed class ShapedField<TOwner, T>(string name, bool isRequired, Shape<T> shape, Func<TOwner, (bool IsThere, T Value)> get, Func<TOwner, T, TOwner> set, YamlScalar? usual = null) : Field<TOwner>(name, isRequired)
    {
        public override TOwner Read(TOwner owner, YamlEntry entry, Reading reading) => shape.TryRead(entry.Value, reading, out var value) ? set(owner, value) : owner;

        public override YamlNode? Write(TOwner owner) => get(owner) is (true, var value) ? shape.Write(value) : null;

        public override JsonObject Schema()
        {
            var schema = shape.Schema();
            if (usual is not null) schema["default"] = usual.Kind == YamlScalarKind.Text ? usual.Text : JsonNode.Parse(usual.Text);
            return schema;
        }
    }

    private sealed class SectionField<TOwner>(string name, bool isRequired, RecordShape<TOwner> shape) : Field<TOwner>(name, isRequired)
    {
        public override TOwner Read(TOwner owner, YamlEntry entry, Reading reading)
        {
            if (entry.Value is YamlMapping mapping) return shape.ReadInto(owner, mapping, reading);
            reading.Problem(entry.Value, $"'{Name}' has no keys.", IsRequired ? "Write its keys below it, indented." : "Remove it.");
            return owner;
        }

        public override YamlNode? Write(TOwner owner) => shape.Write(owner) is var section && (IsRequired || section.Entries.Count > 0) ? section : null;

        public override JsonObject Schema() => shape.Schema();
    }

    private sealed class ConstantField<TOwner>(string name, string word) : Field<TOwner>(name, isRequired: true)
    {
        public override TOwner Read(TOwner owner, YamlEntry entry, Reading reading)
        {
            if (entry.Value is not YamlScalar scalar || scalar.Text != word) reading.Problem(entry.Value, $"'{Name}' is not '{word}'.", $"Write {Name}: {word}.");
            return owner;
        }

        public override YamlNode Write(TOwner owner) => YamlScalar.Of(word);

        public override JsonObject Schema() => new() { ["const"] = word };
    }

    private sealed class NotYetField<TOwner>(string name, string instead) : Field<TOwner>(name)
    {
        public override TOwner Read(TOwner owner, YamlEntry entry, Reading reading)
        {
            reading.Problem(entry.Key, $"'{Name}' is planned, but nothing acts on it yet.", instead);
            return owner;
        }

        public override YamlNode? Write(TOwner owner) => null;

        public override JsonObject? Schema() => null;
    }
}
