using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Engine;

namespace PromotionPortal.Cli;

/// <summary>Deciding which of many images may go to which of twenty environments, on one core, once their facts are read.</summary>
internal static class EligibilityBench
{
    private const string Application = "checkout";
    private const int Environments = 20;
    private const int GoalMilliseconds = 100;
    private const double LinearGoal = 1.5;
    private const int Rounds = 7;
    private const int Measured = 1_000;

    private static readonly int[] s_counts = [500, Measured, 2_000];
    private static readonly string[] s_checks = ["unit", "integration"];
    private static readonly DateTimeOffset s_now = new(2026, 5, 6, 10, 0, 0, TimeSpan.Zero);

    // Each governs four of the environments; of the images about half pass.
    private static readonly (string Pass, string Fail)[] s_conditions =
    [
        (@"containerImageTag.matches('^v?[0-9]+\\.[0-9]+\\.[0-9]+$')", "'blocked' in imageLabels"),
        ("checks['unit'].passed && checks['integration'].passed", "containerImageTag.endsWith('-dev')"),
        ("signedBy.exists(key, key == 'release-key') && 'linux/arm64' in platforms", "size > 500 * 1024 * 1024"),
        ("gitCommitDetails['https://git.example.com/shop.git'].branch == 'main'", "gitCommitDetails['https://git.example.com/shop.git'].commitMessage.contains('WIP')"),
        ("now - builtAt < duration('720h') && 'test' in environments", "appLabels['team'] != 'shop' || builtBy == ''"),
    ];

    public static IReadOnlyList<BenchRow> Run(bool quick)
    {
        var sight = Sight();
        var rounds = quick ? 1 : Rounds;
        _ = Milliseconds(sight, Images(Measured), rounds); // warms up
        List<BenchRow> rows = [];
        foreach (var count in s_counts)
        {
            var time = Milliseconds(sight, Images(count), rounds);
            var each = time / count;
            rows.Add(new("promotions", string.Create(CultureInfo.InvariantCulture, $"judge {count} images x {Environments} environments"), "ms", time, GoalMilliseconds, time / GoalMilliseconds,
                count == Measured ? $"<= {GoalMilliseconds}" : "linear", count == Measured ? time <= GoalMilliseconds : rows.Count == 0 || each <= rows[0].Ours / s_counts[0] * LinearGoal));
        }
        return rows;
    }

    // The quickest round counts: whatever made another one slower was other work on the machine.
    private static double Milliseconds(EligibilityReader.MatrixSight sight, List<ImageFacts> images, int rounds)
    {
        var best = double.MaxValue;
        for (var round = 0; round < rounds; round++)
        {
            var (watch, closed) = (Stopwatch.StartNew(), 0);
            foreach (var image in images) closed += sight.Judge(image, image.Tags[^1], [], ImmutableDictionary<string, long>.Empty).Count(cell => cell.Closed is not null);
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
            if (closed == 0 || closed == images.Count * Environments) throw new InvalidOperationException("The bench's images are all alike.");
        }
        return best;
    }

    private static EligibilityReader.MatrixSight Sight()
    {
        var definitions = Definitions();
        return new(Application, [.. definitions.Environments.Keys], new RuleBook(definitions), _ => AccessVerdict.Yes, s_now);
    }

    private static DefinitionsSnapshot Definitions()
    {
        string[] names = [.. Enumerable.Range(1, Environments).Select(at => $"env-{at:00}")];
        return new("bench")
        {
            Applications = ImmutableSortedDictionary<string, ApplicationDefinition>.Empty
                .Add(Application, new(new Metadata(Application) { Labels = ImmutableSortedDictionary<string, string>.Empty.Add("team", "shop") }) { Image = new("builds", "shop/checkout") }),
            Environments = names.ToImmutableSortedDictionary(name => name, name => new EnvironmentDefinition(new Metadata(name)) { Images = new("main", name + "/{application}") }),
            Policies = s_conditions.Select((conditions, at) => (Name: $"policy-{at}", Conditions: conditions)).ToImmutableSortedDictionary(policy => policy.Name,
                policy => new PolicyDefinition(new Metadata(policy.Name)) { Fields = new() { Pass = policy.Conditions.Pass, Fail = policy.Conditions.Fail, ApprovalCount = 1 } }),
            PolicyBindings = Enumerable.Range(0, s_conditions.Length).ToImmutableSortedDictionary(at => $"binding-{at}",
                at => new PolicyBindingDefinition(new Metadata($"binding-{at}")) { Policy = $"policy-{at}", Pairs = [.. names.Where((_, place) => place % s_conditions.Length == at).Select(name => new PolicyPair(Application, name))] }),
        };
    }

    private static List<ImageFacts> Images(int count) => [.. Enumerable.Range(0, count).Select(Image)];

    private static ImageFacts Image(int at)
    {
        var ci = new Reporter("ci", "CI");
        var digest = Digest.Parse("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(at.ToString(CultureInfo.InvariantCulture)))));
        return new(Application, digest)
        {
            Tags = [at % 3 == 0 ? $"2.{at}.0-dev" : $"2.{at}.0"],
            Size = 48_000_000,
            Platforms = ["linux/amd64", "linux/arm64"],
            Labels = at % 7 == 0 ? ["blocked"] : ["reviewed"],
            Builds = [new("https://git.example.com/shop.git", ci, s_now.AddDays(-2)) { BuiltBy = "ada", BuiltAt = s_now.AddDays(at % 2 == 0 ? -2 : -60), Branch = at % 4 == 0 ? "topic" : "main", CommitMessage = "Round prices half to even" }],
            Checks = s_checks.ToImmutableSortedDictionary(name => name, name => new CheckFact(at % 5 != 0 || name == "unit", Link: null, s_now, ci)),
            DeployedIn = ImmutableSortedDictionary<string, DeployedFact>.Empty.Add("test", new(s_now.AddDays(-1), ci)),
            SignedBy = at % 2 == 0 ? ["release-key"] : [],
        };
    }
}
