using System.Collections.Frozen;
using System.Collections.Immutable;

namespace PromotionPortal.Cel.Functions;

/// <summary>Every function there is, by name.</summary>
internal static class Library
{
    public static ImmutableArray<CelFunction> All { get; } =
        [.. StandardFunctions.All, .. StringFunctions.All, .. MathFunctions.All, .. TimeFunctions.All, .. OptionalFunctions.All, .. SemverFunctions.All];

    private static readonly FrozenDictionary<string, ImmutableArray<CelFunction>> s_functions = ByName(isMethod: false);
    private static readonly FrozenDictionary<string, ImmutableArray<CelFunction>> s_methods = ByName(isMethod: true);

    public static ImmutableArray<CelFunction> Named(string name, bool isMethod) => (isMethod ? s_methods : s_functions).GetValueOrDefault(name, []);

    private static FrozenDictionary<string, ImmutableArray<CelFunction>> ByName(bool isMethod) =>
        All.Where(function => function.IsMethod == isMethod).GroupBy(function => function.Name).ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray());
}
