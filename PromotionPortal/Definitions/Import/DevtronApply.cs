using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Git;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions.Import;

/// <summary>Applies a policy to pairs of application and environment, as the kind artifactPromotionPolicy says. Applying replaces the policy that a pair has.</summary>
public static class DevtronApply
{
    private const string Kind = "artifactPromotionPolicy";
    private const string NoPolicy = "NA";

    /// <summary>Nothing is applied half: with an error there are no changes. The texts are those of the bindings as they are now.</summary>
    public static Imported Read(ForeignFile file, DefinitionsSnapshot current, Func<DefinitionKey, string?> textOf)
    {
        var draft = new ImportDraft(current);
        var document = YamlReader.Read(file.Text);
        draft.Errors.AddRange(document.Problems.Select(problem => new DefinitionProblem(file.Path, problem.Line, problem.Column, problem.What, problem.Help)));
        if (draft.Errors.Count > 0 || document.Root is not YamlMapping root) return draft.Done();
        var foreign = new ForeignObject(file.Path, root).Without("apiVersion");
        if (foreign.Text("kind") != Kind) draft.Errors.Add(foreign.At("kind", "This is no policy to apply.", $"Write kind: {Kind}."));
        var payload = foreign.Object("spec").Object("payload");
        var policy = Policy(payload, draft);
        var pairs = Pairs(payload, draft).Concat(Filtered(payload, draft)).Distinct().ToList();
        if (pairs.Count == 0 && draft.Errors.Count == 0) draft.Errors.Add(payload.At(null, "No application and environment is named.", "List them under applicationEnvironments."));
        draft.NotCarried.AddRange(payload.Rest());
        var done = draft.Done();
        return done.Errors.IsEmpty ? done with { Changes = Apply(current, policy, pairs, textOf) } : done;
    }

    /// <summary>The bindings as they have to be so that these pairs, and of the others none, are bound anew. A null policy removes the binding.</summary>
    public static ImmutableArray<FileChange> Apply(DefinitionsSnapshot current, string? policy, IReadOnlyCollection<PolicyPair> pairs, Func<DefinitionKey, string?> textOf)
    {
        var home = current.PolicyBindings.Values.FirstOrDefault(binding => binding.Policy == policy && binding.Name == policy)
            ?? current.PolicyBindings.Values.FirstOrDefault(binding => binding.Policy == policy);
        var changed = current.PolicyBindings.Values.Where(binding => binding != home).Select(binding => (Before: (PolicyBindingDefinition?)binding, After: Without(binding, pairs))).ToList();
        if (policy is not null) changed.Add((home, With(home ?? new PolicyBindingDefinition(new(FreeName(current, policy))) { Policy = policy }, pairs)));
        return [.. changed.Where(change => change.Before is null || !change.Before.Pairs.SequenceEqual(change.After.Pairs)).Select(change => Change(change.After, textOf))];
    }

    // A binding that is left without a pair says nothing any more.
    private static FileChange Change(PolicyBindingDefinition binding, Func<DefinitionKey, string?> textOf)
    {
        var key = new DefinitionKey(DefinitionKind.PolicyBinding, binding.Name);
        var text = binding.Pairs.IsEmpty ? null : textOf(key) is { } before ? DefinitionText.Edit(before, binding) : DefinitionText.Write(binding);
        return new(key.Path, text);
    }

    private static PolicyBindingDefinition Without(PolicyBindingDefinition binding, IReadOnlyCollection<PolicyPair> pairs) =>
        binding with { Pairs = [.. binding.Pairs.Where(pair => !pairs.Contains(pair))] };

    private static PolicyBindingDefinition With(PolicyBindingDefinition binding, IReadOnlyCollection<PolicyPair> pairs) =>
        binding with { Pairs = [.. binding.Pairs.Concat(pairs).Distinct()] };

    private static string FreeName(DefinitionsSnapshot current, string policy) =>
        Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? policy : $"{policy[..Math.Min(policy.Length, Metadata.LongestName - 6)]}-{number}").First(name => !current.PolicyBindings.ContainsKey(name));

    private static string? Policy(ForeignObject payload, ImportDraft draft)
    {
        var key = payload.Has("applyToPolicyNames") ? "applyToPolicyNames" : "applyToPolicyName";
        var isThere = payload.Has(key);
        var names = payload.Texts(key);
        if (!isThere) draft.Errors.Add(payload.At(null, "No policy is named.", "Write applyToPolicyNames with one name; an empty name removes the binding."));
        if (names.Count > 1) draft.Errors.Add(payload.At(key, "One policy governs a pair, but several are named.", "Name one."));
        if (payload.Has("applyToPolicyNames") && payload.Has("applyToPolicyName")) draft.Errors.Add(payload.At("applyToPolicyName", "The policy is named twice.", "Keep one of the two spellings."));
        var name = names is [{ Length: > 0 } first, ..] ? first : null;
        if (name is not null && !draft.Current.Policies.ContainsKey(name)) draft.Errors.Add(payload.At(key, $"There is no policy '{name}'.", "Create it first."));
        return name;
    }

    private static List<PolicyPair> Pairs(ForeignObject payload, ImportDraft draft)
    {
        var pairs = new List<PolicyPair>();
        foreach (var item in payload.Objects("applicationEnvironments"))
        {
            var (application, environment) = (item.Text("appName") ?? "", item.Text("envName") ?? "");
            if (!draft.Current.Applications.ContainsKey(application)) draft.Errors.Add(item.At("appName", $"There is no application '{application}'."));
            if (!draft.Current.Environments.ContainsKey(environment)) draft.Errors.Add(item.At("envName", $"There is no environment '{environment}'."));
            draft.Errors.AddRange(item.Rest());
            pairs.Add(new(application, environment));
        }
        return pairs;
    }

    // Everything that matches; a list that is empty matches all.
    private static IEnumerable<PolicyPair> Filtered(ForeignObject payload, ImportDraft draft)
    {
        if (!payload.Has("appEnvPolicyListFilter")) return [];
        var filter = payload.Object("appEnvPolicyListFilter");
        var (applications, environments, policies) = (filter.Texts("appNames"), filter.Texts("envNames"), filter.Texts("policyNames"));
        draft.Errors.AddRange(filter.Rest());
        draft.Errors.AddRange(applications.Where(name => !draft.Current.Applications.ContainsKey(name)).Select(name => filter.At("appNames", $"There is no application '{name}'.")));
        draft.Errors.AddRange(environments.Where(name => !draft.Current.Environments.ContainsKey(name)).Select(name => filter.At("envNames", $"There is no environment '{name}'.")));
        draft.Errors.AddRange(policies.Where(name => name != NoPolicy && !draft.Current.Policies.ContainsKey(name)).Select(name => filter.At("policyNames", $"There is no policy '{name}'.")));
        return from application in draft.Current.Applications.Keys
               where applications.Count == 0 || applications.Contains(application)
               from environment in draft.Current.Environments.Keys
               where environments.Count == 0 || environments.Contains(environment)
               let pair = new PolicyPair(application, environment)
               where policies.Count == 0 || policies.Contains(BoundTo(draft.Current, pair) ?? NoPolicy)
               select pair;
    }

    private static string? BoundTo(DefinitionsSnapshot current, PolicyPair pair) => current.PolicyBindings.Values.FirstOrDefault(binding => binding.Pairs.Contains(pair))?.Policy;
}
