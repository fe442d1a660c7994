using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PromotionPortal.Yaml;

/// <summary>Writes nodes as a person would: what fits on a line in braces, the rest indented.</summary>
public static partial class YamlWriter
{
    public const int Indent = 2;

    private const int LongestLine = 110;
    internal const string Spec = "spec";

    /// <summary>A whole document, its spec always spread over lines.</summary>
    public static string Document(YamlMapping root) =>
        string.Concat(root.Entries.Select(entry => Entry(entry.Key.Text, entry.Value, 0, isSpread: entry.Key.Text == Spec) + "\n"));

    /// <summary>A key with its value, beginning at the key, to stand at this column.</summary>
    public static string Entry(string key, YamlNode value, int column, bool isSpread = false)
    {
        var head = Flow(YamlScalar.Of(key)) + ":";
        if (value is YamlScalar { Kind: YamlScalarKind.Null }) return head;
        if (!isSpread && Inline(value, column + head.Length + 1) is { } inline) return $"{head} {inline}";
        if (IsEmpty(value)) return $"{head} {Flow(value)}";
        if (value is YamlScalar scalar) return $"{head} {Literal(scalar.Text, column + Indent)}";
        return $"{head}\n{new string(' ', column + Indent)}{Block(value, column + Indent)}";
    }

    /// <summary>An item of a list, beginning at its dash, to stand at this column.</summary>
    public static string Item(YamlNode value, int column) =>
        "- " + (Inline(value, column + Indent) ?? (value is YamlScalar scalar ? Literal(scalar.Text, column + Indent) : Block(value, column + Indent)));

    /// <summary>On one line, in braces and brackets.</summary>
    public static string Flow(YamlNode node) => node switch
    {
        YamlScalar { Kind: YamlScalarKind.Text } scalar => Quoted(scalar.Text),
        YamlScalar { Kind: YamlScalarKind.Null } => "null",
        YamlScalar scalar => scalar.Text,
        YamlSequence { Items.Count: 0 } => "[]",
        YamlSequence sequence => $"[ {string.Join(", ", sequence.Items.Select(Flow))} ]",
        YamlMapping { Entries.Count: 0 } => "{}",
        YamlMapping mapping => $"{{ {string.Join(", ", mapping.Entries.Select(entry => $"{Flow(entry.Key)}: {Flow(entry.Value)}"))} }}",
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    // Null where it takes more than one line.
    private static string? Inline(YamlNode value, int column)
    {
        if (value is YamlSequence sequence && sequence.Items.Any(item => item is YamlMapping)) return null;
        if (HasLiteral(value)) return null;
        var flow = Flow(value);
        return value is YamlScalar || column + flow.Length <= LongestLine ? flow : null;
    }

    private static bool HasLiteral(YamlNode value) => value switch
    {
        YamlScalar scalar => scalar.Kind == YamlScalarKind.Text && CanBeLiteral(scalar.Text),
        YamlSequence sequence => sequence.Items.Any(HasLiteral),
        _ => ((YamlMapping)value).Entries.Any(entry => HasLiteral(entry.Value)),
    };

    private static string Block(YamlNode value, int column)
    {
        var parts = value is YamlMapping mapping
            ? mapping.Entries.Select(entry => Entry(entry.Key.Text, entry.Value, column))
            : ((YamlSequence)value).Items.Select(item => Item(item, column));
        return string.Join("\n" + new string(' ', column), parts);
    }

    private static bool IsEmpty(YamlNode value) => value is YamlSequence { Items.Count: 0 } or YamlMapping { Entries.Count: 0 };

    // Several lines that a literal block gives back exactly.
    private static bool CanBeLiteral(string text) =>
        text.Contains('\n', StringComparison.Ordinal)
        && !text.StartsWith(' ') && !text.StartsWith('\n')
        && !text.EndsWith("\n\n", StringComparison.Ordinal)
        && text.All(character => character is '\n' || IsPrintable(character))
        && text.Split('\n').All(line => line.Length == 0 || !char.IsWhiteSpace(line[^1]))
        && text.TrimEnd('\n').Length > 0;

    private static string Literal(string text, int column)
    {
        var margin = new string(' ', column);
        var lines = text.TrimEnd('\n').Split('\n').Select(line => line.Length == 0 ? "" : margin + line);
        return (text.EndsWith('\n') ? "|\n" : "|-\n") + string.Join('\n', lines);
    }

    private static string Quoted(string text)
    {
        if (YamlScalar.KindOfPlain(text) == YamlScalarKind.Text && Harmless().IsMatch(text) && !OldBool().IsMatch(text)) return text;
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes()) quoted.Append(Escaped(rune)); // half a pair of surrogates becomes U+FFFD
        return quoted.Append('"').ToString();
    }

    private static string Escaped(Rune rune) => rune.Value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ when rune.IsBmp && !IsPrintable((char)rune.Value) => $"\\u{rune.Value.ToString("X4", CultureInfo.InvariantCulture)}",
        _ => rune.ToString(),
    };

    private static bool IsPrintable(char character) =>
        !char.IsControl(character) && character is not ('\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF') && (character == ' ' || !char.IsWhiteSpace(character));

    [GeneratedRegex(@"^[A-Za-z0-9_/][A-Za-z0-9_./+@-]*( [A-Za-z0-9_./+@(-][A-Za-z0-9_./+@()-]*)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Harmless();

    // Readers of the older YAML take these for true and false.
    [GeneratedRegex(@"^(y|n|yes|no|on|off)\z", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex OldBool();
}
