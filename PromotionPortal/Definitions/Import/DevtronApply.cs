using PromotionPortal.Domain.Definitions;

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
        return draft.Errors.Count == errors ? PolicyBindings.Bind(current, policy, pairs) : current;
    }

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
               where policies.Count == 0 || policies.Contains(PolicyBindings.PolicyOf(current, pair) ?? NoPolicy)
               select pair;
    }
}
