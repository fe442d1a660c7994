using System.Globalization;
using PromotionPortal.Definitions;
using PromotionPortal.Yaml;

namespace PromotionPortal.Web.Definitions.Form;

/// <summary>What a form puts into the text.</summary>
public static class FormValues
{
    private static readonly string[] s_titles = ["id", "name", "flow", "group", "kind", "property", "prometheus", "http"];

    /// <summary>What was typed, as the field's own sort of value. What does not fit goes in as it is: its problem is shown beside it.</summary>
    public static YamlScalar Of(FormField field, string text) => field.Look switch
    {
        FieldLook.Number or FieldLook.Switch or FieldLook.YesNo => new(text, YamlScalar.KindOfPlain(text)),
        FieldLook.Line when field.Name == "bytesPerSecond" => new(text, YamlScalar.KindOfPlain(text)),
        _ => YamlScalar.Of(text),
    };

    /// <summary>What a new item begins with: its required fields, and the first way to fill it in.</summary>
    public static YamlMapping NewItem(FormField items, IEnumerable<FormWay> ways, int number)
    {
        var required = items.Fields.Where(field => field.IsRequired).Select(field => new YamlEntry(YamlScalar.Of(field.Name), Seed(field, number)));
        var way = ways.Take(1).Select(first => new YamlEntry(YamlScalar.Of(first.Keys[0]), SeedOf(first)));
        return new([.. required, .. way]);
    }

    /// <summary>To go another way: its first key, and none of the keys of the others.</summary>
    public static IReadOnlyList<(FieldPath Path, YamlNode? Value)> Going(FormWay way, IEnumerable<FormWay> all, FieldPath group, YamlMapping? now)
    {
        var others = all.Where(other => other != way).SelectMany(other => other.Keys).Where(key => now?[key] is not null);
        return [(group.Then(way.Keys[0]), now?[way.Keys[0]] ?? SeedOf(way)), .. others.Select(key => (group.Then(key), (YamlNode?)null))];
    }

    /// <summary>By what people know an item.</summary>
    public static string TitleOf(YamlNode item) =>
        item is YamlMapping mapping && s_titles.Select(key => mapping[key]).OfType<YamlScalar>().FirstOrDefault(scalar => scalar.Text.Length > 0) is { } title ? title.Text : "not named yet";

    /// <summary>One item of such a list.</summary>
    public static string Noun(string list) => list switch
    {
        "nodes" => "step",
        "when" => "condition",
        "dependsOn" => "step",
        "requireSignatures" => "key",
        _ when list.EndsWith("sses", StringComparison.Ordinal) => list[..^2],
        _ => list.TrimEnd('s'),
    };

    private static YamlNode SeedOf(FormWay way) => way.Seed.Length == 0 ? YamlScalar.Of("") : YamlReader.Read(way.Seed).Root!;

    private static YamlNode Seed(FormField field, int number) => field.Look switch
    {
        FieldLook.Choice => YamlScalar.Of(field.Choices[0]),
        FieldLook.Number => YamlScalar.Of(1),
        FieldLook.Words => new YamlSequence([], isFlow: true),
        _ when field.Name == "id" => YamlScalar.Of(string.Create(CultureInfo.InvariantCulture, $"step-{number}")),
        _ => YamlScalar.Of(""),
    };
}
