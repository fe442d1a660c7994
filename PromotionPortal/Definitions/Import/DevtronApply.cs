using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Git;

namespace PromotionPortal.Definitions.Import;

/// <summary>Applies a policy to pairs of application and environment, as the kind artifactPromotionPolicy says. Applying replaces the policy that a pair has.</summary>
internal static class DevtronApply
{
    public const string Kind = "artifactPromotionPolicy";

    private const string NoPolicy = "NA";

    /// <summary>The definitions after it was applied to those given; as they were, where something is wrong.</summary>
    public static DefinitionsSnapshot Read(ForeignObject foreign, DefinitionsSnapshot current, ImportDraft draft)
    {
        var errors = draft.Errors.Count;
        if (foreign.Text("kind") != Kind) draft.Errors.Add(foreign.At("kind", "This is no policy to apply.", $"Write kind: {Kind}."));
        var payload = foreign.Without("apiVersion").Object("spec").Object("payload");
        var policy = Policy(payload, current, draft);
        var pairs = Pairs(payload, current, draft).Concat(Filtered(payload, current, draft)).Distinct().ToList();
        if (pairs.Count == 0 && draft.Errors.Count == errors) draft.Errors.Add(payload.At(null, "No application and environment is named.", "List them under applicationEnvironments."));
        draft.NotCarried.AddRange(foreign.Rest().Concat(foreign.Object("spec").Without("payload").Rest()).Concat(payload.Rest()));
        return draft.Errors.Count == errors ? Applied(current, policy, pairs) : current;
    }

    /// <summary>The texts of the bindings that differ, and of those that are gone.</summary>
    public static IEnumerable<FileChange> Changes(DefinitionsSnapshot before, DefinitionsSnapshot after, Func<DefinitionKey, string?> textOf)
    {
        foreach (var (name, binding) in after.PolicyBindings)
            if (before.PolicyBindings.GetValueOrDefault(name) is not { } there || !there.Pairs.SequenceEqual(binding.Pairs)) yield return Change(binding, textOf);
        foreach (var name in before.PolicyBindings.Keys.Where(name => !after.PolicyBindings.ContainsKey(name)))
            yield return new(new DefinitionKey(DefinitionKind.PolicyBinding, name).Path, null);
    }

    // These pairs, and of the others none, are bound anew. A null policy removes the binding; one that is left without a pair says nothing any more.
    private static DefinitionsSnapshot Applied(DefinitionsSnapshot current, string? policy, IReadOnlyCollection<PolicyPair> pairs)
    {
        var home = current.PolicyBindings.Values.FirstOrDefault(binding => binding.Policy == policy && binding.Name == policy)
            ?? current.PolicyBindings.Values.FirstOrDefault(binding => binding.Policy == policy);
        var bindings = current.PolicyBindings.Values.Where(binding => binding != home).Select(binding => Without(binding, pairs)).Where(binding => !binding.Pairs.IsEmpty).ToList();
        if (policy is not null) bindings.Add(With(home ?? new PolicyBindingDefinition(new(FreeName(current, policy))) { Policy = policy }, pairs));
        return current with { PolicyBindings = bindings.ToImmutableSortedDictionary(binding => binding.Name, binding => binding, StringComparer.Ordinal) };
    }

    private static FileChange Change(PolicyBindingDefinition binding, Func<DefinitionKey, string?> textOf)
    {
        var key = new DefinitionKey(DefinitionKind.PolicyBinding, binding.Name);
        return new(key.Path, textOf(key) is { } before ? DefinitionText.Edit(before, binding) : DefinitionText.Write(binding));
    }

    private static PolicyBindingDefinition Without(PolicyBindingDefinition binding, IReadOnlyCollection<PolicyPair> pairs) =>
        binding with { Pairs = [.. binding.Pairs.Where(pair => !pairs.Contains(pair))] };

    private static PolicyBindingDefinition With(PolicyBindingDefinition binding, IReadOnlyCollection<PolicyPair> pairs) =>
        binding with { Pairs = [.. binding.Pairs.Concat(pairs).Distinct()] };

    private static string FreeName(DefinitionsSnapshot current, string policy) =>
        Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? policy : $"{policy[..Math.Min(policy.Length, Metadata.LongestName - 6)]}-{number}").First(name => !current.PolicyBindings.ContainsKey(name));

    private static string? Policy(ForeignObject payload, DefinitionsSnapshot current, ImportDraft draft)
    {
        var key = payload.Has("applyToPolicyNames") ? "applyToPolicyNames" : "applyToPolicyName";
        var isThere = payload.Has(key);
        var names = payload.Texts(key);
        if (!isThere) draft.Errors.Add(payload.At(null, "No policy is named.", "Write applyToPolicyNames with one name; an empty name removes the binding."));
        if (names.Count > 1) draft.Errors.Add(payload.At(key, "One policy governs a pair, but several are named.", "Name one."));
        if (payload.Has("applyToPolicyNames") && payload.Has("applyToPolicyName")) draft.Errors.Add(payload.At("applyToPolicyName", "The policy is named twice.", "Keep one of the two spellings."));
        var name = names is [{ Length: > 0 } first, ..] ? first : null;
        if (name is not null && !current.Policies.ContainsKey(name)) draft.Errors.Add(payload.At(key, $"There is no policy '{name}'.", "Create it first."));
        return name;
    }

    private static List<PolicyPair> Pairs(ForeignObject payload, DefinitionsSnapshot current, ImportDraft draft)
    {
        var pairs = new List<PolicyPair>();
        foreach (var item in payload.Objects("applicationEnvironments"))
        {
            var (application, environment) = (item.Text("appName") ?? "", item.Text("envName") ?? "");
            if (!current.Applications.ContainsKey(application)) draft.Errors.Add(item.At("appName", $"There is no application '{application}'."));
            if (!current.Environments.ContainsKey(environment)) draft.Errors.Add(item.At("envName", $"There is no environment '{environment}'."));
            draft.Errors.AddRange(item.Rest());
            pairs.Add(new(application, environment));
        }
        return pairs;
    }

    // Everything that matches; a list that is empty matches all.
    private static IEnumerable<PolicyPair> Filtered(ForeignObject payload, DefinitionsSnapshot current, ImportDraft draft)
    {
        if (!payload.Has("appEnvPolicyListFilter")) return [];
        var filter = payload.Object("appEnvPolicyListFilter");
        var (applications, environments, policies) = (filter.Texts("appNames"), filter.Texts("envNames"), filter.Texts("policyNames"));
        draft.Errors.AddRange(filter.Rest());
        draft.Errors.AddRange(applications.Where(name => !current.Applications.ContainsKey(name)).Select(name => filter.At("appNames", $"There is no application '{name}'.")));
        draft.Errors.AddRange(environments.Where(name => !current.Environments.ContainsKey(name)).Select(name => filter.At("envNames", $"There is no environment '{name}'.")));
        draft.Errors.AddRange(policies.Where(name => name != NoPolicy && !current.Policies.ContainsKey(name)).Select(name => filter.At("policyNames", $"There is no policy '{name}'.")));
        return from application in current.Applications.Keys
               where applications.Count == 0 || applications.Contains(application)
               from environment in current.Environments.Keys
               where environments.Count == 0 || environments.Contains(environment)
               let pair = new PolicyPair(application, environment)
               where policies.Count == 0 || policies.Contains(BoundTo(current, pair) ?? NoPolicy)
               select pair;
    }

    private static string? BoundTo(DefinitionsSnapshot current, PolicyPair pair) => current.PolicyBindings.Values.FirstOrDefault(binding => binding.Pairs.Contains(pair))?.Policy;
}
