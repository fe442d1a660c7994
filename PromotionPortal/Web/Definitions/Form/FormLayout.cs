using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Web.Definitions.Form;

/// <summary>Fields under one heading.</summary>
public sealed record FormSection(string Title, ImmutableArray<FormField> Fields);

/// <summary>One of several ways to fill a group in: the keys that belong to it, and the value its first key begins with.</summary>
public sealed record FormWay(string Title, string Seed, params ImmutableArray<string> Keys);

/// <summary>How the form of each kind is laid out.</summary>
public static class FormLayout
{
    private static readonly Dictionary<DefinitionKind, (string Title, string[] Keys)[]> s_sections = new()
    {
        [DefinitionKind.Registry] = [("Where it is", ["url", "embedded", "credentials"]), ("Limits", ["bytesPerSecond"])],
        [DefinitionKind.GitRepository] = [("Where it is", ["url", "branch", "credentials"])],
        [DefinitionKind.Environment] = [("On the board", ["class", "position", "production"]), ("Images", ["images", "immutableTags"])],
        [DefinitionKind.Application] = [("What is built", ["image", "product"])],
        [DefinitionKind.Product] = [("Releases", ["flows", "concurrency"])],
        [DefinitionKind.Policy] = [("Conditions", ["pass", "fail", "requireSignatures"]), ("Approvals", ["approvals", "requireReason"]), ("One person, two roles", ["allow", "separation"]), ("Where it applies", ["selector", "priority"])],
        [DefinitionKind.PolicyBinding] = [("What it opens", ["policy", "pairs"])],
        [DefinitionKind.Flow] = [("Start", ["start", "triggers", "limit"]), ("Steps", ["nodes"])],
    };

    // By the group that has to choose.
    private static readonly Dictionary<string, ImmutableArray<FormWay>> s_ways = new(StringComparer.Ordinal)
    {
        ["Registry spec"] = [new("At an address", "https://", "url", "credentials"), new("Carried by the portal", "true", "embedded")],
        ["Flow spec/start"] = [new("Images from CI", "true", "images"), new("A change in an environment", "", "environment")],
        ["Flow spec/nodes[]"] = [new("Stage", "", "stage"), new("Soak", "{ for: 24h }", "soak"), new("Judgement", "{ judges: { count: 1 } }", "judgement")],
        ["Flow spec/nodes[]/soak/probes[]"] = [new("Prometheus", "", "prometheus", "atMost", "atLeast"), new("Address", "https://", "http", "status")],
    };

    private static readonly ImmutableDictionary<DefinitionKind, ImmutableArray<FormSection>> s_plans = Enum.GetValues<DefinitionKind>().ToImmutableDictionary(kind => kind, Plan);

    public static ImmutableArray<FormSection> Of(DefinitionKind kind) => s_plans[kind];

    /// <summary>The ways to fill this group in; none where all its fields stand side by side.</summary>
    public static ImmutableArray<FormWay> WaysOf(DefinitionKind kind, string pattern) => s_ways.GetValueOrDefault($"{kind} {pattern}", []);

    private static ImmutableArray<FormSection> Plan(DefinitionKind kind)
    {
        var spec = FormField.Of(kind, "spec");
        var about = FormField.Of(kind, "metadata").Where(field => field.Name != "name");
        return [new("About", [.. about]), .. s_sections[kind].Select(section => new FormSection(section.Title, [.. section.Keys.Select(key => spec.First(field => field.Name == key))]))];
    }
}
