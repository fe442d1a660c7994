using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PromotionPortal.Cel.Running;
using PromotionPortal.Cel.Syntax;

namespace PromotionPortal.Cel.Binding;

/// <summary>What a node becomes: the step that runs it, its type, and how many steps it is made of.</summary>
internal readonly record struct Bound(Step Step, CelType Type, int Size);

/// <summary>Gives every node its type and makes the step that runs it. Collects problems instead of stopping at the first.</summary>
internal sealed partial class Binder(string source, CelDeclarations declarations, bool isTraced)
{
    private static readonly FrozenDictionary<string, CelValue> s_noFacts = FrozenDictionary<string, CelValue>.Empty;

    private readonly TypeMapping _types = new();
    private readonly List<CelProblem> _problems = [];
    private readonly HashSet<string> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<Node, Bound> _ready = new(ReferenceEqualityComparer.Instance);
    private Local? _locals;

    private sealed record Local(string Name, CelType Type, int Slot, Local? Outer);

    public IReadOnlyList<CelProblem> Problems => _problems;

    public IReadOnlySet<string> Variables => _variables;

    public int Slots { get; private set; }

    public CelType Resolve(CelType type) => _types.Resolve(type);

    /// <summary>A chain such as f().g().h() is as deep as it is long; it is bound from its left end, so that the stack does not grow with it.</summary>
    public Bound Bind(Node node)
    {
        if (_ready.Remove(node, out var ready)) return ready;
        var chain = new Stack<Node>();
        for (var link = node; link is not null; link = LeftOf(link)) chain.Push(link);
        var bound = BindOne(chain.Pop());
        while (chain.TryPop(out var outer))
        {
            _ready.Add(LeftOf(outer)!, bound);
            bound = BindOne(outer);
        }
        return bound;
    }

    private Node? LeftOf(Node node) => node switch
    {
        OperationNode operation => operation.Left,
        ElementNode element => element.Target,
        MemberNode member => IsDeclared(member) ? null : member.Target,
        HasNode has => has.Member.Target,
        CallNode { Target: { } target } => QualifiedName(target) is null ? target : null,
        _ => null,
    };

