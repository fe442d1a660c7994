using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PromotionPortal.Cel;

/// <summary>Facts written in JSON, and results written as JSON.</summary>
public static class CelJson
{
    /// <summary>Where the declared type says more than JSON can (a timestamp, a uint), the value becomes one of that type.</summary>
    public static CelValue Read(JsonElement json, CelType type) => json.ValueKind switch
    {
        JsonValueKind.Array => new CelList([.. json.EnumerateArray().Select(item => Read(item, type.IsList ? type.Arguments[0] : CelType.Dyn))]),
        JsonValueKind.Object => CelMap.Of(json.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, Read(property.Value, TypeOf(property.Name, type))))),
        JsonValueKind.Number => Number(json, type),
        JsonValueKind.String => Text(json.GetString()!, type),
        JsonValueKind.True => CelBool.True,
        JsonValueKind.False => CelBool.False,
        _ => CelValue.Null,
    };

    /// <summary>Every member of the object, under its name; of two with one name the last, as everywhere in JSON.</summary>
    public static IReadOnlyDictionary<string, CelValue> ReadFacts(JsonElement json, CelDeclarations declarations)
    {
        var facts = new Dictionary<string, CelValue>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject()) facts[property.Name] = Read(property.Value, declarations.Find(property.Name)?.Type ?? CelType.Dyn);
        return facts;
    }

    /// <summary>What JSON has no form for is written as its text.</summary>
    public static JsonNode? Write(CelValue value) => value switch
    {
        CelNull => null,
        CelBool flag => flag.Value,
        CelInt number => number.Value,
        CelUint number => number.Value,
        CelDouble number when double.IsFinite(number.Value) => number.Value,
        CelDouble number => CelText.OfDouble(number.Value),
        CelString text => text.Text,
        CelBytes bytes => Convert.ToBase64String(bytes.Content.AsSpan()),
        CelList list => new JsonArray([.. list.Items.Select(Write)]),
        CelMap map => WriteMap(map),
        CelOptional optional => optional.Value is { } present ? Write(present) : null,
        CelTimestamp moment => moment.Text,
        CelDuration length => length.Text,
        CelTypeValue type => type.Name,
        CelSemver version => version.Text,
        _ => value.ToString(),
    };

    // The keys 1 and "1" are two keys of a map, but one name of an object.
    private static JsonObject WriteMap(CelMap map)
    {
        var json = new JsonObject();
        foreach (var (key, value) in map.Entries) json[KeyText(key)] = Write(value);
        return json;
    }

    private static string KeyText(CelValue key) => key switch
    {
        CelString text => text.Text,
        CelUint number => number.Value.ToString(CultureInfo.InvariantCulture),
        _ => key.ToString(),
    };

    private static CelType TypeOf(string field, CelType type) =>
        type.IsMap ? type.Arguments[1] : type.Fields.FirstOrDefault(known => known.Name == field)?.Type ?? CelType.Dyn;

    private static CelValue Number(JsonElement json, CelType type)
    {
        if (type.Equals(CelType.Uint) && json.TryGetUInt64(out var unsigned)) return new CelUint(unsigned);
        if (!type.Equals(CelType.Double) && json.TryGetInt64(out var whole)) return CelInt.Of(whole);
        return new CelDouble(json.GetDouble());
    }

    private static CelValue Text(string text, CelType type) =>
        type.Equals(CelType.Timestamp) && CelTimestamp.TryParse(text) is { } moment ? moment
        : type.Equals(CelType.Duration) && CelDuration.TryParse(text) is { } length ? length
        : new CelString(text);
}
