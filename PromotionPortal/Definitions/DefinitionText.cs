using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PromotionPortal.Definitions.Kinds;
using PromotionPortal.Definitions.Shapes;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions;

/// <summary>A field that two people changed, each to something else. Null: it is not there.</summary>
public sealed record FieldConflict(string Field, string? Base, string? Ours, string? Theirs);

/// <summary>What two edits of one file add up to. Where fields conflict, ours stands in the text.</summary>
public sealed record MergedText(string Text, ImmutableArray<FieldConflict> Conflicts);

/// <summary>A field before and after, in its file's words. Null: it is not there.</summary>
public sealed record FieldChange(string Field, string? Before, string? After)
{
    public override string ToString() => (Before, After) switch
    {
        (null, _) => $"{Field} {After}",
        (_, null) => $"{Field} {Before} → none",
        _ => $"{Field} {Before} → {After}",
    };
}

/// <summary>Definitions as text: written anew, edited in place, merged, compared and described.</summary>
public static class DefinitionText
{
    /// <summary>A longer text is no definition.</summary>
    public const int MostLetters = YamlReader.MostBytes;

    /// <summary>A new file for this definition.</summary>
    public static string Write(Definition definition) => YamlWriter.Document(KindList.Of(definition.Kind).Write(definition));

    /// <summary>The text with this definition in it. Comments, order and the lines that need not change stay as they are.</summary>
    public static string Edit(string text, Definition changed)
    {
        var kind = KindList.Of(changed.Kind);
        var document = YamlReader.Read(text);
        if (document.Problems.Count > 0 || document.Root is not YamlMapping root || ReadForm(kind, root) is not { } before) return Write(changed);
        var target = kind.Write(changed);
        var merged = YamlMerge.Merge(kind.Write(before), target, root);
        var edited = YamlEditor.Edit(document, (YamlMapping)merged.Node);
        return Says(edited, kind, target) ? edited : Write(changed);
    }

    /// <summary>Merges field by field onto theirs. Null where one of the three is no YAML to merge. A path in takeTheirs settles that conflict for them.</summary>
    public static MergedText? Merge(string @base, string ours, string theirs, IReadOnlySet<string>? takeTheirs = null)
    {
        var (from, left, right) = (YamlReader.Read(@base), YamlReader.Read(ours), YamlReader.Read(theirs));
        if (new[] { from, left, right }.Any(document => document.Problems.Count > 0 || document.Root is not YamlMapping)) return null;
        var merged = YamlMerge.Merge(from.Root!, left.Root!, right.Root!, takeTheirs);
        return new(
            YamlEditor.Edit(right, (YamlMapping)merged.Node),
            [.. merged.Conflicts.Select(conflict => new FieldConflict(conflict.Path, Print(conflict.Base), Print(conflict.Ours), Print(conflict.Theirs)))]);
    }

    /// <summary>What differs in meaning, not in spelling: "approvals 1 → 2".</summary>
    public static ImmutableArray<FieldChange> Compare(string? before, string? after) => Differences(Root(before), Root(after));

    internal static ImmutableArray<FieldChange> Differences(YamlNode? before, YamlNode? after) =>
        [.. YamlDiff.Of(before, after).Select(change => new FieldChange(FieldName(change.Path), Print(change.Before), Print(change.After)))];

    /// <summary>The definition in a text whose fields can be read, whether or not they go together; null where they cannot.</summary>
    public static Definition? Read(DefinitionKind kind, string text) => Root(text) is { } root ? KindList.Of(kind).Read(root, new Reading("") { JudgesExpressions = false, JudgesWhole = false }) : null;

    /// <summary>The definitions in a text that may hold several, separated by lines of "---". The source is how the text is called in problems.</summary>
    public static SplitTexts Split(string source, string text) => DefinitionSplit.Of(source, text);

    /// <summary>A JSON Schema of the kind, for editors: with what each field means, the kind of definition a name is one of, and what a field is when it is left out.</summary>
    public static JsonObject Schema(DefinitionKind kind)
    {
        var schema = FieldHelp.Explain(kind, KindList.Of(kind).Schema());
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        schema["title"] = kind.ToString();
        return schema;
    }

    private static bool Says(string text, Kind kind, YamlMapping target) =>
        YamlReader.Read(text).Root is { } root && ReadForm(kind, root) is { } read && target.SameAs(kind.Write(read));

    private static Definition? ReadForm(Kind kind, YamlNode root) => kind.Read(root, new Reading("") { JudgesExpressions = false });

    private static YamlNode? Root(string? text) => text is null ? null : YamlReader.Read(text).Root;

    private static string? Print(YamlNode? node) => node switch
    {
        null => null,
        YamlScalar scalar => scalar.Text,
        _ => YamlWriter.Flow(node),
    };

    // As people speak of it: the spec is understood, and a count is what a number of approvals is.
    private static string FieldName(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).AsSpan();
        if (parts is ["spec" or "metadata", _, ..]) parts = parts[1..];
        if (parts is [.., _, "count"]) parts = parts[..^1];
        return string.Join('.', parts.ToArray());
    }
}
