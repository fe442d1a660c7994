using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace PromotionPortal.Yaml;

/// <summary>Where a node stands in its text: offsets in characters, and its line and column, counted from 1.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct YamlSpan(int Start, int End, int Line, int Column);

/// <summary>A value in a YAML text. One that was made rather than read has an empty span.</summary>
public abstract class YamlNode(YamlSpan span)
{
    public YamlSpan Span => span;

    /// <summary>The same content, wherever and however it is written. The order of keys does not matter.</summary>
    public abstract bool SameAs(YamlNode? other);
}

/// <summary>What a scalar is under the core schema: an unquoted "true" is a Bool, a quoted one is Text.</summary>
public enum YamlScalarKind
{
    Null,
    Bool,
    Number,
    Text,
}

/// <summary>A single value. Its text is kept as written, so that 1.10 does not become 1.1.</summary>
public sealed partial class YamlScalar(string text, YamlScalarKind kind, YamlSpan span = default) : YamlNode(span)
{
    public string Text => text;

    public YamlScalarKind Kind => kind;

    public static YamlScalar Of(string text) => new(text, YamlScalarKind.Text);

    public static YamlScalar Of(bool value) => new(value ? "true" : "false", YamlScalarKind.Bool);

    public static YamlScalar Of(long value) => new(value.ToString(CultureInfo.InvariantCulture), YamlScalarKind.Number);

    public static YamlScalar Of(double value) => new(value.ToString("R", CultureInfo.InvariantCulture), YamlScalarKind.Number);

    public override bool SameAs(YamlNode? other) => other is YamlScalar scalar && scalar.Kind == Kind && (Kind == YamlScalarKind.Null || scalar.Text == Text);

    public override string ToString() => Text;

    /// <summary>What an unquoted text stands for.</summary>
    public static YamlScalarKind KindOfPlain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => YamlScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => YamlScalarKind.Bool,
        // Most words are told from a number by their first letter.
        [(>= '0' and <= '9') or '+' or '-' or '.', ..] when Number().IsMatch(text) => YamlScalarKind.Number,
        _ => YamlScalarKind.Text,
    };

    [GeneratedRegex(@"^([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}

/// <summary>Values in order.</summary>
public sealed class YamlSequence(IReadOnlyList<YamlNode> items, bool isFlow = false, YamlSpan span = default) : YamlNode(span)
{
    public IReadOnlyList<YamlNode> Items => items;

    /// <summary>Written in brackets.</summary>
    public bool IsFlow => isFlow;

    public override bool SameAs(YamlNode? other) =>
        other is YamlSequence sequence && sequence.Items.Count == Items.Count && Items.Zip(sequence.Items).All(pair => pair.First.SameAs(pair.Second));
}

/// <summary>A key and its value.</summary>
public sealed record YamlEntry(YamlScalar Key, YamlNode Value);

/// <summary>Values by key; no key occurs twice.</summary>
public sealed class YamlMapping(IReadOnlyList<YamlEntry> entries, bool isFlow = false, YamlSpan span = default) : YamlNode(span)
{
    public IReadOnlyList<YamlEntry> Entries => entries;

    /// <summary>Written in braces.</summary>
    public bool IsFlow => isFlow;

    public YamlNode? this[string key] => Entry(key)?.Value;

    // A loop, since this is asked for each field of each file.
    public YamlEntry? Entry(string key)
    {
        for (var at = 0; at < entries.Count; at++)
            if (entries[at].Key.Text == key) return entries[at];
        return null;
    }

    public override bool SameAs(YamlNode? other) =>
        other is YamlMapping mapping && mapping.Entries.Count == Entries.Count && Entries.All(entry => entry.Value.SameAs(mapping[entry.Key.Text]));
}

/// <summary>What is wrong with a text, and how to mend it.</summary>
public sealed record YamlProblem(int Line, int Column, string What, string Help);

/// <summary>A text and what was read from it. The root is null where nothing could be.</summary>
public sealed record YamlDocument(string Text, YamlNode? Root, IReadOnlyList<YamlProblem> Problems);
