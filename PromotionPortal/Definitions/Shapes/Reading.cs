using PromotionPortal.Domain.Definitions;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions.Shapes;

/// <summary>Another definition that a file names, and where it does.</summary>
internal sealed record Reference(DefinitionKey Target, string File, int Line, int Column);

/// <summary>What is found out beside the value while one file is read.</summary>
internal sealed class Reading(string file, string text = "")
{
    /// <summary>False: only the form of the file is read, so that a text with a mistake in an expression can still be edited in place.</summary>
    public bool JudgesExpressions { get; init; } = true;

    /// <summary>False: each field is read by itself, and not whether they go together, such as the nodes of a flow.</summary>
    public bool JudgesWhole { get; init; } = true;

    public List<DefinitionProblem> Problems { get; } = [];

    public List<Reference> References { get; } = [];

    public List<SecretUse> Secrets { get; } = [];

    public List<GroupUse> Groups { get; } = [];

    /// <summary>Places that are spoken of once all files are together.</summary>
    public Dictionary<string, (int Line, int Column)> Marks { get; } = new(StringComparer.Ordinal);

    public void Problem(YamlNode at, string what, string help) => Problem(at.Span.Line, at.Span.Column, what, help);

    public void Problem(int line, int column, string what, string help) => Problems.Add(new(file, line, column, what, help));

    /// <summary>A problem at a character of a scalar's value.</summary>
    public void Problem(YamlScalar scalar, int offset, string what, string help)
    {
        if (YamlPlaces.Of(text, scalar, offset) is var (line, column)) Problem(line, column, what, help);
        else Problem(scalar, $"Character {offset + 1} of this text: {what}", help);
    }

    public void Mark(string what, YamlNode at) => Marks.TryAdd(what, (at.Span.Line, at.Span.Column));

    public void UseSecret(YamlNode at, string name) => Secrets.Add(new(name, file, at.Span.Line, at.Span.Column));

    public void UseGroup(YamlNode at, string name) => Groups.Add(new(name, file, at.Span.Line, at.Span.Column));

    public void Refer(YamlNode at, DefinitionKind kind, string name) => References.Add(new(new(kind, name), file, at.Span.Line, at.Span.Column));
}
