namespace PromotionPortal.Yaml;

/// <summary>Turns a text into one with other content, touching only the lines that have to change: comments, order and spelling of the rest stay.</summary>
public static class YamlEditor
{
    public static string Edit(YamlDocument document, YamlMapping target)
    {
        if (document.Root is not YamlMapping root) return YamlWriter.Document(target);
        if (root.SameAs(target)) return document.Text;
        var edits = new YamlEdits(document.Text);
        if (!edits.Mapping(root, target)) return YamlWriter.Document(target);
        var text = edits.Apply();
        // Whatever is odd about the text: no edit may change anything but what was meant.
        return Says(target, text) ? text : YamlWriter.Document(target);
    }

    /// <summary>The same where it is known which list or group changed: the rest is not compared, so that an item stays what it is even when it gets another id.</summary>
    public static string EditAt(YamlDocument document, YamlMapping target, IReadOnlyList<string> path)
    {
        foreach (var (actual, wanted) in Chain(document.Root, target, path).Reverse())
        {
            var edits = new YamlEdits(document.Text);
            if (edits.Inside(actual, wanted) && edits.Apply() is var text && Says(target, text)) return text;
        }
        return Edit(document, target);
    }

    private static bool Says(YamlMapping target, string text)
    {
        var read = YamlReader.Read(text);
        return read.Problems.Count == 0 && target.SameAs(read.Root);
    }

    private static IEnumerable<(YamlNode Actual, YamlNode Wanted)> Chain(YamlNode? actual, YamlNode? wanted, IReadOnlyList<string> path)
    {
        for (var depth = 0; actual is YamlMapping or YamlSequence && wanted is not null; depth++)
        {
            yield return (actual, wanted);
            if (depth == path.Count) yield break;
            (actual, wanted) = (Child(actual, path[depth]), Child(wanted, path[depth]));
        }
    }

    private static YamlNode? Child(YamlNode node, string step) => node switch
    {
        YamlMapping mapping => mapping[step],
        YamlSequence list when int.TryParse(step, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var at) && at < list.Items.Count => list.Items[at],
        _ => null,
    };
}

/// <summary>Collects the replacements of spans that turn what is there into what is wanted.</summary>
internal sealed class YamlEdits(string text)
{
    private readonly List<(int Start, int End, string Text)> _edits = [];

    public string Apply()
    {
        var result = text;
        // From behind, so that places stay true; at one place removals before insertions, and these in the order they came.
        var fromBehind = _edits.Select((edit, order) => (edit, order)).OrderByDescending(pair => pair.edit.Start).ThenByDescending(pair => pair.edit.End).ThenByDescending(pair => pair.order);
        foreach (var ((start, end, with), _) in fromBehind)
            result = string.Concat(result.AsSpan(0, start), with, result.AsSpan(end));
        return result;
    }

    /// <summary>False where it cannot be done finely; nothing is collected then.</summary>
    public bool Mapping(YamlMapping actual, YamlMapping target)
    {
        if (actual.Entries.Count == 0 || target.Entries.Count == 0) return false;
        var kept = actual.Entries.Where(entry => target[entry.Key.Text] is not null).ToList();
        if (kept.Count == 0) return false;
        var begun = _edits.Count;
        foreach (var entry in kept) Value(actual, entry, target[entry.Key.Text]!);
        var done = actual.IsFlow ? FlowEntries(actual, target) : BlockEntries(actual, target);
        if (!done) _edits.RemoveRange(begun, _edits.Count - begun);
        return done;
    }

    private void Value(YamlMapping parent, YamlEntry entry, YamlNode target)
    {
        if (entry.Value.SameAs(target) || Inside(entry.Value, target)) return;
        if (IsBareSpec(entry)) Replace(entry.Key.Span.Start, entry.Value.Span.End, YamlWriter.Entry(entry.Key.Text, target, 0, isSpread: true));
        else if (parent.IsFlow || FitsInPlace(entry, target)) Replace(entry.Value.Span, Spaced(entry.Value.Span, YamlWriter.Flow(target)));
        else Replace(entry.Key.Span.Start, entry.Value.Span.End, YamlWriter.Entry(entry.Key.Text, target, entry.Key.Span.Column - 1));
    }

    // As in a file that is written anew, a spec is spread over lines from its first key on.
    private static bool IsBareSpec(YamlEntry entry) =>
        entry.Key is { Text: YamlWriter.Spec, Span.Column: 1 } && entry.Value is YamlMapping { Entries.Count: 0 } or YamlScalar { Kind: YamlScalarKind.Null };

    /// <summary>False where it cannot be done finely; nothing is collected then.</summary>
    public bool Inside(YamlNode actual, YamlNode target) => (actual, target) switch
    {
        (YamlMapping from, YamlMapping to) => Mapping(from, to),
        (YamlSequence from, YamlSequence to) => Sequence(from, to),
        _ => false,
    };

    // On the line of its key, and to stay there.
    private static bool FitsInPlace(YamlEntry entry, YamlNode target)
    {
        var isOnLine = entry.Value.Span.Line == entry.Key.Span.Line;
        var isInline = entry.Value is YamlMapping { IsFlow: true } or YamlSequence { IsFlow: true };
        return isOnLine && (isInline || (entry.Value is YamlScalar && target is YamlScalar scalar && !scalar.Text.Contains('\n', StringComparison.Ordinal)));
    }

