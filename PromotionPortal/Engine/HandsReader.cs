using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Who changed this definition last, as ids of people here: its author, and who accepted his proposal.</summary>
public delegate IReadOnlyList<string> PolicyEditors(DefinitionKey key);

/// <summary>Finds out who had a hand in an image and in the rules that govern it.</summary>
internal static class HandsReader
{
    private const string NobodyNamed = "unknown";

    // Without the two that look useless, EF would look for a null among the names, and make the SQL anew at every call.
    private static readonly Compiled<Func<PortalDb, IReadOnlyCollection<string>, IAsyncEnumerable<PortalUser>>> s_called = new(() => EF.CompileAsyncQuery((PortalDb db, IReadOnlyCollection<string> upper) => db.Users.AsNoTracking()
        .Where(user => (user.NormalizedUserName != null && upper.Contains(user.NormalizedUserName)) || (user.EmailConfirmed && user.NormalizedEmail != null && upper.Contains(user.NormalizedEmail)))));

    public static async Task<ImmutableDictionary<string, Hands>> OfAsync(PortalDb db, PromotionRow row, ImmutableDictionary<string, ImageFacts> images, RuleBook rules, PolicyEditors editors, CancellationToken stop)
    {
        var names = images.Values.SelectMany(image => image.Builds).SelectMany(build => new[] { build.BuiltBy, build.CommitAuthor }).OfType<string>().Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var known = await KnownAsync(db, names, stop);
        return row.Items.ToImmutableDictionary(item => item.Application, item => Of(item.Application, row, images, rules, editors, known), StringComparer.Ordinal);
    }

    private static Hands Of(string application, PromotionRow row, ImmutableDictionary<string, ImageFacts> images, RuleBook rules, PolicyEditors editors, Dictionary<string, string> known)
    {
        var builds = images.TryGetValue(application, out var image) ? image.Builds : [];
        var authors = builds.Select(build => build.CommitAuthor).OfType<string>().Where(author => author.Length > 0).ToList();
        var starters = builds.Select(build => build.BuiltBy).OfType<string>().Where(by => by.Length > 0).ToList();
        return new(row.RequestedById)
        {
            Builders = [.. builds.Select(build => build.Reporter.Id), .. Known(starters, known), .. Known(authors, known)],
            CommitAuthors = [.. Known(authors, known)],
            PolicyEditors = rules.Definitions.Applications.ContainsKey(application) && rules.Definitions.Environments.ContainsKey(row.Environment) ? EditorsOf(rules.For(application, row.Environment), rules.Definitions, editors) : [],
            // Whoever pushes without a report is not better known than whoever reports a stranger.
            Unknown = authors.Count == 0 ? [NobodyNamed] : [.. authors.Where(author => !known.ContainsKey(author)).Distinct(StringComparer.OrdinalIgnoreCase)],
        };
    }

    /// <summary>Who changed last what governs this pair; nobody where the policy does not keep him apart.</summary>
    internal static ImmutableHashSet<string> EditorsOf(PairRules rules, DefinitionsSnapshot definitions, PolicyEditors editors)
    {
        if (!rules.Switches.SeparatePolicyEditor) return [];
        var pair = new PolicyPair(rules.Policy.Application, rules.Policy.Environment);
        var bindings = definitions.PolicyBindings.Values.Where(binding => binding.Pairs.Contains(pair)).Select(binding => new DefinitionKey(DefinitionKind.PolicyBinding, binding.Name));
        var policies = rules.Policy.Origins.Values.Append(rules.Policy.Bound).OfType<string>().Distinct(StringComparer.Ordinal).Select(name => new DefinitionKey(DefinitionKind.Policy, name));
        return [.. bindings.Concat(policies).SelectMany(key => editors(key))];
    }

    private static IEnumerable<string> Known(IEnumerable<string> names, Dictionary<string, string> known) => names.Where(known.ContainsKey).Select(name => known[name]);

    // A user name, or an address that was verified.
    private static async Task<Dictionary<string, string>> KnownAsync(PortalDb db, List<string> names, CancellationToken stop)
    {
        if (names.Count == 0) return [];
        var upper = names.Select(name => name.ToUpperInvariant()).ToList();
        var users = await s_called.For(db)(db, upper).ToListAsync(stop);
        var known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var user in users)
        {
            known[user.UserName!] = user.Id;
            if (user is { EmailConfirmed: true, Email: { Length: > 0 } email }) known[email] = user.Id;
        }
        return known;
    }
}
