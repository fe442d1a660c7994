using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Domain.Approvals;

/// <summary>
/// What an approval was given to, as one hash and as the lines behind it: image, place, the policy's fields, the environment and the
/// application as far as they decide anything. Titles, colours and positions are not in it: moving a box voids nothing.
/// </summary>
public sealed record GoverningText(ImmutableArray<string> Lines)
{
    public static GoverningText None { get; } = new(ImmutableArray<string>.Empty);

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Lines))));

    public static GoverningText Of(IEnumerable<GovernedImage> images) => new([.. images.OrderBy(image => image.Application.Name, StringComparer.Ordinal).SelectMany(LinesOf)]);

    /// <summary>What changed since, for whoever approved before: "prod: approvals.count 1 → 2".</summary>
    public ImmutableArray<string> Since(GoverningText before)
    {
        var (old, now) = (before.ByName(), ByName());
        return [.. old.Keys.Union(now.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(name => old.GetValueOrDefault(name) != now.GetValueOrDefault(name))
            .Select(name => $"{name} {old.GetValueOrDefault(name) ?? "none"} → {now.GetValueOrDefault(name) ?? "none"}")];
    }

    private Dictionary<string, string> ByName() => Lines.Select(line => line.Split(" = ", 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    private static IEnumerable<string> LinesOf(GovernedImage image)
    {
        var (application, environment, policy) = (image.Application, image.Environment, image.Policy);
        var name = application.Name;
        (string Name, string? Value)[] facts =
        [
            ("image", image.Digest),
            ("from", image.Source.ToString()),
            ("to", image.Target.ToString()),
            ("product", application.Product),
            ("built at", application.Image.ToString()),
            ("labels", Pairs(application.Metadata.Labels)),
            ("environment", environment.Name),
            ("environment.class", environment.Class),
            ("environment.production", environment.Production ? "yes" : "no"),
            ("environment.immutableTags", environment.ImmutableTags ? "yes" : "no"),
            ("environment.labels", Pairs(environment.Metadata.Labels)),
            ("policy", policy.Bound),
            .. PolicyLines(policy),
        ];
        return facts.Where(fact => fact.Value is not null).Select(fact => $"{name}: {fact.Name} = {OneLine(fact.Value!)}");
    }

    private static IEnumerable<(string Name, string? Value)> PolicyLines(GoverningPolicy policy) =>
    [
        ("pass", policy.Pass),
        ("fail", policy.Fail),
        ("approvals.count", policy.ApprovalCount.ToString(CultureInfo.InvariantCulture)),
        ("approvals.groups", string.Join(", ", policy.ApprovalGroups.Select(group => $"{group.Count} of {group.Group}"))),
        ("approvals.expireAfter", policy.ApprovalsExpireAfter.ToString("c", CultureInfo.InvariantCulture)),
        ("allow.requesterApproves", YesNo(policy.RequesterApproves)),
        ("allow.builderApproves", YesNo(policy.BuilderApproves)),
        ("allow.approverDeploys", YesNo(policy.ApproverDeploys)),
        ("separation.commitAuthor", YesNo(policy.SeparateCommitAuthor)),
        ("separation.policyEditor", YesNo(policy.SeparatePolicyEditor)),
        ("separation.unknownAuthorBlocks", YesNo(policy.UnknownAuthorBlocks)),
        ("requireReason", YesNo(policy.RequireReason)),
        ("requireSignatures", string.Join(", ", policy.RequireSignatures)),
    ];

    private static string Pairs(ImmutableSortedDictionary<string, string> labels) => string.Join(", ", labels.Select(label => $"{label.Key}: {label.Value}"));

    private static string YesNo(bool value) => value ? "yes" : "no";

    // Each fact is one line, so that no value can pass for another fact.
    private static string OneLine(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
}

/// <summary>One image of a promotion with all that governs it.</summary>
public sealed record GovernedImage(string Digest, ImagePlace Source, ImagePlace Target, ApplicationDefinition Application, EnvironmentDefinition Environment, GoverningPolicy Policy);
