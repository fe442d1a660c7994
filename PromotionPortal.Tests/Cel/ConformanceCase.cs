using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using PromotionPortal.Cel;

namespace PromotionPortal.Tests.Cel;

/// <summary>One case of the public suite: what to compile, against what, and what must come of it.</summary>
internal sealed partial class ConformanceCase(string name, JsonElement json)
{
    private static readonly string[] s_otherExtensions = ["block_ext", "encoders_ext", "bindings_ext", "proto2_ext"];

    public string Name { get; } = name;

    /// <summary>Null: it must pass.</summary>
    public string? SkipReason =>
        s_otherExtensions.FirstOrDefault(extension => Name.StartsWith(extension + "/", StringComparison.Ordinal)) is { } extension ? $"the extension {extension} is not offered"
        : Messages().IsMatch(json.GetRawText()) ? "needs protobuf message types"
        : null;

    private string Expression => json.GetProperty("expr").GetString()!;

    private bool IsChecked => !Flag("disableCheck");

    /// <summary>What went wrong; null when nothing did.</summary>
    public string? Run()
    {
        var compilation = CelProgram.Compile(Expression, Declarations());
        if (compilation.Program is not { } program) return $"{Expression}\n  does not compile: {compilation.Problems[0]}";
        return TypeMistake(program) ?? (Flag("checkOnly") ? null : ValueMistake(program));
    }

    private string? TypeMistake(CelProgram program) =>
        IsChecked && json.TryGetProperty("typedResult", out var typed) && typed.TryGetProperty("deducedType", out var type) && !ConformanceValues.Type(type).Equals(program.Type)
            ? $"{Expression}\n  has type {program.Type}, not {ConformanceValues.Type(type)}"
            : null;

    private string? ValueMistake(CelProgram program)
    {
        var facts = Bindings();
        var outcome = program.Evaluate(facts);
        var explained = program.Explain(facts).Outcome;
        if ((outcome.Value is null) != (explained.Value is null) || outcome.Error?.Message != explained.Error?.Message) return $"{Expression}\n  is something else when it is explained";
        if (json.TryGetProperty("evalError", out _)) return outcome.Error is null ? $"{Expression}\n  gives {outcome.Value}, not an error" : null;
        if (outcome.Value is null) return $"{Expression}\n  fails: {outcome.Error!.Message}";
        return ConformanceValues.AreSame(Expected(), outcome.Value) ? null : $"{Expression}\n  gives {outcome.Value}, not {Expected()}";
    }

    private CelValue Expected() =>
        json.TryGetProperty("value", out var value) ? ConformanceValues.Value(value)
        : json.TryGetProperty("typedResult", out var typed) ? ConformanceValues.Value(typed.GetProperty("result"))
        : CelBool.True;

    private Dictionary<string, CelValue> Bindings() =>
        json.TryGetProperty("bindings", out var bindings)
            ? bindings.EnumerateObject().ToDictionary(binding => binding.Name, binding => ConformanceValues.Value(binding.Value.GetProperty("value")), StringComparer.Ordinal)
            : [];

    private CelDeclarations Declarations()
    {
        var (variables, functions) = (new List<CelVariable>(), new List<CelFunction>());
        foreach (var declared in json.TryGetProperty("typeEnv", out var declarations) ? declarations.EnumerateArray() : default)
        {
            var called = declared.GetProperty("name").GetString()!;
            if (declared.TryGetProperty("ident", out var ident)) variables.Add(new(called, ConformanceValues.Type(ident.GetProperty("type"))));
            else functions.AddRange(declared.GetProperty("function").GetProperty("overloads").EnumerateArray().Select(overload => Function(called, overload)));
        }
        return new(variables, functions) { AreChecked = IsChecked, Container = json.TryGetProperty("container", out var container) ? container.GetString()! : "" };
    }

    private static CelFunction Function(string called, JsonElement overload) =>
        new(called, IsMethod: false, [.. overload.GetProperty("params").EnumerateArray().Select(ConformanceValues.Type)], ConformanceValues.Type(overload.GetProperty("resultType")), "", (_, _) => CelValue.Null);

