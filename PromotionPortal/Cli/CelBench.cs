using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using PromotionPortal.Cel;
using PromotionPortal.Domain.Policies;

namespace PromotionPortal.Cli;

/// <summary>One evaluation of a policy's condition, compiled beforehand, beside two packages that run the same in Node.</summary>
internal static class CelBench
{
    private const double BufbuildGoal = 0.2;
    private const double LinearGoal = 1.5;
    private const int Rounds = 7;
    private const int WarmUpMilliseconds = 300;
    private const int Milliseconds = 50;
    private const int Batch = 64;

    private static readonly (string Name, string Source)[] s_policies =
    [
        ("tag pattern", @"containerImageTag.matches('^v?[0-9]+\\.[0-9]+\\.[0-9]+$')"),
        ("repository and tag", "containerRepository.startsWith('registry.example.com/shop/') && !containerImageTag.endsWith('-dev')"),
        ("labels", "'approved' in imageLabels && !('blocked' in imageLabels)"),
        ("branch and message", "gitCommitDetails['https://git.example.com/shop.git'].branch == 'main' && !gitCommitDetails['https://git.example.com/shop.git'].commitMessage.contains('WIP')"),
        ("two checks", "checks['unit'].passed && checks['integration'].passed"),
        ("every check of a list", "['unit', 'integration', 'smoke'].all(name, name in checks && checks[name].passed)"),
        ("signed", "signedBy.exists(key, key == 'release-key' || key.startsWith('emergency-'))"),
        ("age and soak", "now - builtAt < duration('720h') && 'staging' in environments && now - environments['staging'].since > duration('24h')"),
        ("size and platforms", "size < 500 * 1024 * 1024 && ['linux/amd64', 'linux/arm64'].all(wanted, wanted in platforms)"),
        ("team, day and annotations", "(appLabels['team'] == 'shop' ? builtBy != '' : builtBy in ['ada', 'grace']) && (now.getDayOfWeek() != 5 || now.getHours() < 15) && annotations.exists(key, key.startsWith('org.'))"),
    ];

    private const string Facts = """
        {
          "containerImage": "registry.example.com/shop/checkout:2.4.1",
          "containerRepository": "registry.example.com/shop/checkout",
          "containerImageTag": "2.4.1",
          "imageLabels": ["tested", "reviewed", "approved"],
          "gitCommitDetails": {"https://git.example.com/shop.git": {"repo": "https://git.example.com/shop.git", "branch": "main", "commitMessage": "Round prices half to even, as the law says"}},
          "appLabels": {"team": "shop", "tier": "1"},
          "digest": "sha256:6c3c624b58dbbcd3c0dd82b4c53f04194d1247c6eebdaab7c610cf7d66709b3b",
          "builtAt": "2026-05-01T08:00:00Z",
          "builtBy": "ada",
          "platforms": ["linux/amd64", "linux/arm64", "linux/s390x"],
          "size": 48000000,
          "annotations": {"maintainer": "shop", "build": "4711", "org.opencontainers.image.source": "https://git.example.com/shop.git"},
          "signedBy": ["build-key", "release-key"],
          "checks": {"unit": {"passed": true, "link": "", "at": "2026-05-01T08:05:00Z"}, "integration": {"passed": true, "link": "", "at": "2026-05-01T08:15:00Z"}, "smoke": {"passed": true, "link": "", "at": "2026-05-02T09:00:00Z"}},
          "environments": {"test": {"since": "2026-05-01T09:00:00Z"}, "staging": {"since": "2026-05-02T09:00:00Z"}},
          "now": "2026-05-06T10:00:00Z"
        }
        """;

    private static readonly int[] s_lists = [10, 100, 1_000, 10_000];
    private static readonly int[] s_parts = [4, 16, 64, 256];

