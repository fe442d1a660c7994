using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using PromotionPortal.Cel;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions.Shapes;

/// <summary>A condition in CEL, which must compile against what can be seen in its place. The schema names that place, for completion.</summary>
internal sealed class CelShape(string vocabulary, CelDeclarations declarations) : Shape<string>
{
    public const string SchemaKey = "x-cel";

    private readonly CelCache<ImmutableArray<CelProblem>> _problems = new(source => CelProgram.Compile(source, declarations, CelType.Bool).Problems);

    public static Shape<string> OfPolicy { get; } = new CelShape(CelPlaces.Policy, PolicyFacts.Declarations);

    public static Shape<string> OfFlow { get; } = new CelShape(CelPlaces.Flow, FlowFacts.Declarations);

    public override bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out string value)
    {
        if (!Scalars.Text.TryRead(node, reading, out value)) return false;
        if (!reading.JudgesExpressions) return true;
        var problems = _problems.Of(value);
        foreach (var problem in problems) reading.Problem((YamlScalar)node, problem.Span.Start, problem.Message, Help(problem));
        return problems.IsEmpty;
    }

    public override YamlNode Write(string value) => Scalars.Text.Write(value);

    public override JsonObject Schema()
    {
        var schema = Scalars.Text.Schema();
        schema[SchemaKey] = vocabulary;
        return schema;
    }

    // A suggestion is part of the message already.
    private static string Help(CelProblem problem) => problem.Kind switch
    {
        _ when problem.Suggestion is not null => "",
        CelProblemKind.UnknownName or CelProblemKind.UnknownFunction => "`portal cel help` lists what can be written here.",
        CelProblemKind.TooLong or CelProblemKind.TooDeep or CelProblemKind.TooManyNodes => "Say it more simply.",
        _ => "",
    };
}
