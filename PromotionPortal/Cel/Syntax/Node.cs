using System.Collections.Immutable;

namespace PromotionPortal.Cel.Syntax;

/// <summary>What the parser makes of a source. Macros are nodes of their own, so that an explanation can speak of them.</summary>
internal abstract class Node(CelSpan span)
{
    public CelSpan Span { get; private set; } = span;

    /// <summary>Parentheses make no node; they widen the one within.</summary>
    public Node Widened(CelSpan span)
    {
        Span = span;
        return this;
    }
}

internal sealed class LiteralNode(CelSpan span, CelValue value) : Node(span)
{
    public CelValue Value { get; } = value;
}

internal sealed class NameNode(CelSpan span, string name, bool isAbsolute) : Node(span)
{
    public string Name { get; } = name;

    /// <summary>Written with a leading dot: not a local name, and not of the container.</summary>
    public bool IsAbsolute { get; } = isAbsolute;
}

internal sealed class MemberNode(CelSpan span, Node target, string field, CelSpan fieldSpan, bool isOptional) : Node(span)
{
    public Node Target { get; } = target;

    public string Field { get; } = field;

    public CelSpan FieldSpan { get; } = fieldSpan;

    public bool IsOptional { get; } = isOptional;
}

internal sealed class HasNode(CelSpan span, MemberNode member) : Node(span)
{
    public MemberNode Member { get; } = member;
}

internal sealed class ElementNode(CelSpan span, Node target, Node index, bool isOptional) : Node(span)
{
    public Node Target { get; } = target;

    public Node Index { get; } = index;

    public bool IsOptional { get; } = isOptional;
}

internal sealed class CallNode(CelSpan span, Node? target, string function, CelSpan functionSpan, ImmutableArray<Node> arguments) : Node(span)
{
    public Node? Target { get; } = target;

    public string Function { get; } = function;

    public CelSpan FunctionSpan { get; } = functionSpan;

    public ImmutableArray<Node> Arguments { get; } = arguments;
}

internal enum Operator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

internal sealed class OperationNode(Operator kind, Node left, Node right) : Node(left.Span.To(right.Span))
{
    public Operator Kind { get; } = kind;

    public Node Left { get; } = left;

    public Node Right { get; } = right;
}

internal sealed class NotNode(CelSpan span, Node operand) : Node(span)
{
    public Node Operand { get; } = operand;
}

internal sealed class NegateNode(CelSpan span, Node operand) : Node(span)
{
    public Node Operand { get; } = operand;
}

/// <summary>A whole chain of <c>&amp;&amp;</c> or <c>||</c>: it may be long without being deep.</summary>
internal sealed class LogicNode(bool isAnd, ImmutableArray<Node> operands) : Node(operands[0].Span.To(operands[^1].Span))
{
    public bool IsAnd { get; } = isAnd;

    public ImmutableArray<Node> Operands { get; } = operands;
}

internal sealed class ConditionalNode(Node test, Node then, Node otherwise) : Node(test.Span.To(otherwise.Span))
{
    public Node Test { get; } = test;

    public Node Then { get; } = then;

    public Node Otherwise { get; } = otherwise;
}

internal sealed record ListItem(Node Value, bool IsOptional);

internal sealed class ListNode(CelSpan span, ImmutableArray<ListItem> items) : Node(span)
{
    public ImmutableArray<ListItem> Items { get; } = items;
}

internal sealed record MapItem(Node Key, Node Value, bool IsOptional);

internal sealed class MapNode(CelSpan span, ImmutableArray<MapItem> items) : Node(span)
{
    public ImmutableArray<MapItem> Items { get; } = items;
}

internal enum MacroKind
{
    All,
    Exists,
    ExistsOne,
    Map,
    Filter,
    TransformMap,
}

/// <summary>A walk over a list or a map: <c>range.all(first, body)</c>, <c>range.map(first, filter, body)</c>, with two names <c>range.all(first, second, body)</c>.</summary>
internal sealed class ComprehensionNode(CelSpan span, MacroKind kind, Node range, string first, string? second, Node? filter, Node body) : Node(span)
{
    public MacroKind Kind { get; } = kind;

    public Node Range { get; } = range;

    public string First { get; } = first;

    public string? Second { get; } = second;

    public Node? Filter { get; } = filter;

    public Node Body { get; } = body;
}

/// <summary><c>target.optMap(name, body)</c>, and flat: <c>optFlatMap</c>.</summary>
internal sealed class OptionalMapNode(CelSpan span, Node target, string name, Node body, bool isFlat) : Node(span)
{
    public Node Target { get; } = target;

    public string Name { get; } = name;

    public Node Body { get; } = body;

    public bool IsFlat { get; } = isFlat;
}
