using System.Collections.Immutable;

namespace PromotionPortal.Cel.Syntax;

/// <summary>A Pratt parser. Depth and nodes are counted before it goes deeper, so that no source can exhaust the stack.</summary>
internal sealed class Parser
{
    private const int LowestPrecedence = 1;
    private const int OrPrecedence = 1;
    private const int AndPrecedence = 2;

    private static readonly Dictionary<string, (int Precedence, Operator Kind)> s_operators = new(StringComparer.Ordinal)
    {
        ["=="] = (3, Operator.Equal),
        ["!="] = (3, Operator.NotEqual),
        ["<"] = (3, Operator.Less),
        ["<="] = (3, Operator.LessOrEqual),
        [">"] = (3, Operator.Greater),
        [">="] = (3, Operator.GreaterOrEqual),
        ["in"] = (3, Operator.In),
        ["+"] = (4, Operator.Add),
        ["-"] = (4, Operator.Subtract),
        ["*"] = (5, Operator.Multiply),
        ["/"] = (5, Operator.Divide),
        ["%"] = (5, Operator.Modulo),
    };

    private static readonly HashSet<string> s_reserved = new(StringComparer.Ordinal)
    {
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while",
    };

    private readonly Lexer _lexer;
    private Token _token;
    private Token _previous;
    private int _depth;
    private int _nodes;

    private Parser(string source)
    {
        _lexer = new(source);
        _token = _lexer.Next();
    }

    public static Node Parse(string source)
    {
        var parser = new Parser(source);
        var node = parser.Expression();
        return parser._token.Kind == TokenKind.End ? node : throw parser.NoOperator();
    }

    private Node Expression()
    {
        Enter();
        var node = Binary(LowestPrecedence);
        if (Skip("?"))
        {
            var then = Binary(LowestPrecedence);
            Take(":");
            node = Counted(new ConditionalNode(node, then, Expression()));
        }
        _depth--;
        return node;
    }

    private Node Binary(int lowest)
    {
        var left = Unary();
        while (true)
        {
            if (_token.Is("&&") && lowest <= AndPrecedence) left = Logic(left, "&&", AndPrecedence);
            else if (_token.Is("||") && lowest <= OrPrecedence) left = Logic(left, "||", OrPrecedence);
            else if (OperatorHere() is { } found && lowest <= found.Precedence)
            {
                Advance();
                left = Counted(new OperationNode(found.Kind, left, Binary(found.Precedence + 1)));
            }
            else return left;
        }
    }

    private LogicNode Logic(Node first, string mark, int precedence)
    {
        var operands = ImmutableArray.CreateBuilder<Node>();
        operands.Add(first);
        while (Skip(mark)) operands.Add(Binary(precedence + 1));
        return Counted(new LogicNode(mark == "&&", operands.ToImmutable()));
    }

    private (int Precedence, Operator Kind)? OperatorHere() =>
        _token.Kind == TokenKind.Mark || _token is { Kind: TokenKind.Name, Text: "in" } ? s_operators.TryGetValue(_token.Text, out var found) ? found : null : null;

    private Node Unary()
    {
        if (!_token.Is("!") && !_token.Is("-")) return Postfix(Primary());
        var sign = _token;
        Advance();
        if (sign.Is("-") && _token.Kind is TokenKind.Int or TokenKind.Uint or TokenKind.Double) return Postfix(NumberLiteral(sign));
        Enter();
        var operand = Unary();
        _depth--;
        var span = sign.Span.To(operand.Span);
        return sign.Is("!") ? Counted(new NotNode(span, operand)) : Counted(new NegateNode(span, operand));
    }

    private Node Postfix(Node target)
    {
        while (true)
        {
            if (Skip(".")) target = Member(target);
            else if (Skip("[")) target = Element(target);
            else if (_token.Is("{") && IsQualifiedName(target)) throw Fail(CelProblemKind.Unsupported, "Message types cannot be built here; there are only maps: {\"key\": value}.", target.Span);
            else return target;
        }
    }

    private static bool IsQualifiedName(Node node)
    {
        while (node is MemberNode { IsOptional: false } member) node = member.Target;
        return node is NameNode;
    }

    private Node Member(Node target)
    {
        var isOptional = Skip("?");
        if (_token.Kind is not (TokenKind.Name or TokenKind.QuotedName) || IsKeyword(_token)) throw Expected("the name of a field or method");
        var name = _token;
        Advance();
        if (name.Kind == TokenKind.Name && !isOptional && Skip("("))
        {
            var arguments = Items(")", Expression);
            var call = new CallNode(target.Span.To(_previous.Span), target, name.Text, name.Span, arguments);
            return Macros.Expand(call) is { } macro ? Counted(macro) : Counted(call);
        }
        var field = name.Kind == TokenKind.QuotedName ? name.Text[1..^1] : name.Text;
        return Counted(new MemberNode(target.Span.To(name.Span), target, field, name.Span, isOptional));
    }

