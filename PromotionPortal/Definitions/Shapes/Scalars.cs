using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions.Shapes;

/// <summary>The single values that definitions are made of.</summary>
internal static partial class Scalars
{
    private const int LongestWord = 200;
    private const int LongestText = 10_000;
    private const string NamePattern = "^[a-z0-9-]{3,50}$";

    public static Shape<string> Name { get; } = Named(note: null, of: null);

    /// <summary>A word or a line.</summary>
    public static Shape<string> Word { get; } = Limited("a text on one line", LongestWord, oneLine: true);

    /// <summary>Prose or an expression, over several lines if need be.</summary>
    public static Shape<string> Text { get; } = Limited("a text", LongestText, oneLine: false);

    /// <summary>For editors: what a text is beside what a schema can say of it.</summary>
    public const string FormKey = "x-form";

    /// <summary>For editors: the folder of the definitions that a name is one of.</summary>
    public const string RefKey = "x-ref";

    public static Shape<bool> Bool { get; } = new ScalarShape<bool>(
        "true or false",
        scalar => (scalar.Kind == YamlScalarKind.Bool, scalar.Text.StartsWith('t') || scalar.Text.StartsWith('T')),
        YamlScalar.Of,
        () => new() { ["type"] = "boolean" });

    /// <summary>Bytes a second: a number, or one with a unit such as 20MB.</summary>
    public static Shape<long> Bytes { get; } = new ScalarShape<long>(
        "a number of bytes, such as 20000000 or 20MB",
        scalar => ParseBytes(scalar.Text) is { } bytes ? (true, bytes) : default,
        YamlScalar.Of,
        () => new() { ["type"] = new JsonArray("integer", "string"), ["pattern"] = "^[0-9]{1,18} ?([kMG]B|[KMG]iB)?$" });

    /// <summary>An address that a client can call.</summary>
    public static Shape<Uri> HttpUrl { get; } = new ScalarShape<Uri>(
        "an address such as https://registry.example.org, without a name and password in it",
        scalar => Uri.TryCreate(scalar.Text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0 && url.Host.Length > 0 ? (true, url) : default,
        url => YamlScalar.Of(url.OriginalString),
        () => new() { ["type"] = "string", ["pattern"] = "^https?://[^@]+$" });

    /// <summary>The name of a group of people. Whether there is one is not the file's affair.</summary>
    public static Shape<string> Group { get; } = Limited("a text on one line", LongestWord, oneLine: true, (node, name, reading) => reading.UseGroup(node, name));

    public static Shape<string> Limited(string expected, int most, bool oneLine, Action<YamlNode, string, Reading>? note = null) => new ScalarShape<string>(
        $"{expected} of at most {most} characters",
        scalar => (scalar.Text.Length > 0 && scalar.Text.Length <= most && !scalar.Text.Any(character => char.IsControl(character) && (oneLine || character is not ('\n' or '\t'))), scalar.Text),
        YamlScalar.Of,
        () => oneLine ? new() { ["type"] = "string", ["maxLength"] = most } : new() { ["type"] = "string", ["maxLength"] = most, [FormKey] = "text" },
        note);

    public static Shape<int> Int(int least, int most) => new ScalarShape<int>(
        $"a whole number from {least} to {most}",
        scalar => (int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most && scalar.Kind == YamlScalarKind.Number, number),
        number => YamlScalar.Of(number),
        () => new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most });

    public static Shape<double> Number { get; } = new ScalarShape<double>(
        "a number",
        scalar => (double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && scalar.Kind == YamlScalarKind.Number, number),
        YamlScalar.Of,
        () => new() { ["type"] = "number" });

    /// <summary>A length of time such as 30s, 20m, 24h, 7d or 1h30m.</summary>
    public static Shape<TimeSpan> Duration { get; } = new ScalarShape<TimeSpan>(
        "a length of time such as 30s, 20m, 24h, 7d or 1h30m",
        scalar => Durations.Parse(scalar.Text) is { } time ? (true, time) : default,
        time => YamlScalar.Of(Durations.Print(time)),
        () => new() { ["type"] = "string", ["pattern"] = Durations.Pattern, [FormKey] = "duration" });

    /// <summary>One of the words that stand for the values of an enumeration.</summary>
    public static Shape<T> Choice<T>(bool isCapitalized = false) where T : struct, Enum
    {
        string Word(T value) => isCapitalized ? value.ToString() : JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
        var words = Enum.GetValues<T>().ToDictionary(Word, StringComparer.Ordinal);
        return new ScalarShape<T>(
            string.Join(" or ", words.Keys),
            scalar => (words.TryGetValue(scalar.Text, out var value), value),
            value => YamlScalar.Of(Word(value)),
            () => new() { ["enum"] = new JsonArray([.. words.Keys.Select(word => (JsonNode)word)]) });
    }

    /// <summary>The name of another definition, which must exist.</summary>
    public static Shape<string> Ref(DefinitionKind kind) => Named((node, name, reading) => reading.Refer(node, kind, name), kind);

    /// <summary>The name of a secret. Whether it is set is not the file's affair.</summary>
    public static Shape<string> Secret { get; } = Named((node, name, reading) => reading.UseSecret(node, name), of: null);

    private static ScalarShape<string> Named(Action<YamlNode, string, Reading>? note, DefinitionKind? of) => new(
        $"a name of {Metadata.ShortestName} to {Metadata.LongestName} small letters, digits and hyphens",
        scalar => (Metadata.IsName(scalar.Text), scalar.Text),
        YamlScalar.Of,
        () => of is { } kind ? new() { ["type"] = "string", ["pattern"] = NamePattern, [RefKey] = kind.Folder() } : new() { ["type"] = "string", ["pattern"] = NamePattern },
        note);

    private static long? ParseBytes(string text)
    {
        var match = BytesText().Match(text);
        if (!match.Success || !long.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0) return null;
        long unit = match.Groups["unit"].Value switch
        {
            "kB" => 1000,
            "MB" => 1000_000,
            "GB" => 1000_000_000,
            "KiB" => 1 << 10,
            "MiB" => 1 << 20,
            "GiB" => 1 << 30,
            _ => 1,
        };
        return number <= long.MaxValue / unit ? number * unit : null;
    }

    [GeneratedRegex(@"^(?<number>[0-9]{1,18}) ?(?<unit>kB|MB|GB|KiB|MiB|GiB)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex BytesText();
}
