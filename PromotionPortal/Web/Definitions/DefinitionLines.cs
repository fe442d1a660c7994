using System.Globalization;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Web.Definitions;

/// <summary>An object as a row of a list: what of it is in force (null: nothing), and how many problems its file has.</summary>
public sealed record DefinitionLine(DefinitionKey Key, Definition? Live, int Problems)
{
    public string Caption => Live?.Metadata.Caption ?? Key.Name;

    public bool Fits(string? words) => string.IsNullOrWhiteSpace(words)
        || Key.Name.Contains(words.Trim(), StringComparison.OrdinalIgnoreCase) || Caption.Contains(words.Trim(), StringComparison.OrdinalIgnoreCase);
}

/// <summary>The rows of one kind, and what matters of it.</summary>
public static class DefinitionLines
{
    public static IReadOnlyList<DefinitionLine> Of(DefinitionsSnapshot snapshot, IReadOnlyList<DefinitionProblem> open, DefinitionKind kind, Func<DefinitionKey, bool> maySee)
    {
        var problems = open.GroupBy(problem => problem.File, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var neverSound = problems.Keys.Select(DefinitionKey.OfPath).OfType<DefinitionKey>().Where(key => key.Kind == kind && snapshot.Find(key) is null);
        return [.. snapshot.Of(kind).Select(live => new DefinitionKey(kind, live.Name)).Concat(neverSound).Where(maySee)
            .Select(key => new DefinitionLine(key, snapshot.Find(key), problems.GetValueOrDefault(key.Path)))
            .OrderBy(line => (line.Live as EnvironmentDefinition)?.Position ?? 0).ThenBy(line => line.Key.Name, StringComparer.Ordinal)];
    }

    /// <summary>What the columns of a kind are called.</summary>
    public static IReadOnlyList<string> Heads(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Environment => ["Class", "Position", "Images"],
        DefinitionKind.Application => ["Product", "Image"],
        DefinitionKind.Product => ["Flows", "Applications"],
        DefinitionKind.Policy => ["Approvals", "Priority", "Applies to"],
        DefinitionKind.PolicyBinding => ["Policy", "Pairs"],
        DefinitionKind.Flow => ["Starts with", "Nodes"],
        DefinitionKind.Registry => ["Where", "Credentials"],
        _ => ["URL", "Branch"],
    };

    /// <summary>The values of these columns; empty where nothing is said.</summary>
    public static IReadOnlyList<string> Facts(DefinitionsSnapshot snapshot, DefinitionLine line) => line.Live switch
    {
        EnvironmentDefinition environment => [environment.Class ?? "", Number(environment.Position), environment.Images?.ToString() ?? "stay where they are"],
        ApplicationDefinition application => [application.Product ?? "", application.Image.ToString()],
        ProductDefinition product => [string.Join(", ", product.Flows.Select(flow => flow.Flow)), Number(snapshot.Applications.Values.Count(application => application.Product == product.Name))],
        PolicyDefinition policy => [Approvals(policy.Fields), Number(policy.Priority), AppliesTo(snapshot, policy)],
        PolicyBindingDefinition binding => [binding.Policy, Pairs(binding.Pairs.Length)],
        FlowDefinition flow => [flow.Start.Environment ?? "pushed images", Number(flow.Nodes.Length)],
        RegistryDefinition registry => [registry.Url?.ToString() ?? "in the portal", registry.Credentials ?? ""],
        GitRepositoryDefinition repository => [repository.Url, repository.Branch],
        _ => [.. Heads(line.Key.Kind).Select(_ => "")],
    };

    private static string Approvals(PolicyFields fields) =>
        string.Join(", ", new[] { fields.ApprovalCount is { } count ? Number(count) : "" }.Concat(fields.ApprovalGroups?.Select(group => $"{group.Count} of {group.Group}") ?? []).Where(part => part.Length > 0));

    private static string AppliesTo(DefinitionsSnapshot snapshot, PolicyDefinition policy)
    {
        var bound = snapshot.PolicyBindings.Values.Where(binding => binding.Policy == policy.Name).Sum(binding => binding.Pairs.Length);
        string[] parts =
        [
            policy.Selector?.Products is { } products ? Named("products", products.Names, [], products.Labels) : "",
            policy.Selector?.Environments is { } environments ? Named("environments", environments.Names, environments.Classes, environments.Labels) : "",
            bound > 0 ? Pairs(bound) : "",
        ];
        return parts.Any(part => part.Length > 0) ? string.Join("; ", parts.Where(part => part.Length > 0)) : policy.Selector is null ? "nowhere yet" : "everywhere";
    }

    private static string Named(string what, IEnumerable<string> names, IEnumerable<string> classes, IEnumerable<KeyValuePair<string, string>> labels)
    {
        var parts = names.Concat(classes.Select(word => $"class {word}")).Concat(labels.Select(label => $"{label.Key}={label.Value}")).ToList();
        return parts.Count == 0 ? $"all {what}" : $"{what} {string.Join(", ", parts)}";
    }

    private static string Pairs(int count) => count == 1 ? "1 pair" : $"{Number(count)} pairs";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