    public static async Task<IReadOnlyList<BenchRow>> RunAsync(CancellationToken stop)
    {
        await using var node = CelPeers.Start();
        List<BenchRow> rows = [];
        var (ours, theirs) = (0.0, 0.0);
        foreach (var (name, source) in s_policies)
        {
            var times = await MeasureAsync(node, source, Facts, stop);
            rows.Add(Row($"{name}, beside {CelPeers.CelJs}", times.Ours, times.CelJs, "<= 1", times.Ours <= times.CelJs));
            (ours, theirs) = (ours + times.Ours, theirs + times.Bufbuild);
        }
        rows.Add(Row("all ten, beside @bufbuild/cel", ours, theirs, $"<= {BufbuildGoal}", ours <= theirs * BufbuildGoal));
        rows.AddRange(await GrowthAsync(node, "an element, in a list of", s_lists, _ => "numbers.all(x, x >= 0)", count => $$"""{"numbers": [{{string.Join(',', Enumerable.Range(0, count))}}]}""", stop));
        rows.AddRange(await GrowthAsync(node, "a part, in an expression of", s_parts, count => string.Join(" && ", Enumerable.Range(1, count).Select(part => $"size > {part}")), _ => """{"size": 48000000}""", stop));
        return rows;
    }

    // Linear: a piece of the whole costs no more when there are many of them.
    private static async Task<IReadOnlyList<BenchRow>> GrowthAsync(CelPeers node, string name, int[] counts, Func<int, string> source, Func<int, string> facts, CancellationToken stop)
    {
        List<BenchRow> rows = [];
        foreach (var count in counts)
        {
            var times = await MeasureAsync(node, source(count), facts(count), stop);
            var each = times.Ours / count;
            rows.Add(Row($"{name} {count.ToString(CultureInfo.InvariantCulture)}, beside {CelPeers.CelJs}", each, times.CelJs / count, "linear", rows.Count == 0 || each <= rows[^1].Ours * LinearGoal));
        }
        return rows;
    }

    // The quickest round counts: whatever made another one slower was other work on the machine.
    private static async Task<Times> MeasureAsync(CelPeers node, string source, string facts, CancellationToken stop)
    {
        var evaluate = Compiled(source, facts);
        await node.LoadAsync(source, facts, stop);
        var best = new Times(double.MaxValue, double.MaxValue, double.MaxValue);
        for (var round = 0; round <= Rounds; round++)
        {
            var time = round == 0 ? WarmUpMilliseconds : Milliseconds;
            var (ours, celJs, bufbuild) = (Nanoseconds(evaluate, time), await node.MeasureAsync(CelPeers.CelJs, time, stop), await node.MeasureAsync(CelPeers.Bufbuild, time, stop));
            if (round > 0) best = new(Math.Min(best.Ours, ours), Math.Min(best.CelJs, celJs), Math.Min(best.Bufbuild, bufbuild));
        }
        return best;
    }

    private static Func<CelOutcome> Compiled(string source, string facts)
    {
        var declarations = new CelDeclarations([.. PolicyFacts.All, new("numbers", CelType.List(CelType.Int))]);
        var (program, problems) = CelProgram.Compile(source, declarations, CelType.Bool);
        if (program is null) throw new InvalidOperationException($"{source}: {string.Join(' ', problems)}");
        using var json = JsonDocument.Parse(facts);
        var values = CelJson.ReadFacts(json.RootElement, declarations);
        if (!program.Evaluate(values).IsTrue) throw new InvalidOperationException($"{source} is not true.");
        return () => program.Evaluate(values);
    }

    private static double Nanoseconds(Func<CelOutcome> evaluate, int milliseconds)
    {
        var times = 0;
        var watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < milliseconds)
        {
            for (var at = 0; at < Batch; at++) evaluate();
            times += Batch;
        }
        return watch.Elapsed.TotalNanoseconds / times;
    }

    private static BenchRow Row(string name, double ours, double peer, string goal, bool isMet) => new("cel", name, "ns", ours, peer, ours / peer, goal, isMet);

    private sealed record Times(double Ours, double CelJs, double Bufbuild);
}
