using System.Collections.Immutable;
using PromotionPortal.Cel.Functions;
using PromotionPortal.Cel.Running;
using PromotionPortal.Cel.Syntax;

namespace PromotionPortal.Cel.Binding;

// Calls of functions and methods.
internal sealed partial class Binder
{
    private Bound BindCall(CallNode call)
    {
        if (FunctionOf(call) is { } function) return BindCall(call, function, call.Arguments, isMethod: false);
        ImmutableArray<Node> arguments = call.Target is null ? call.Arguments : [call.Target, .. call.Arguments];
        return BindCall(call, call.Function, arguments, call.Target is not null);
    }

    /// <summary>A function without a receiver, such as size() or math.ceil(), under its full name.</summary>
    private string? FunctionOf(CallNode call)
    {
        (string Name, bool IsAbsolute)? written = call.Target is null
            ? (call.Function.TrimStart('.'), call.Function.StartsWith('.'))
            : QualifiedName(call.Target) is { } target ? ($"{target.Name}.{call.Function}", target.IsAbsolute) : null;
        return written is { } name ? declarations.Candidates(name.Name, name.IsAbsolute).FirstOrDefault(candidate => FormsOf(candidate, isMethod: false).Length > 0) : null;
    }

    private ImmutableArray<CelFunction> FormsOf(string name, bool isMethod) =>
        declarations.Functions.IsEmpty
            ? Library.Named(name, isMethod)
            : [.. Library.Named(name, isMethod), .. declarations.Functions.Where(function => function.Name == name && function.IsMethod == isMethod)];

    private Bound BindCall(CallNode call, string name, ImmutableArray<Node> nodes, bool isMethod)
    {
        var forms = FormsOf(name, isMethod);
        if (forms.Length == 0) ReportUnknown(call, name, isMethod);
        if (forms.Length == 0) return new(new FailStep(new(CelFault.NoSuchOverload, $"`{name}` is not a function.", call.FunctionSpan)), CelType.Dyn, 1);
        var arguments = nodes.Select(Bind).ToArray();
        var types = arguments.Select(argument => argument.Type).ToArray();
        var type = Choose([.. forms.Select(form => form.Form)], types);
        if (type is null) ReportMismatch(call, name, forms, types);
        var steps = arguments.Select(argument => argument.Step).ToArray();
        return new(Folded(StepOf(call, name, forms, nodes, steps), steps), type ?? CelType.Dyn, arguments.Sum(argument => argument.Size) + 1);
    }

    private Step StepOf(CallNode call, string name, ImmutableArray<CelFunction> forms, ImmutableArray<Node> nodes, Step[] steps)
    {
        if (name is OptionalFunctions.Or or OptionalFunctions.OrValue && steps.Length == 2) return new OptionalOrStep(steps[0], steps[1], name == OptionalFunctions.OrValue, call.Span);
        var literal = nodes.Length > 0 && nodes[^1] is LiteralNode { Value: CelString text } ? text : null;
        if (name == "matches" && nodes.Length == 2 && literal is not null)
        {
            var (matcher, problem) = Pattern.Compile(literal.Text);
            if (matcher is not null) return new MatchStep(steps[0], matcher, call.Span);
            Report(CelProblemKind.BadPattern, problem, nodes[1].Span);
        }
        if (name == "semver" && literal is not null && CelSemver.TryParse(literal.Text) is null) Report(CelProblemKind.WrongType, SemverFunctions.NotOne(literal).Message, nodes[0].Span);
        return new CallStep(name, [.. forms.Where(form => form.Parameters.Length == steps.Length)], steps, call.Span);
    }

    private void ReportUnknown(CallNode call, string name, bool isMethod)
    {
        if (isMethod && call.Target is NameNode target && IsNamespace(target)) name = $"{target.Name}.{name}";
        var other = FormsOf(name, !isMethod).FirstOrDefault();
        var message = other is null ? $"`{name}` is not a function." : $"`{name}` is written {other.Signature}.";
        Report(CelProblemKind.UnknownFunction, message, call.FunctionSpan, other is null ? NearestFunction(name) : null);
    }

    /// <summary>What stands before the dot of a function's full name, such as math, and is no variable.</summary>
    private bool IsNamespace(NameNode name) =>
        FindLocal(name.Name) is null
        && !declarations.Candidates(name.Name, name.IsAbsolute).Any(candidate => declarations.Find(candidate) is not null)
        && Library.All.Any(function => function.Name.StartsWith(name.Name + ".", StringComparison.Ordinal));

    private string? NearestFunction(string name) =>
        NearestName.Of(name, Library.All.Concat(declarations.Functions).Select(function => function.Name)
            .Concat(["has", "all", "exists", "exists_one", "map", "filter"])
            .Distinct(StringComparer.Ordinal).Select(known => (known, known)));

    private void ReportMismatch(CallNode call, string name, ImmutableArray<CelFunction> forms, CelType[] types)
    {
        var given = string.Join(", ", types.Select(_types.Resolve));
        var known = string.Join(" or ", forms.Select(form => form.Signature).Distinct(StringComparer.Ordinal).Take(3));
        var advice = name == "contains" && types.Length == 2 && _types.Resolve(types[0]).IsList ? " Whether a list has an element is written `element in list`." : "";
        Report(CelProblemKind.WrongType, $"`{name}` cannot be called with ({given}): it is {known}.{advice}", call.Span);
    }
}
