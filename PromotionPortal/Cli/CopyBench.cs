using System.Diagnostics;
using System.Globalization;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Remote;

namespace PromotionPortal.Cli;

/// <summary>What copying an image costs beside skopeo, in pairs that take turns, so that whatever else the machine does meets both.</summary>
internal sealed class CopyBench(CopyRig rig, bool quick, CancellationToken stop)
{
    private const int LargeMegaBytes = 1000;
    private const int QuickMegaBytes = 100;
    private const double BytesOfMegaByte = 1024 * 1024;
    private const double MostMemory = 40;
    private const double MostSecondsOver = 0.15;
    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(25);

    private readonly ImageCopier _copier = new();
    private readonly RemoteRegistry _source = rig.Open(rig.Source);
    private readonly RemoteRegistry _target = rig.Open(rig.Target);

    private int Rounds => quick ? 3 : 9;

    private int LargeRounds => quick ? 2 : 5;

    private string LargeName => quick ? "100 MB" : "1 GB";

    private double LargeGigaBytes => (quick ? QuickMegaBytes : LargeMegaBytes) / 1000.0;

    public static async Task<IReadOnlyList<BenchRow>> RunAsync(bool quick, CancellationToken stop)
    {
        await using var rig = await CopyRig.StartAsync(quick ? QuickMegaBytes : LargeMegaBytes, stop);
        var bench = new CopyBench(rig, quick, stop);
        List<BenchRow> rows = [.. await bench.AcrossAsync(), .. await bench.WithinAsync(), await bench.FarAwayAsync()];
        rows.Add(await bench.PromotedBeforeAsync());
        rows.Add(await bench.MemoryAsync());
        rows.Add(await bench.ColdAsync());
        return rows;
    }

    private sealed record Pair(Cost Ours, Cost Peer);

    private async Task<List<BenchRow>> AcrossAsync()
    {
        var small = await PairsAsync(Rounds, stage => PromoteAsync(_source, _target, rig.Small, stage), stage => SkopeoAsync(rig.Source, rig.Target, rig.Small, stage));
        var multi = await PairsAsync(Rounds, stage => PromoteAsync(_source, _target, rig.Multi, stage), stage => SkopeoAsync(rig.Source, rig.Target, rig.Multi, stage));
        var large = await PairsAsync(LargeRounds, stage => PromoteAsync(_source, _target, rig.Large, stage), stage => SkopeoAsync(rig.Source, rig.Target, rig.Large, stage));
        var floor = await PairsAsync(LargeRounds, stage => PromoteAsync(_source, _target, rig.Large, stage), stage => CopyPeers.UploadsAsync(rig.Target, $"{stage}/large", rig.Large.LayerFiles, stop));
        return
        [
            Time("across registries, small", small, 0.80), Time("across registries, multi", multi, 0.80), Time($"across registries, {LargeName}", large, 0.80),
            Time($"{LargeName} beside its upload alone (curl)", floor, 1.30),
            Row("processor per GB", "s", Median(large, pair => pair.Ours.Cpu) / LargeGigaBytes, Median(large, pair => pair.Peer.Cpu) / LargeGigaBytes, Median(large, pair => pair.Ours.Cpu / pair.Peer.Cpu), 0.65),
        ];
    }

    private async Task<List<BenchRow>> WithinAsync()
    {
        var rows = new List<BenchRow>();
        foreach (var (image, name, goal) in new[] { (rig.Small, "small", 0.20), (rig.Multi, "multi", 0.12), (rig.Large, LargeName, 0.02) })
        {
            var pairs = await PairsAsync(image == rig.Large ? LargeRounds : Rounds,
                stage => PromoteAsync(_source, _source, image, stage), stage => SkopeoAsync(rig.Source, rig.Source, image, stage));
            rows.Add(Time($"within one registry, {name}", pairs, goal));
        }
        return rows;
    }

    private async Task<BenchRow> FarAwayAsync()
    {
        await using var proxy = await DelayingProxy.StartAsync(rig.Source, s_delay, stop);
        using var registry = rig.Open(proxy.Address);
        var pairs = await PairsAsync(Math.Min(Rounds, 5), stage => PromoteAsync(registry, registry, rig.Multi, stage), stage => SkopeoAsync(proxy.Address, proxy.Address, rig.Multi, stage));
        return Time("within one, multi, 25 ms a request", pairs, 0.15);
    }

    private async Task<BenchRow> PromotedBeforeAsync()
    {
        await using var proxy = await DelayingProxy.StartAsync(rig.Source, TimeSpan.Zero, stop);
        var stage = rig.NewStage();
        var (settings, problems) = P2pSettings.Read($"{rig.Multi.Name}:{BenchImage.Tag}", setting =>
            setting == P2pSettings.Setting.SourceRegistry || setting == P2pSettings.Setting.DestRegistry ? proxy.Address.Authority
            : setting == P2pSettings.Setting.SourceStage ? BenchImage.Stage
            : setting == P2pSettings.Setting.DestStage ? stage : null, _ => null);
        var promotion = new P2pPromotion(name => name == "HOME" ? rig.Folder : null, new HashSet<string>(), TimeProvider.System);
        await promotion.RunAsync(settings ?? throw new InvalidOperationException(problems[0]), new Ignored(), stop);
        proxy.TakeRequests();
        if (!(await promotion.RunAsync(settings, new Ignored(), stop)).AlreadyThere) throw new InvalidOperationException("The image was promoted before and was not found to be.");
        var ours = proxy.TakeRequests();
        await SkopeoAsync(proxy.Address, proxy.Address, rig.Multi, stage);
        var peer = proxy.TakeRequests();
        return new("copy", "promoted before, multi", "requests", ours, peer, (double)ours / peer, "2 requests", ours == 2);
    }

