using PromotionPortal.Domain.Definitions;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions.Shapes;

/// <summary>Another definition that a file names, and where it does.</summary>
internal sealed record Reference(DefinitionKey Target, string File, int Line, int Column);

/// <summary>What is found out beside the value while one file is read.</summary>
internal sealed class Reading(string file)
{
    public List<DefinitionProblem> Problems { get; } = [];

    public List<Reference> References { get; } = [];

    public void Problem(YamlNode at, string what, string help) => Problem(at.Span.Line, at.Span.Column, what, help);

    public void Problem(int line, int column, string what, string help) => Problems.Add(new(file, line, column, what, help));

    public void Refer(YamlNode at, DefinitionKind kind, string name) => References.Add(new(new(kind, name), file, at.Span.Line, at.Span.Column));
}