    private Bound BindOne(Node node)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new SyntaxException(CelProblemKind.TooDeep, "The expression is too deep.", node.Span);
        var bound = BindPlain(node);
        return isTraced ? bound with { Step = new TraceStep(node, bound.Step) } : bound;
    }

    private Bound BindPlain(Node node) => node switch
    {
        LiteralNode literal => new(new LiteralStep(literal.Value), TypeOf(literal.Value), 1),
        NameNode name => BindName(name),
        MemberNode member => BindMember(member),
        HasNode has => BindHas(has),
        ElementNode element => BindElement(element),
        CallNode call => BindCall(call),
        OperationNode operation => BindOperation(operation),
        NotNode not => BindNot(not),
        NegateNode negate => BindNegate(negate),
        LogicNode logic => BindLogic(logic),
        ConditionalNode conditional => BindConditional(conditional),
        ListNode list => BindList(list),
        MapNode map => BindMap(map),
        ComprehensionNode comprehension => BindComprehension(comprehension),
        OptionalMapNode optional => BindOptionalMap(optional),
        _ => throw new InvalidOperationException($"{node.GetType().Name} has no meaning."),
    };

    private static CelType TypeOf(CelValue literal) => literal.Kind switch
    {
        CelKind.Bool => CelType.Bool,
        CelKind.Int => CelType.Int,
        CelKind.Uint => CelType.Uint,
        CelKind.Double => CelType.Double,
        CelKind.String => CelType.String,
        CelKind.Bytes => CelType.Bytes,
        _ => CelType.Null,
    };

    private Bound BindOperation(OperationNode operation)
    {
        var (left, right) = (Bind(operation.Left), Bind(operation.Right));
        var type = Choose(Signatures.Of(operation.Kind), left.Type, right.Type);
        if (type is null) Report(CelProblemKind.WrongType, OperandsDoNotFit(operation, left.Type, right.Type), operation.Span);
        Step step = operation.Kind switch
        {
            Operator.Equal or Operator.NotEqual => new EqualityStep(left.Step, right.Step, operation.Span, operation.Kind == Operator.NotEqual),
            Operator.In => new InStep(left.Step, right.Step, operation.Span),
            Operator.Add or Operator.Subtract or Operator.Multiply or Operator.Divide or Operator.Modulo => new ArithmeticStep(operation.Kind, left.Step, right.Step, operation.Span),
            _ => new OrderStep(operation.Kind, left.Step, right.Step, operation.Span),
        };
        return new(Folded(step, left.Step, right.Step), type ?? CelType.Dyn, left.Size + right.Size + 1);
    }

    /// <summary>A step whose parts never change is run once and for all, if that is cheap and gives a value. An explanation shows the parts, so there it stays.</summary>
    private Step Folded(Step step, params ReadOnlySpan<Step> parts)
    {
        if (isTraced) return step;
        foreach (var part in parts)
        {
            if (part is not (LiteralStep or FoldedStep)) return step;
        }
        var meter = new CelMeter(CelLimits.FoldingCost);
        var value = step.Run(new(s_noFacts, locals: 0, meter));
        return value.Kind == CelKind.Error || meter.IsExhausted ? step : new FoldedStep(value, meter.Spent);
    }

    private string OperandsDoNotFit(OperationNode operation, CelType left, CelType right)
    {
        var (leftType, rightType) = (_types.Resolve(left), _types.Resolve(right));
        var advice = (leftType.Name, rightType.Name) switch
        {
            ("semver", "string") or ("string", "semver") => " Write semver(…) around the text.",
            ("timestamp", "string") or ("string", "timestamp") => " Write timestamp(\"…\") around the text.",
            ("duration", "string") or ("string", "duration") => " Write duration(\"…\") around the text.",
            ("int", "double") or ("double", "int") or ("int", "uint") or ("uint", "int") or ("uint", "double") or ("double", "uint") => $" Convert one of them, such as {leftType}(…).",
            _ => "",
        };
        return $"`{Signatures.Mark(operation.Kind)}` cannot be applied to {leftType} and {rightType}.{advice}";
    }

    private Bound BindNot(NotNode not)
    {
        var operand = Required(not.Operand, CelType.Bool, "`!`");
        return new(new NotStep(operand.Step, not.Span), CelType.Bool, operand.Size + 1);
    }

    private Bound BindNegate(NegateNode negate)
    {
        var operand = Bind(negate.Operand);
        var type = Choose(Signatures.Negation, operand.Type);
        if (type is null) Report(CelProblemKind.WrongType, $"`-` cannot be applied to {_types.Resolve(operand.Type)}.", negate.Span);
        return new(Folded(new NegateStep(operand.Step, negate.Span), operand.Step), type ?? CelType.Dyn, operand.Size + 1);
    }

    private Bound BindLogic(LogicNode logic)
    {
        var mark = logic.IsAnd ? "`&&`" : "`||`";
        var operands = logic.Operands.Select(operand => Required(operand, CelType.Bool, mark)).ToArray();
        return new(new LogicStep(logic.IsAnd, [.. operands.Select(operand => operand.Step)], logic.Span), CelType.Bool, operands.Sum(operand => operand.Size) + 1);
    }

    private Bound BindConditional(ConditionalNode conditional)
    {
        var test = Required(conditional.Test, CelType.Bool, "The condition before `?`");
        var (then, otherwise) = (Bind(conditional.Then), Bind(conditional.Otherwise));
        var type = Choose(Signatures.Conditional, CelType.Bool, then.Type, otherwise.Type);
        if (type is null) Report(CelProblemKind.WrongType, $"Both sides of `:` must be of one type; here are {_types.Resolve(then.Type)} and {_types.Resolve(otherwise.Type)}.", conditional.Span);
        return new(new ConditionalStep(test.Step, then.Step, otherwise.Step, conditional.Span), type ?? CelType.Dyn, test.Size + then.Size + otherwise.Size + 1);
    }

    private Bound Required(Node node, CelType type, string by)
    {
        var bound = Bind(node);
        if (!_types.IsAssignable(type, bound.Type)) Report(CelProblemKind.WrongType, $"{by} needs a {type} here, not {_types.Resolve(bound.Type)}.", node.Span);
        return bound;
    }

    /// <summary>The result of the forms that take these types: of the one, or dyn where several do and differ. Null where none does.</summary>
    private CelType? Choose(ImmutableArray<Signature> forms, params ReadOnlySpan<CelType> arguments)
    {
        CelType? chosen = null;
        foreach (var form in forms)
        {
            if (form.Parameters.Length != arguments.Length) continue;
            var own = _types.Instantiate(form);
            if (!_types.AreAssignable(own.Parameters.AsSpan(), arguments)) continue;
            var result = _types.Substitute(own.Result);
            if (chosen is null) chosen = result;
            else if (!chosen.Equals(result)) chosen = CelType.Dyn;
        }
        return chosen;
    }

    private void Report(CelProblemKind kind, string message, CelSpan span, string? suggestion = null)
    {
        if (!declarations.AreChecked || _problems.Count >= CelLimits.Problems) return;
        var text = suggestion is null ? message : $"{message.TrimEnd('.')}; did you mean `{suggestion}`?";
        _problems.Add(new(kind, text, span, CelPosition.Of(source, span.Start), suggestion));
    }
}