    private ElementNode Element(Node target)
    {
        var isOptional = Skip("?");
        var index = Expression();
        Take("]");
        return Counted(new ElementNode(target.Span.To(_previous.Span), target, index, isOptional));
    }

    private Node Primary()
    {
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.Int or TokenKind.Uint or TokenKind.Double: return NumberLiteral(null);
            case TokenKind.String: return Literal(token.Span, Literals.String(token));
            case TokenKind.Bytes: return Literal(token.Span, Literals.Bytes(token));
            case TokenKind.Name: return Name(token.Span, isAbsolute: false);
        }
        if (!_token.Is(".") && !_token.Is("(") && !_token.Is("[") && !_token.Is("{")) throw Expected("a value");
        Advance();
        return token.Text switch
        {
            "." => Name(token.Span, isAbsolute: true),
            "(" => Parenthesized(token.Span),
            "[" => List(token.Span),
            _ => Map(token.Span),
        };
    }

    private LiteralNode NumberLiteral(Token? sign)
    {
        var token = _token;
        return Literal(sign is { } minus ? minus.Span.To(token.Span) : token.Span, Literals.Number(token, sign is not null));
    }

    private LiteralNode Literal(CelSpan span, CelValue value)
    {
        Advance();
        return Counted(new LiteralNode(span, value));
    }

    private Node Name(CelSpan start, bool isAbsolute)
    {
        var token = _token;
        if (token.Kind != TokenKind.Name) throw Expected("a name");
        if (!isAbsolute && Constant(token.Text) is { } constant) return Literal(token.Span, constant);
        if (s_reserved.Contains(token.Text) || IsKeyword(token)) throw Fail(CelProblemKind.Syntax, $"`{token.Text}` is a reserved word and cannot be a name.", token.Span);
        Advance();
        if (!Skip("(")) return Counted(new NameNode(start.To(token.Span), token.Text, isAbsolute));
        var arguments = Items(")", Expression);
        var call = new CallNode(start.To(_previous.Span), null, (isAbsolute ? "." : "") + token.Text, token.Span, arguments);
        return Macros.Expand(call) is { } macro ? Counted(macro) : Counted(call);
    }

    private static CelValue? Constant(string name) => name switch
    {
        "true" => CelBool.True,
        "false" => CelBool.False,
        "null" => CelValue.Null,
        _ => null,
    };

    private static bool IsKeyword(Token token) => token is { Kind: TokenKind.Name, Text: "true" or "false" or "null" or "in" };

    private Node Parenthesized(CelSpan start)
    {
        var node = Expression();
        Take(")");
        return node.Widened(start.To(_previous.Span));
    }

    private ListNode List(CelSpan start)
    {
        var items = Items("]", () =>
        {
            var isOptional = Skip("?");
            return new ListItem(Expression(), isOptional);
        });
        return Counted(new ListNode(start.To(_previous.Span), items));
    }

    private MapNode Map(CelSpan start)
    {
        var items = Items("}", () =>
        {
            var isOptional = Skip("?");
            var key = Expression();
            Take(":");
            return new MapItem(key, Expression(), isOptional);
        });
        return Counted(new MapNode(start.To(_previous.Span), items));
    }

    /// <summary>Items with commas between them, up to the closing mark; a list or a map may end with a comma.</summary>
    private ImmutableArray<T> Items<T>(string closing, Func<T> item)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        while (!Skip(closing))
        {
            if (items.Count > 0)
            {
                if (!Skip(",")) throw Expected($"`,` or `{closing}`");
                if (closing != ")" && Skip(closing)) break;
            }
            items.Add(item());
        }
        return items.ToImmutable();
    }

    private void Advance() => (_previous, _token) = (_token, _lexer.Next());

    private bool Skip(string mark)
    {
        if (!_token.Is(mark)) return false;
        Advance();
        return true;
    }

    private void Take(string mark)
    {
        if (!Skip(mark)) throw Expected($"`{mark}`");
    }

    private void Enter()
    {
        if (++_depth > CelLimits.Depth) throw Fail(CelProblemKind.TooDeep, $"The expression is nested more than {CelLimits.Depth} deep here.", _token.Span);
    }

    private T Counted<T>(T node) where T : Node =>
        ++_nodes <= CelLimits.Nodes ? node : throw Fail(CelProblemKind.TooManyNodes, $"The expression has more than {CelLimits.Nodes} parts.", node.Span);

    // The words of other languages.
    private SyntaxException NoOperator() => _token is { Kind: TokenKind.Name, Text: "and" or "or" }
        ? Fail(CelProblemKind.Syntax, $"`{_token.Text}` is not an operator; write `{(_token.Text == "and" ? "&&" : "||")}`.", _token.Span)
        : Expected("an operator or the end");

    private SyntaxException Expected(string what) =>
        Fail(CelProblemKind.Syntax, $"Expected {what}, found {(_token.Kind == TokenKind.End ? "the end" : $"`{_token.Text}`")}.", _token.Span);

    private static SyntaxException Fail(CelProblemKind kind, string message, CelSpan span) => new(kind, message, span);
}
