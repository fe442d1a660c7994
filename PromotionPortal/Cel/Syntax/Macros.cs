using System.Collections.Immutable;

namespace PromotionPortal.Cel.Syntax;

/// <summary>Calls that are not calls: they bind a name in their own arguments.</summary>
internal static class Macros
{
    /// <summary>For the help page: how each is written, and what it gives.</summary>
    public static ImmutableArray<(string Form, string Description)> Forms { get; } =
    [
        ("has(map.field)", "Whether the field is there."),
        ("list.all(x, condition)", "Whether the condition holds for every element (for a map: every key)."),
        ("list.exists(x, condition)", "Whether the condition holds for some element."),
        ("list.exists_one(x, condition)", "Whether the condition holds for exactly one element."),
        ("list.filter(x, condition)", "The elements for which the condition holds."),
        ("list.map(x, value)", "The value made of each element."),
        ("list.map(x, condition, value)", "The value made of each element for which the condition holds."),
        ("map.all(key, value, condition)", "As above, with key and value (for a list: index and element); also exists and existsOne."),
        ("map.transformList(key, value, result)", "A list with the result for each entry; a condition may stand before the result."),
        ("map.transformMap(key, value, result)", "A map with the same keys and the results; a condition may stand before the result."),
        ("optional.optMap(x, value)", "The value made of what the optional holds, as an optional."),
        ("optional.optFlatMap(x, optional)", "The optional made of what the optional holds."),
    ];

    /// <summary>Null where the call is an ordinary one.</summary>
    public static Node? Expand(CallNode call) => call.Target is null
        ? call.Function is "has" or ".has" && call.Arguments.Length == 1 ? Has(call) : null
        : (call.Function, call.Arguments.Length) switch
        {
            ("all", 2) => One(call, MacroKind.All),
            ("exists", 2) => One(call, MacroKind.Exists),
            ("exists_one" or "existsOne", 2) => One(call, MacroKind.ExistsOne),
            ("filter", 2) => One(call, MacroKind.Filter),
            ("map", 2) => One(call, MacroKind.Map),
            ("map", 3) => Walk(call, MacroKind.Map, second: null, call.Arguments[1]),
            ("all", 3) => Two(call, MacroKind.All),
            ("exists", 3) => Two(call, MacroKind.Exists),
            ("exists_one" or "existsOne", 3) => Two(call, MacroKind.ExistsOne),
            ("transformList", 3 or 4) => Two(call, MacroKind.Map),
            ("transformMap", 3 or 4) => Two(call, MacroKind.TransformMap),
            ("optMap", 2) => new OptionalMapNode(call.Span, call.Target, NameIn(call, 0), call.Arguments[1], isFlat: false),
            ("optFlatMap", 2) => new OptionalMapNode(call.Span, call.Target, NameIn(call, 0), call.Arguments[1], isFlat: true),
            _ => null,
        };

    private static HasNode Has(CallNode call) => call.Arguments[0] is MemberNode member
        ? new(call.Span, member)
        : throw new SyntaxException(CelProblemKind.Syntax, "has() asks for a field, such as has(a.b).", call.Arguments[0].Span);

    private static ComprehensionNode One(CallNode call, MacroKind kind) => Walk(call, kind, second: null, filter: null);

    private static ComprehensionNode Two(CallNode call, MacroKind kind)
    {
        var second = NameIn(call, 1);
        if (second == NameIn(call, 0)) throw new SyntaxException(CelProblemKind.Syntax, $"The two names must differ; both are `{second}`.", call.Arguments[1].Span);
        return Walk(call, kind, second, call.Arguments.Length == 4 ? call.Arguments[2] : null);
    }

    private static ComprehensionNode Walk(CallNode call, MacroKind kind, string? second, Node? filter) =>
        new(call.Span, kind, call.Target!, NameIn(call, 0), second, filter, call.Arguments[^1]);

    private static string NameIn(CallNode call, int argument) => call.Arguments[argument] is NameNode { IsAbsolute: false } name
        ? name.Name
        : throw new SyntaxException(CelProblemKind.Syntax, $"Argument {argument + 1} of {call.Function}() must be a simple name.", call.Arguments[argument].Span);
}