    // Two processes that differ in nothing but the bytes that pass through.
    private async Task<BenchRow> MemoryAsync()
    {
        var stage = rig.NewStage();
        var large = await CopyPeers.PeakAsync("dotnet", P2p(rig.Large, stage), stop, ("HOME", rig.Folder));
        var idle = await CopyPeers.PeakAsync("dotnet", P2p(rig.Large, stage), stop, ("HOME", rig.Folder));
        var above = (large - idle) / BytesOfMegaByte;
        return new("copy", $"memory above idle, {LargeName}", "MB", above, idle / BytesOfMegaByte, (double)large / idle, "<= 40 MB", above <= MostMemory);
    }

    private IEnumerable<string> P2p(BenchImage image, string stage) =>
    [
        typeof(CopyBench).Assembly.Location, "p2p", "promote", $"{image.Name}:{BenchImage.Tag}",
        "--source-registry", rig.Source.Authority, "--dest-registry", rig.Target.Authority, "--source-stage", BenchImage.Stage, "--dest-stage", stage,
    ];

    private async Task<BenchRow> ColdAsync()
    {
        var bare = await BareProcess.BuildAsync(rig.Folder, stop);
        var ping = new Uri(rig.Source, "v2/").AbsoluteUri;
        var pairs = await PairsAsync(quick ? 5 : 15,
            stage => CopyPeers.ProcessAsync("dotnet", P2p(rig.Small, stage), stop, ("HOME", rig.Folder)),
            _ => CopyPeers.ProcessAsync("dotnet", [bare, ping, ping], stop));
        var over = Median(pairs, pair => pair.Ours.Seconds - pair.Peer.Seconds);
        var row = Time("p2p promote, cold, small", pairs, 0);
        return row with { Goal = "+ 0.15 s", Met = over <= MostSecondsOver, Name = string.Create(CultureInfo.InvariantCulture, $"p2p promote, cold, small (+ {over:0.00} s)") };
    }

    // As the engine does it: see what the tags are, copy and verify, set the tag.
    private async Task<Cost> PromoteAsync(RemoteRegistry source, RemoteRegistry target, BenchImage image, string stage)
    {
        var (watch, before, repository) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, $"{stage}/{image.Name}");
        var (looking, there) = (source.ResolveAsync(image.Repository, BenchImage.Tag, stop), target.ResolveAsync(repository, BenchImage.Tag, stop));
        var digest = await looking ?? throw new InvalidOperationException($"{image.Repository} is gone.");
        if (await there is not null) throw new InvalidOperationException($"{repository} is there already.");
        await _copier.CopyAsync(new(source, image.Repository, target, repository, digest), new Ignored(), stop);
        if ((await TagWriter.PointAsync(target, repository, BenchImage.Tag, digest, immutable: true, stop: stop)).Result != TagResult.Set) throw new InvalidOperationException("The tag was not set.");
        return new(watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    private Task<Cost> SkopeoAsync(Uri source, Uri target, BenchImage image, string stage) =>
        CopyPeers.SkopeoAsync(source, $"{image.Repository}:{BenchImage.Tag}", target, $"{stage}/{image.Name}:{BenchImage.Tag}", rig.Folder, stop);

    // The first pair warms up and does not count. Who goes first changes from pair to pair.
    private async Task<List<Pair>> PairsAsync(int rounds, Func<string, Task<Cost>> ours, Func<string, Task<Cost>> peer)
    {
        var pairs = new List<Pair>();
        for (var round = 0; round <= rounds; round++)
        {
            Cost first, second;
            if (round % 2 == 0) (first, second) = (await ours(rig.NewStage()), await peer(rig.NewStage()));
            else (second, first) = (await peer(rig.NewStage()), await ours(rig.NewStage()));
            if (round > 0) pairs.Add(new(first, second));
        }
        return pairs;
    }

    private static BenchRow Time(string name, List<Pair> pairs, double goal) =>
        Row(name, "s", Median(pairs, pair => pair.Ours.Seconds), Median(pairs, pair => pair.Peer.Seconds), Median(pairs, pair => pair.Ours.Seconds / pair.Peer.Seconds), goal);

    private static BenchRow Row(string name, string unit, double ours, double peer, double ratio, double goal) =>
        new("copy", name, unit, ours, peer, ratio, string.Create(CultureInfo.InvariantCulture, $"<= {goal:0.00}"), ratio <= goal);

    private static double Median(List<Pair> pairs, Func<Pair, double> value) => pairs.Select(value).Order().ElementAt(pairs.Count / 2);

    private sealed class Ignored : IProgress<CopyProgress>
    {
        public void Report(CopyProgress value)
        {
        }
    }
}
