using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Yaml;

namespace PromotionPortal.Tests.Definitions;

public sealed class SchemaTests
{
    public static TheoryData<DefinitionKind> Kinds => [.. RandomDefinitions.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_is_written_fits_the_schema(DefinitionKind kind)
    {
        var schema = DefinitionText.Schema(kind);
        for (var seed = 0; seed < 50; seed++)
            Assert.Equal("", string.Join('\n', Misfits("", YamlReader.Read(DefinitionText.Write(new RandomDefinitions(seed).Next(kind))).Root!, schema)));
    }

    [Theory]
    [InlineData("spec: { class: 1 }", "/spec/class")]
    [InlineData("spec: { clas: a }", "/spec/clas")]
    [InlineData("spec: { filter: { pass: a } }", "/spec/filter")]
    [InlineData("spec: { images: { registry: main } }", "/spec/images")]
    [InlineData("spec: { deploy: automatic }", "/spec/deploy")]
    public void What_the_reader_refuses_the_schema_refuses(string spec, string path) =>
        Assert.Equal([path], Misfits("", YamlReader.Read($"apiVersion: promotionportal/v1\nkind: Environment\nmetadata: {{ name: prod }}\n{spec}\n").Root!, DefinitionText.Schema(DefinitionKind.Environment)));

    [Fact]
    public void A_schema_can_be_shown_as_it_is() =>
        Assert.StartsWith("{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"apiVersion\":{\"const\":\"promotionportal/v1\",\"description\":\"The version of the format.\"},\"kind\":{\"const\":\"Flow\",", DefinitionText.Schema(DefinitionKind.Flow).ToJsonString(), StringComparison.Ordinal);

    // As much of JSON Schema as ours use.
    private static IEnumerable<string> Misfits(string path, YamlNode node, JsonNode schema) => node switch
    {
        YamlMapping mapping => MappingMisfits(path, mapping, schema),
        YamlSequence sequence => TypeFits(schema, "array") ? sequence.Items.SelectMany((item, at) => Misfits($"{path}/{at}", item, schema["items"]!)) : [path],
        _ => ScalarFits((YamlScalar)node, schema) ? [] : [path],
    };

    private static IEnumerable<string> MappingMisfits(string path, YamlMapping mapping, JsonNode schema)
    {
        if (!TypeFits(schema, "object")) return [path];
        var missing = (schema["required"]?.AsArray() ?? []).Where(key => mapping[(string)key!] is null).Select(_ => path);
        return missing.Concat(mapping.Entries.SelectMany(entry =>
            (schema["properties"]?[entry.Key.Text] ?? schema["additionalProperties"]) is JsonObject inner ? Misfits($"{path}/{entry.Key.Text}", entry.Value, inner) : [$"{path}/{entry.Key.Text}"]));
    }

    private static bool ScalarFits(YamlScalar scalar, JsonNode schema)
    {
        if (schema["const"] is { } word) return scalar.Text == (string)word!;
        if (schema["enum"] is JsonArray words) return words.Any(one => (string)one! == scalar.Text);
        if (schema["pattern"] is { } pattern && scalar.Kind == YamlScalarKind.Text && !Regex.IsMatch(scalar.Text, (string)pattern!, RegexOptions.None, TimeSpan.FromSeconds(1))) return false;
        return scalar.Kind switch
        {
            YamlScalarKind.Bool => TypeFits(schema, "boolean"),
            YamlScalarKind.Number => TypeFits(schema, "integer") || TypeFits(schema, "number"),
            _ => TypeFits(schema, "string"),
        };
    }

    private static bool TypeFits(JsonNode schema, string type) =>
        schema["type"] is JsonArray several ? several.Any(one => (string)one! == type) : (string?)schema["type"] == type;
}
