using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PromotionPortal.Yaml;

/// <summary>Reads one YAML document within bounds. Whatever the text holds, the answer is a document with problems, never an exception.</summary>
public static class YamlReader
{
    public const int MostBytes = 256 * 1024;
    public const int MostNodes = 20_000;
    public const int MostDepth = 64;

    private const string DocumentMark = "---";
    private const string ByteOrderMark = "\uFEFF";
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static YamlDocument Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostBytes) return TooLarge("");
        try
        {
            return Read(s_utf8.GetString(bytes));
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + bytes[..Math.Max(0, e.Index)].Count((byte)'\n');
            return Unreadable("", new(line, 1, "This is not UTF-8 text.", "Save the file as UTF-8."));
        }
    }

    public static YamlDocument Read(string text)
    {
        if (text.StartsWith(ByteOrderMark, StringComparison.Ordinal)) text = text[ByteOrderMark.Length..];
        if (text.Length > MostBytes) return TooLarge(text);
        var build = new YamlBuild(text);
        try
        {
            return new(text, build.Document(), build.Problems);
        }
        catch (YamlStopException e)
        {
            return Unreadable(text, e.Problem);
        }
        catch (YamlException e)
        {
            // The scanner ends a last line that nothing ends.
            var line = Math.Min((int)e.Start.Line, text.Count(letter => letter == '\n') + 1);
            return Unreadable(text, new(line, (int)e.Start.Column, $"This is not YAML: {Sentence(e)}", "Check indentation, quotes and brackets."));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // The scanner lets some of these through, such as an escape beyond Unicode; where, it does not say.
            return Unreadable(text, new(build.Line, 1, "This is not YAML.", "Check escapes, quotes and brackets from here on."));
        }
    }

    /// <summary>Each document of a text that holds several, with the lines counted through.</summary>
    public static IReadOnlyList<YamlDocument> ReadAll(string text)
    {
        if (text.Length > MostBytes) return [TooLarge(text)];
        var documents = new List<YamlDocument>();
        var (lines, begin) = (text.Split('\n'), 0);
        for (var at = 0; at <= lines.Length; at++)
        {
            if (at < lines.Length && lines[at].TrimEnd() != DocumentMark) continue;
            // Empty lines in place of what came before keep the numbers true.
            if (lines[begin..at].Any(line => line.TrimStart() is { Length: > 0 } words && words[0] != '#')) documents.Add(Read(new string('\n', begin) + string.Join('\n', lines[begin..at])));
            begin = at + 1;
        }
        return documents;
    }

    private static YamlDocument TooLarge(string text) =>
        Unreadable(text, new(1, 1, $"The file is larger than {MostBytes / 1024} KiB.", "Split it, or remove what does not belong here."));

    private static YamlDocument Unreadable(string text, YamlProblem problem) => new(text, null, [problem]);

    private static string Sentence(YamlException e)
    {
        var message = e.InnerException is YamlException inner ? inner.Message : e.Message;
        var text = message.ReplaceLineEndings(" ").TrimEnd('.');
        return text + ".";
    }
}

/// <summary>Nothing more can be read.</summary>
internal sealed class YamlStopException(YamlProblem problem) : Exception(problem.What)
{
    public YamlProblem Problem => problem;
}

/// <summary>Builds the nodes of one document out of the parser's events, counting as they come.</summary>
internal sealed class YamlBuild(string text)
{
    private readonly Parser _parser = new(new Scanner(new StringReader(text), skipComments: true));
    private int _nodes;

    public List<YamlProblem> Problems { get; } = [];

    public int Line => (int)(_parser.Current?.Start.Line ?? 1);

    public YamlNode? Document()
    {
        _parser.MoveNext(); // the start of the stream
        _parser.MoveNext();
        if (_parser.Current is not DocumentStart)
        {
            Problems.Add(new(1, 1, "The file is empty.", "Write the definition, or delete the file."));
            return null;
        }
        _parser.MoveNext();
        var root = Node(depth: 1);
        _parser.MoveNext();
        if (_parser.MoveNext() && _parser.Current is DocumentStart second)
            Problems.Add(At(second.Start, "A second document begins here.", "Put each definition into a file of its own."));
        return root;
    }

