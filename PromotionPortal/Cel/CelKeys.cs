using System.Collections.Immutable;
using System.Text;
using PromotionPortal.Cel.Syntax;

namespace PromotionPortal.Cel;

/// <summary>A key of a map that a source writes out, such as look in nodes['look'], and where.</summary>
public sealed record CelKeyUse(string Key, CelSpan Span)
{
    /// <summary>Written as a field: nodes.look.</summary>
    internal bool IsField { get; init; }
}

/// <summary>Finds, and renames, the keys of one map in a source. Names and texts that only look like it are left alone.</summary>
public static class CelKeys
{
    private static readonly HashSet<string> s_reserved = new(
        ["true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while"],
        StringComparer.Ordinal);

    /// <summary>In the order of the text; none where the source cannot be read.</summary>
    public static ImmutableArray<CelKeyUse> Of(string source, string map)
    {
        if (Encoding.UTF8.GetByteCount(source) > CelLimits.SourceBytes) return [];
        try
        {
            var walk = new Walk(map);
            walk.Visit(Parser.Parse(source));
            return [.. walk.Found.OrderBy(use => use.Span.Start)];
        }
        catch (SyntaxException)
        {
            return [];
        }
    }

    public static string Renamed(string source, string map, string from, string to)
    {
        var result = source;
        foreach (var use in Of(source, map).Where(use => use.Key == from).Reverse())
            result = string.Concat(result.AsSpan(0, use.Span.Start), Written(use, source, to), result.AsSpan(use.Span.End));
        return result;
    }

    private static string Written(CelKeyUse use, string source, string key)
    {
        if (use.IsField) return IsName(key) ? key : $"`{key}`";
        var quote = source[use.Span.Start] == '"' ? '"' : '\'';
        return $"{quote}{key}{quote}";
    }

    private static bool IsName(string key) => key.Length > 0 && !char.IsAsciiDigit(key[0]) && key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') && !s_reserved.Contains(key);

    private sealed class Walk(string map)
    {
        private ImmutableList<string> _hidden = [];

        public List<CelKeyUse> Found { get; } = [];

        public void Visit(Node node)
        {
            Note(node);
            switch (node)
            {
                case ComprehensionNode walk:
                    Visit(walk.Range);
                    Within([walk.First, walk.Second], [walk.Filter, walk.Body]);
                    break;
                case OptionalMapNode optional:
                    Visit(optional.Target);
                    Within([optional.Name], [optional.Body]);
                    break;
                default:
                    foreach (var part in Parts(node)) Visit(part);
                    break;
            }
        }

        private void Note(Node node)
        {
            if (node is ElementNode { Index: LiteralNode { Value: CelString key } index } element && IsMap(element.Target)) Found.Add(new(key.Text, index.Span));
            else if (node is MemberNode member && IsMap(member.Target)) Found.Add(new(member.Field, member.FieldSpan) { IsField = true });
            else if (node is OperationNode { Kind: Operator.In, Left: LiteralNode { Value: CelString left } literal } operation && IsMap(operation.Right)) Found.Add(new(left.Text, literal.Span));
        }

        // A name that a macro gives hides the map within it.
        private void Within(IEnumerable<string?> names, IEnumerable<Node?> parts)
        {
            var before = _hidden;
            _hidden = _hidden.AddRange(names.OfType<string>());
            foreach (var part in parts.OfType<Node>()) Visit(part);
            _hidden = before;
        }

        private bool IsMap(Node node) => node is NameNode name && name.Name == map && (name.IsAbsolute || !_hidden.Contains(map));

        private static IEnumerable<Node> Parts(Node node) => node switch
        {
            MemberNode member => [member.Target],
            HasNode has => [has.Member],
            ElementNode element => [element.Target, element.Index],
            CallNode call => call.Target is null ? call.Arguments : [call.Target, .. call.Arguments],
            OperationNode operation => [operation.Left, operation.Right],
            NotNode not => [not.Operand],
            NegateNode negate => [negate.Operand],
            LogicNode logic => logic.Operands,
            ConditionalNode conditional => [conditional.Test, conditional.Then, conditional.Otherwise],
            ListNode list => list.Items.Select(item => item.Value),
            MapNode entries => entries.Items.SelectMany(item => new[] { item.Key, item.Value }),
            _ => [],
        };
    }
}
