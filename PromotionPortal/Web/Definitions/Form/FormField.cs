using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Web.Definitions.Form;

/// <summary>With what a field is filled in.</summary>
public enum FieldLook
{
    /// <summary>One line.</summary>
    Line,

    /// <summary>Several lines.</summary>
    Text,

    /// <summary>A condition in CEL.</summary>
    Expression,
    Number,
    Duration,

    /// <summary>On or off; left out it is what is usual.</summary>
    Switch,

    /// <summary>Yes, no, or nothing said.</summary>
    YesNo,
    Choice,

    /// <summary>The name of another definition.</summary>
    Reference,

    /// <summary>Words or names in order.</summary>
    Words,

    /// <summary>Words by free keys.</summary>
    Labels,

    /// <summary>Fields that belong together.</summary>
    Group,

    /// <summary>Groups in order.</summary>
    Items,
}

/// <summary>One field of a form, as the schema describes it.</summary>
public sealed record FormField(string Name, FieldLook Look)
{
    public required string Pattern { get; init; }
    public string? Help { get; init; }
    public bool IsRequired { get; init; }

    /// <summary>What it is where it is left out.</summary>
    public string? Usual { get; init; }

    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>The folder of the definitions that it names.</summary>
    public string? Folder { get; init; }

    /// <summary>Of a condition: the place that says what it can see.</summary>
    public string? Place { get; init; }

    /// <summary>Of a group, and of each of the items.</summary>
    public ImmutableArray<FormField> Fields { get; init; } = [];

    public string Label => FieldWords.Label(Name);

    /// <summary>All fields of a kind that a person fills in, by the keys they stand under.</summary>
    public static ImmutableArray<FormField> Of(DefinitionKind kind, string section) =>
        DefinitionText.Schema(kind)["properties"]![section] is JsonObject schema ? FieldsOf(schema, section) : [];

    private static ImmutableArray<FormField> FieldsOf(JsonObject schema, string path) =>
        [.. from property in schema["properties"] as JsonObject ?? []
            let field = Of(property.Key, (JsonObject)property.Value!, $"{path}/{property.Key}", IsIn(schema["required"], property.Key))
            where field is not null
            select field];

    // Null for what has only one value, and for what is drawn elsewhere.
    private static FormField? Of(string name, JsonObject schema, string path, bool isRequired)
    {
        if (LookOf(schema) is not { } look) return null;
        var item = schema["items"] as JsonObject;
        return new(name, look)
        {
            Pattern = path,
            Help = (string?)schema["description"],
            IsRequired = isRequired,
            Usual = schema["default"]?.ToString(),
            Choices = [.. (schema["enum"] as JsonArray ?? []).Select(word => (string)word!)],
            Place = (string?)schema["x-cel"],
            Folder = (string?)(schema["x-ref"] ?? item?["x-ref"]),
            Fields = look == FieldLook.Items ? FieldsOf(item!, path + "[]") : FieldsOf(schema, path),
        };
    }

    private static FieldLook? LookOf(JsonObject schema) => (Type(schema), schema["items"] as JsonObject, (string?)schema["x-form"]) switch
    {
        _ when schema["const"] is not null => null,
        _ when schema["enum"] is not null => FieldLook.Choice,
        _ when schema["x-ref"] is not null => FieldLook.Reference,
        _ when schema["x-cel"] is not null => FieldLook.Expression,
        (_, _, "text") => FieldLook.Text,
        (_, _, "duration") => FieldLook.Duration,
        ("boolean", _, _) => schema["default"] is null ? FieldLook.YesNo : FieldLook.Switch,
        ("integer" or "number", _, _) => FieldLook.Number,
        ("array", { } item, _) => Type(item) == "object" ? FieldLook.Items : Type(item) == "string" ? FieldLook.Words : null,
        ("object", _, _) => schema["additionalProperties"] is JsonObject inner ? (Type(inner) == "string" ? FieldLook.Labels : null) : FieldLook.Group,
        _ => FieldLook.Line,
    };

    private static string? Type(JsonObject schema) => schema["type"] is JsonArray several ? (string?)several[^1] : (string?)schema["type"];

    private static bool IsIn(JsonNode? names, string name) => names is JsonArray all && all.Any(one => (string?)one == name);
}

/// <summary>Keys and words of files as labels.</summary>
public static class FieldWords
{
    private static readonly Dictionary<string, string> s_own = new(StringComparer.Ordinal)
    {
        ["id"] = "Id",
        ["url"] = "Address",
        ["http"] = "Address",
        ["cron"] = "Schedule",
        ["ifFails"] = "If it fails",
        ["nodes"] = "Steps",
        ["allow"] = "One person, two roles",
        ["selector"] = "Where it applies",
        ["prometheus"] = "Prometheus query",
        ["GitRepository"] = "Git repository",
        ["PolicyBinding"] = "Policy binding",
    };

    /// <summary>Such as "Bytes per second" for bytesPerSecond.</summary>
    public static string Label(string key) =>
        s_own.TryGetValue(key, out var own) ? own : char.ToUpperInvariant(key[0]) + string.Concat(key.Skip(1).Select(letter => char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