    private bool BlockEntries(YamlMapping actual, YamlMapping target)
    {
        var column = actual.Entries[0].Key.Span.Column - 1;
        foreach (var gone in actual.Entries.Where(entry => target[entry.Key.Text] is null))
            if (!RemoveLines(gone.Key.Span.Start, gone.Value.Span.End, opening: "")) return false;
        YamlEntry? before = null;
        foreach (var entry in target.Entries)
        {
            if (actual.Entry(entry.Key.Text) is { } there) before = there;
            else InsertBlock(before?.Value.Span.End, FirstKept(actual, target), column, YamlWriter.Entry(entry.Key.Text, entry.Value, column));
        }
        return true;
    }

    private bool FlowEntries(YamlMapping actual, YamlMapping target)
    {
        RemoveFlow([.. actual.Entries.Select(entry => (entry.Key.Span.Start, entry.Value.Span.End, target[entry.Key.Text] is not null))]);
        YamlEntry? before = null;
        foreach (var entry in target.Entries)
        {
            if (actual.Entry(entry.Key.Text) is { } there) before = there;
            else InsertFlow(before?.Value.Span.End, FirstKept(actual, target), $"{YamlWriter.Flow(entry.Key)}: {YamlWriter.Flow(entry.Value)}");
        }
        return true;
    }

    private static int FirstKept(YamlMapping actual, YamlMapping target) => actual.Entries.First(entry => target[entry.Key.Text] is not null).Key.Span.Start;

    private bool Sequence(YamlSequence actual, YamlSequence target)
    {
        var pairs = YamlAlignment.Of(actual.Items, target.Items).ToList();
        if (!pairs.Exists(pair => pair is { From: not null, To: not null })) return false;
        var begun = _edits.Count;
        var done = actual.IsFlow ? FlowItems(actual, target, pairs) : BlockItems(actual, target, pairs);
        if (!done) _edits.RemoveRange(begun, _edits.Count - begun);
        return done;
    }

    private bool BlockItems(YamlSequence actual, YamlSequence target, List<(int? From, int? To)> pairs)
    {
        var column = actual.Span.Column - 1;
        var firstKept = actual.Items[pairs.First(pair => pair is { From: not null, To: not null }).From!.Value].Span.Start;
        var first = text.LastIndexOf('-', firstKept - 1);
        int? before = null;
        foreach (var pair in pairs)
        {
            if (pair is (null, { } added)) InsertBlock(before, first, column, YamlWriter.Item(target.Items[added], column));
            if (pair.From is not { } from) continue;
            var item = actual.Items[from];
            if (pair.To is not { } to)
            {
                if (!RemoveLines(item.Span.Start, item.Span.End, opening: "-")) return false;
                continue;
            }
            before = item.Span.End;
            if (item.SameAs(target.Items[to]) || Inside(item, target.Items[to])) continue;
            Replace(item.Span, YamlWriter.Item(target.Items[to], column)["- ".Length..]);
        }
        return true;
    }

    private bool FlowItems(YamlSequence actual, YamlSequence target, List<(int? From, int? To)> pairs)
    {
        var kept = pairs.Where(pair => pair is { From: not null, To: not null }).Select(pair => pair.From!.Value).ToHashSet();
        RemoveFlow([.. actual.Items.Select((item, at) => (item.Span.Start, item.Span.End, kept.Contains(at)))]);
        int? before = null;
        foreach (var pair in pairs)
        {
            if (pair is (null, { } added)) InsertFlow(before, actual.Items[kept.Min()].Span.Start, YamlWriter.Flow(target.Items[added]));
            if (pair is not ({ } from, { } to)) continue;
            var item = actual.Items[from];
            before = item.Span.End;
            if (!item.SameAs(target.Items[to]) && !Inside(item, target.Items[to])) Replace(item.Span, YamlWriter.Flow(target.Items[to]));
        }
        return true;
    }

    private void InsertBlock(int? after, int first, int column, string entry)
    {
        if (after is { } end) Replace(LineEnd(end), LineEnd(end), "\n" + new string(' ', column) + entry);
        else Replace(first, first, entry + "\n" + new string(' ', column));
    }

    private void InsertFlow(int? after, int first, string entry)
    {
        if (after is { } end) Replace(end, end, ", " + entry);
        else Replace(first, first, entry + ", ");
    }

    // Together with the comma that is then one too many. At least one part is kept.
    private void RemoveFlow(List<(int Start, int End, bool Kept)> parts)
    {
        var firstKept = parts.FindIndex(part => part.Kept);
        for (var at = 0; at < parts.Count; at++)
        {
            if (parts[at].Kept) continue;
            if (at < firstKept) Replace(parts[at].Start, parts[at + 1].Start, "");
            else Replace(parts[at - 1].End, parts[at].End, "");
        }
    }

    // Whole lines only: false where something else stands before it on its first line.
    private bool RemoveLines(int start, int end, string opening)
    {
        var lineStart = start == 0 ? 0 : text.LastIndexOf('\n', start - 1) + 1;
        if (text[lineStart..start].Trim() != opening) return false;
        var lineEnd = LineEnd(end);
        Replace(lineStart, Math.Min(text.Length, lineEnd + NewLineAt(lineEnd)), "");
        return true;
    }

    private int NewLineAt(int at) => text.AsSpan(at).StartsWith("\r\n") ? 2 : at < text.Length ? 1 : 0;

    private int LineEnd(int at)
    {
        var end = text.IndexOf('\n', at);
        if (end < 0) return text.Length;
        return end > at && text[end - 1] == '\r' ? end - 1 : end;
    }

    // A value that was missing stands right behind its colon.
    private static string Spaced(YamlSpan span, string value) => span.Start == span.End ? " " + value : value;

    private void Replace(YamlSpan span, string with) => Replace(span.Start, span.End, with);

    private void Replace(int start, int end, string with) => _edits.Add((start, end, with));
}
