using System.Collections.Immutable;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Engine;

/// <summary>Where which policy is applied, as far as somebody may see it.</summary>
public static class AppliedPolicies
{
    /// <summary>Every pair with its policy, null for none: by application, and within it in the order of the board.</summary>
    public static IEnumerable<(PolicyPair Pair, string? Policy)> Pairs(Actor actor, DefinitionsSnapshot definitions)
    {
        var bound = definitions.PolicyBindings.Values.SelectMany(binding => binding.Pairs.Select(pair => (Pair: pair, binding.Policy))).DistinctBy(one => one.Pair).ToDictionary(one => one.Pair, one => one.Policy);
        var environments = definitions.InOrder.Select(environment => environment.Name).ToList();
        return from application in definitions.Applications.Keys
               from environment in environments
               let pair = new PolicyPair(application, environment)
               where Visible.Pair(actor, definitions, pair)
               select (pair, bound.GetValueOrDefault(pair));
    }

    public static ImmutableArray<PolicyPair> Of(Actor actor, DefinitionsSnapshot definitions, string policy) =>
        [.. definitions.PolicyBindings.Values.Where(binding => binding.Policy == policy).SelectMany(binding => binding.Pairs).Where(pair => Visible.Pair(actor, definitions, pair))];
}
