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

    public List<SecretUse> Secrets { get; } = [];

    /// <summary>Places that are spoken of once all files are together.</summary>
    public Dictionary<string, (int Line, int Column)> Marks { get; } = new(StringComparer.Ordinal);

    public void Problem(YamlNode at, string what, string help) => Problem(at.Span.Line, at.Span.Column, what, help);

    public void Problem(int line, int column, string what, string help) => Problems.Add(new(file, line, column, what, help));

    public void Mark(string what, YamlNode at) => Marks.TryAdd(what, (at.Span.Line, at.Span.Column));

    public void UseSecret(YamlNode at, string name) => Secrets.Add(new(name, file, at.Span.Line, at.Span.Column));

    public void Refer(YamlNode at, DefinitionKind kind, string name) => References.Add(new(new(kind, name), file, at.Span.Line, at.Span.Column));
}
