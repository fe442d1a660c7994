using System.Collections.Frozen;
using System.Collections.Immutable;

namespace PromotionPortal.Cel.Functions;

/// <summary>Every function there is, by name.</summary>
internal static class Library
{
    public static ImmutableArray<CelFunction> All { get; } =
        [.. StandardFunctions.All, .. StringFunctions.All, .. MathFunctions.All, .. TimeFunctions.All, .. OptionalFunctions.All, .. SemverFunctions.All];

    private static readonly FrozenDictionary<string, ImmutableArray<CelFunction>> s_byName =
        All.GroupBy(function => function.Name).ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray());

    public static ImmutableArray<CelFunction> Named(string name) => s_byName.GetValueOrDefault(name, []);
}