    private bool Flag(string flag) => json.TryGetProperty(flag, out var value) && value.GetBoolean();

    [GeneratedRegex("""TestAllTypes|NestedTestAllTypes|TestRequired|messageType":"(?!google\.protobuf\.(Timestamp|Duration)")|GlobalEnum|Value\{|google\.protobuf\.(?!Timestamp\b|Duration\b)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Messages();
}

/// <summary>Reads the suite's values and types, and compares strictly: 1 is not 1u here.</summary>
internal static class ConformanceValues
{
    public static CelValue Value(JsonElement json)
    {
        var member = json.EnumerateObject().First();
        var value = member.Value;
        return member.Name switch
        {
            "nullValue" => CelValue.Null,
            "boolValue" => CelBool.Of(value.GetBoolean()),
            "int64Value" => CelInt.Of(long.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
            "uint64Value" => new CelUint(ulong.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
            "doubleValue" => new CelDouble(value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
            "stringValue" => new CelString(value.GetString()!),
            "bytesValue" => new CelBytes([.. value.GetBytesFromBase64()]),
            "typeValue" => new CelTypeValue(value.GetString()!),
            "listValue" => new CelList([.. Items(value, "values").Select(Value)]),
            "mapValue" => Map(value),
            "objectValue" when value.GetProperty("@type").GetString()!.EndsWith("Duration", StringComparison.Ordinal) => CelDuration.TryParse(value.GetProperty("value").GetString()!)!,
            "objectValue" => CelTimestamp.TryParse(value.GetProperty("value").GetString()!)!,
            _ => throw new InvalidOperationException($"The suite has a new kind of value: {member.Name}"),
        };
    }

    public static CelType Type(JsonElement json)
    {
        var member = json.EnumerateObject().First();
        var value = member.Value;
        return member.Name switch
        {
            "dyn" => CelType.Dyn,
            "null" => CelType.Null,
            "primitive" => Primitive(value.GetString()!),
            "listType" => CelType.List(Type(value.GetProperty("elemType"))),
            "mapType" => CelType.Map(Type(value.GetProperty("keyType")), Type(value.GetProperty("valueType"))),
            "typeParam" => CelType.Parameter(value.GetString()!),
            "wellKnown" or "messageType" => value.GetString()!.EndsWith("timestamp", StringComparison.OrdinalIgnoreCase) ? CelType.Timestamp : CelType.Duration,
            "type" => CelType.TypeOf(CelType.Dyn),
            "abstractType" => CelType.Abstract(value.GetProperty("name").GetString()!, [.. Items(value, "parameterTypes").Select(Type)]),
            _ => throw new InvalidOperationException($"The suite has a new kind of type: {member.Name}"),
        };
    }

    public static bool AreSame(CelValue expected, CelValue actual) => (expected, actual) switch
    {
        (CelList a, CelList b) => a.Count == b.Count && a.Items.Zip(b.Items).All(pair => AreSame(pair.First, pair.Second)),
        (CelMap a, CelMap b) => a.Count == b.Count && a.Entries.All(entry => b.Entries.Any(other => AreSame(entry.Key, other.Key) && AreSame(entry.Value, other.Value))),
        (CelDouble a, CelDouble b) => a.Value.Equals(b.Value) || a.Value == b.Value,
        _ => CelText.Of(expected, int.MaxValue - 1) == CelText.Of(actual, int.MaxValue - 1),
    };

    private static CelType Primitive(string name) => name switch
    {
        "BOOL" => CelType.Bool,
        "INT64" => CelType.Int,
        "UINT64" => CelType.Uint,
        "DOUBLE" => CelType.Double,
        "STRING" => CelType.String,
        _ => CelType.Bytes,
    };

    private static CelMap Map(JsonElement json)
    {
        var map = new CelMap.Builder();
        foreach (var entry in Items(json, "entries")) map.Set(Value(entry.GetProperty("key")), Value(entry.GetProperty("value")));
        return map.ToMap();
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement json, string member) =>
        json.TryGetProperty(member, out var items) ? items.EnumerateArray() : default;
}