    // Leaves the parser on the last event of the node.
    private YamlNode Node(int depth)
    {
        var start = _parser.Current!;
        if (depth > YamlReader.MostDepth) throw new YamlStopException(At(start.Start, $"This is nested deeper than {YamlReader.MostDepth} levels.", "Flatten it."));
        if (++_nodes > YamlReader.MostNodes) throw new YamlStopException(At(start.Start, $"The file has more than {YamlReader.MostNodes} values.", "Split it."));
        if (start is AnchorAlias alias) return Refused(alias);
        // Of some broken texts the parser makes a key without a value.
        if (start is not NodeEvent node) throw new YamlStopException(At(start.Start, "This is not YAML: a value is missing.", "Check brackets and colons."));
        RefuseDecoration(node);
        return start switch
        {
            Scalar scalar => ScalarOf(scalar),
            SequenceStart sequence => Sequence(sequence, depth),
            _ => Mapping((MappingStart)start, depth),
        };
    }

    private YamlScalar Refused(AnchorAlias alias)
    {
        Problems.Add(At(alias.Start, $"The alias *{alias.Value} is not allowed.", "Write the value out."));
        return new("", YamlScalarKind.Null, SpanOf(alias.Start, (int)alias.End.Index));
    }

    private void RefuseDecoration(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty) Problems.Add(At(node.Start, $"The anchor &{node.Anchor.Value} is not allowed.", "Remove it, and write the value out wherever it is used."));
        if (!node.Tag.IsEmpty) Problems.Add(At(node.Start, $"The tag {node.Tag} is not allowed.", "Remove it; write quotes around a value that must be text."));
    }

    private YamlScalar ScalarOf(Scalar scalar) =>
        new(scalar.Value, scalar.Style == ScalarStyle.Plain ? YamlScalar.KindOfPlain(scalar.Value) : YamlScalarKind.Text, SpanOf(scalar.Start, EndOf(scalar)));

    // The empty lines behind a block of text are not part of what an editor replaces.
    private int EndOf(Scalar scalar)
    {
        var (start, end) = ((int)scalar.Start.Index, (int)scalar.End.Index);
        return scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded ? start + text.AsSpan(start, end - start).TrimEnd().Length : end;
    }

    private YamlSequence Sequence(SequenceStart start, int depth)
    {
        var items = new List<YamlNode>();
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd) items.Add(Node(depth + 1));
        var isFlow = start.Style == SequenceStyle.Flow;
        return new(items, isFlow, SpanOf(start.Start, isFlow ? EndOfFlow() : EndOf(start, items.LastOrDefault())));
    }

    private YamlMapping Mapping(MappingStart start, int depth)
    {
        var entries = new List<YamlEntry>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            var key = Key(depth);
            _parser.MoveNext();
            var value = Node(depth + 1);
            if (key is null) continue;
            if (keys.Add(key.Text)) entries.Add(new(key, value));
            else Problems.Add(new(key.Span.Line, key.Span.Column, $"'{key.Text}' stands here a second time.", "Keep one of the two."));
        }
        var isFlow = start.Style == MappingStyle.Flow;
        return new(entries, isFlow, SpanOf(start.Start, isFlow ? EndOfFlow() : EndOf(start, entries.LastOrDefault()?.Value)));
    }

    private YamlScalar? Key(int depth)
    {
        if (Node(depth + 1) is YamlScalar key) return key;
        Problems.Add(At(_parser.Current!.Start, "A key must be a word.", "Write `key: value`."));
        return null;
    }

    // The end of a closing bracket's event is not reliable, its start is.
    private int EndOfFlow() => (int)_parser.Current!.Start.Index + 1;

    // The parser ends a block only where the next thing begins; what belongs to it ends with its last child.
    private static int EndOf(ParsingEvent start, YamlNode? last) => last?.Span.End ?? (int)start.End.Index;

    private static YamlSpan SpanOf(Mark start, int end) => new((int)start.Index, end, (int)start.Line, (int)start.Column);

    private static YamlProblem At(Mark mark, string what, string help) => new((int)mark.Line, (int)mark.Column, what, help);
}
