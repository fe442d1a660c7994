using System.Collections.Immutable;
using PromotionPortal.Cel.Binding;

namespace PromotionPortal.Cel;

/// <summary>A name that an expression may use.</summary>
public sealed record CelVariable(string Name, CelType Type, string Description = "", string Example = "");

/// <summary>One way to call a function. The body gets arguments of the parameters' types, the receiver of a method first.</summary>
public sealed record CelFunction(
    string Name,
    bool IsMethod,
    ImmutableArray<CelType> Parameters,
    CelType Result,
    string Description,
    Func<CelValue[], CelMeter, CelValue> Body)
{
    internal Signature Form { get; } = new(Parameters, Result);

    public string Signature => IsMethod
        ? $"{Parameters[0]}.{Name}({string.Join(", ", Parameters.Skip(1))}) → {Result}"
        : $"{Name}({string.Join(", ", Parameters)}) → {Result}";
}

/// <summary>What a source is compiled against.</summary>
public sealed class CelDeclarations(IEnumerable<CelVariable> variables, IEnumerable<CelFunction>? functions = null)
{
    public static CelDeclarations None { get; } = new([]);

    public ImmutableArray<CelVariable> Variables { get; } = [.. variables];

    public ImmutableArray<CelFunction> Functions { get; } = [.. functions ?? []];

    /// <summary>The namespace in which a name is looked up first.</summary>
    public string Container { get; init; } = "";

    /// <summary>False: types and names are looked at only while evaluating.</summary>
    public bool AreChecked { get; init; } = true;

    internal CelVariable? Find(string name)
    {
        foreach (var variable in Variables)
        {
            if (variable.Name == name) return variable;
        }
        return null;
    }

    /// <summary>Under which full names a name may be declared, the innermost namespace first.</summary>
    internal IEnumerable<string> Candidates(string name, bool isAbsolute)
    {
        for (var space = isAbsolute ? "" : Container; space.Length > 0; space = space[..Math.Max(space.LastIndexOf('.'), 0)]) yield return $"{space}.{name}";
        yield return name;
    }
}
