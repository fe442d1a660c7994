using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Git;

namespace PromotionPortal.Definitions;

/// <summary>A pair whose policy becomes another one. Null: none, so that there is no direct path.</summary>
public sealed record PolicyMove(PolicyPair Pair, string? Before, string? After)
{
    public override string ToString() => $"{Pair}: {Before ?? "no policy"} → {After ?? "no policy"}";
}

/// <summary>Which pairs are bound to which policy, and how the files of bindings change when that does.</summary>
public static class PolicyBindings
{
    // For "-" and a number at the end of a name that is taken.
    private const int RoomForNumber = 6;

    /// <summary>Null: none.</summary>
    public static string? PolicyOf(DefinitionsSnapshot definitions, PolicyPair pair) => definitions.PolicyBindings.Values.FirstOrDefault(binding => binding.Pairs.Contains(pair))?.Policy;

    /// <summary>These pairs, and of the others none, are bound anew. A null policy removes the binding; one that is left without a pair says nothing any more.</summary>
    public static DefinitionsSnapshot Bind(DefinitionsSnapshot current, string? policy, IReadOnlyCollection<PolicyPair> pairs)
    {
        var home = current.PolicyBindings.Values.FirstOrDefault(binding => binding.Policy == policy && binding.Name == policy)
            ?? current.PolicyBindings.Values.FirstOrDefault(binding => binding.Policy == policy);
        var bound = pairs.ToHashSet();
        var bindings = current.PolicyBindings.Values.Where(binding => binding != home).Select(binding => Without(binding, bound)).Where(binding => !binding.Pairs.IsEmpty).ToList();
        if (policy is not null) bindings.Add(With(home ?? new PolicyBindingDefinition(new(FreeName(current, policy))) { Policy = policy }, pairs));
        return current with { PolicyBindings = bindings.ToImmutableSortedDictionary(binding => binding.Name, binding => binding, StringComparer.Ordinal) };
    }

    /// <summary>The texts of the bindings that differ, and of those that are gone.</summary>
    public static IEnumerable<FileChange> Changes(DefinitionsSnapshot before, DefinitionsSnapshot after, Func<DefinitionKey, string?> textOf)
    {
        foreach (var (name, binding) in after.PolicyBindings)
            if (before.PolicyBindings.GetValueOrDefault(name) is not { } there || !there.Pairs.SequenceEqual(binding.Pairs)) yield return Change(binding, textOf);
        foreach (var name in before.PolicyBindings.Keys.Where(name => !after.PolicyBindings.ContainsKey(name)))
            yield return new(new DefinitionKey(DefinitionKind.PolicyBinding, name).Path, null);
    }

    /// <summary>What that means pair by pair.</summary>
    public static ImmutableArray<PolicyMove> Moves(DefinitionsSnapshot before, DefinitionsSnapshot after)
    {
        var (from, to) = (ByPair(before), ByPair(after));
        return [.. from.Keys.Union(to.Keys)
            .Select(pair => new PolicyMove(pair, from.GetValueOrDefault(pair), to.GetValueOrDefault(pair)))
            .Where(move => move.Before != move.After)
            .OrderBy(move => move.Pair.Application, StringComparer.Ordinal).ThenBy(move => move.Pair.Environment, StringComparer.Ordinal)];
    }

    private static Dictionary<PolicyPair, string> ByPair(DefinitionsSnapshot definitions) =>
        definitions.PolicyBindings.Values.SelectMany(binding => binding.Pairs.Select(pair => (pair, binding.Policy))).DistinctBy(bound => bound.pair).ToDictionary(bound => bound.pair, bound => bound.Policy);

    private static FileChange Change(PolicyBindingDefinition binding, Func<DefinitionKey, string?> textOf)
    {
        var key = new DefinitionKey(DefinitionKind.PolicyBinding, binding.Name);
        return new(key.Path, textOf(key) is { } before ? DefinitionText.Edit(before, binding) : DefinitionText.Write(binding));
    }

    private static PolicyBindingDefinition Without(PolicyBindingDefinition binding, HashSet<PolicyPair> pairs) =>
        binding.Pairs.Any(pairs.Contains) ? binding with { Pairs = [.. binding.Pairs.Where(pair => !pairs.Contains(pair))] } : binding;

    private static PolicyBindingDefinition With(PolicyBindingDefinition binding, IReadOnlyCollection<PolicyPair> pairs) =>
        binding with { Pairs = [.. binding.Pairs.Concat(pairs).Distinct()] };

    private static string FreeName(DefinitionsSnapshot current, string policy) =>
        Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? policy : $"{policy[..Math.Min(policy.Length, Metadata.LongestName - RoomForNumber)]}-{number}").First(name => !current.PolicyBindings.ContainsKey(name));
}
