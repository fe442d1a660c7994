using System.Diagnostics;
using System.Globalization;
using System.Text;
using PromotionPortal.Definitions;
using PromotionPortal.Git;
using PromotionPortal.Storage;
using YamlDotNet.Core;

namespace PromotionPortal.Cli;

/// <summary>What a commit, a cold start and a change from outside cost in a repository of ten thousand definitions.</summary>
internal static class DefinitionsBench
{
    private const int Commits = 21;
    private const int Loads = 5;
    private const double CommitGoal = 0.5;
    private const double LoadGoal = 3;
    private const double ChangeGoal = 0.05;

    private static readonly ChangeAuthor s_person = new("Bench", "bench@localhost", "bench", "bench");

    public static async Task<IReadOnlyList<BenchRow>> RunAsync(CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("portal-bench-");
        try
        {
            var data = new DataFolder(folder.FullName);
            var peer = new GitCommandLine(data.Definitions, Path.Combine(folder.FullName, "tree"));
            var texts = BenchDefinitions.All().ToList();
            using (var empty = new DefinitionStore(data, TimeProvider.System)) await empty.OpenAsync(stop);
            await peer.FillAsync(texts, stop);
            var (load, walk) = await LoadsAsync(data, texts, stop);
            var (ours, theirs, change) = await CommitsAsync(data, peer, stop);
            return
            [
                Row("commit one of 10,000 durably, beside git commit", ours, theirs, CommitGoal),
                Row("cold load of 10,000, beside a bare event walk", load, walk, LoadGoal),
                Row("one changed file, beside a cold load", change, load, ChangeGoal),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static BenchRow Row(string name, double ours, double peer, double goal) =>
        new("definitions", name, "ms", ours, peer, ours / peer, string.Create(CultureInfo.InvariantCulture, $"<= {goal}"), ours / peer <= goal);

    // The first of each warms up.
    private static async Task<(double Load, double Walk)> LoadsAsync(DataFolder data, List<(string Path, string Text)> texts, CancellationToken stop)
    {
        List<double> loads = [], walks = [];
        for (var round = 0; round <= Loads; round++)
        {
            using var store = new DefinitionStore(data, TimeProvider.System);
            var load = await TimeAsync(() => store.OpenAsync(stop));
            if (!store.Current.Problems.IsEmpty) throw new InvalidOperationException($"The bench's definitions are not sound: {store.Current.Problems[0]}");
            var walk = Stopwatch.StartNew();
            foreach (var (_, text) in texts) Walk(text);
            if (round == 0) continue;
            loads.Add(load);
            walks.Add(walk.Elapsed.TotalMilliseconds);
        }
        return (Median(loads), Median(walks));
    }

    private static void Walk(string text)
    {
        var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        while (parser.MoveNext())
        {
            // Nothing is done with what it finds.
        }
    }

    // In turns on the same branch of the same repository: ours; git's; and how long it takes until git's is live.
    private static async Task<(double Ours, double Theirs, double Change)> CommitsAsync(DataFolder data, GitCommandLine peer, CancellationToken stop)
    {
        List<double> ours = [], theirs = [], changes = [];
        using var store = new DefinitionStore(data, TimeProvider.System);
        await store.OpenAsync(stop);
        for (var round = 0; round <= Commits; round++)
        {
            var (path, text) = BenchDefinitions.Changed(round * 2);
            var mine = await TimeAsync(async () =>
            {
                if (await store.CommitAsync([new FileChange(path, text)], store.Current.Commit, s_person, "Bench", stop) is not CommitOutcome.Committed) throw new InvalidOperationException("The bench's commit was not made.");
            });
            var (file, content) = BenchDefinitions.Changed((round * 2) + 1);
            var its = await peer.CommitAsync(file, content, stop);
            var change = await TimeAsync(() => store.RefreshAsync(stop));
            if (round == 0) continue;
            ours.Add(mine);
            theirs.Add(its);
            changes.Add(change);
        }
        return (Median(ours), Median(theirs), Median(changes));
    }

    private static async Task<double> TimeAsync(Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        await act();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

/// <summary>Ten thousand definitions as they are in a large company: mostly applications.</summary>
internal static class BenchDefinitions
{
    private const int Applications = 9_500;
    private const string Head = "apiVersion: promotionportal/v1\nkind: ";

    public static IEnumerable<(string Path, string Text)> All() =>
    [
        .. Many("registries", 20, name => $"{Head}Registry\nmetadata: {{ name: {name} }}\nspec:\n  url: \"https://{name}.example.org\"\n"),
        .. Many("environments", 80, name => $"{Head}Environment\nmetadata: {{ name: {name}, title: The environment {name} }}\nspec:\n  class: test\n  position: 10\n  images: {{ registry: registries-1, repository: \"{name}/{{application}}\" }}\n"),
        .. Many("products", 200, name => $"{Head}Product\nmetadata: {{ name: {name}, title: The product {name} }}\nspec:\n  flows:\n    - {{ flow: flows-1 }}\n"),
        .. Many("flows", 50, name => $"{Head}Flow\nmetadata: {{ name: {name} }}\nspec:\n  start: {{ images: true }}\n  nodes:\n    - {{ id: first, stage: environments-1 }}\n    - {{ id: second, stage: environments-2, dependsOn: [ first ] }}\n"),
        .. Many("policies", 100, name => $"{Head}Policy\nmetadata: {{ name: {name} }}\nspec:\n  pass: \"'approved' in imageLabels\"\n  approvals: {{ count: 2, groups: [ {{ group: sre, count: 1 }} ] }}\n"),
        .. Many("policy-bindings", 50, name => $"{Head}PolicyBinding\nmetadata: {{ name: {name} }}\nspec:\n  policy: policies-1\n  pairs:\n    - {{ application: applications-{name[(name.LastIndexOf('-') + 1)..]}, environment: environments-1 }}\n"),
        .. Many("applications", Applications, name => Application(name, "team-1")),
    ];

    public static (string Path, string Text) Changed(int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"applications-{1 + (number % Applications)}");
        return ($"applications/{name}.yaml", Application(name, $"team-of-{number}"));
    }

    private static string Application(string name, string team) =>
        $"{Head}Application\nmetadata:\n  name: {name}\n  title: The application {name}\n  labels: {{ team: {team} }}\nspec:\n  product: products-1\n  image: {{ registry: registries-1, repository: shop/{name} }}\n";

    private static IEnumerable<(string Path, string Text)> Many(string folder, int count, Func<string, string> text) =>
        Enumerable.Range(1, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"{folder}-{number}")).Select(name => ($"{folder}/{name}.yaml", text(name)));
}

/// <summary>The git program on the same repository, with a work tree of its own.</summary>
internal sealed class GitCommandLine(string repository, string tree)
{
    /// <summary>All of it as one commit, and packed, as a repository is that was fetched or tidied.</summary>
    public async Task FillAsync(IEnumerable<(string Path, string Text)> files, CancellationToken stop)
    {
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(tree, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            await File.WriteAllTextAsync(full, text, stop);
        }
        await RunAsync(stop, "add", "-A");
        await RunAsync(stop, "commit", "-q", "-m", "Fill");
        await RunAsync(stop, "gc", "-q");
    }

    /// <summary>How many milliseconds the commit of this one file took.</summary>
    public async Task<double> CommitAsync(string path, string text, CancellationToken stop)
    {
        await RunAsync(stop, "reset", "-q", "--hard"); // the other side's commit
        await File.WriteAllTextAsync(Path.Combine(tree, path), text, stop);
        var watch = Stopwatch.StartNew();
        await RunAsync(stop, "commit", "-q", "-m", "Bench", "--", path);
        return watch.Elapsed.TotalMilliseconds;
    }

    private async Task RunAsync(CancellationToken stop, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { UseShellExecute = false, RedirectStandardError = true, StandardErrorEncoding = Encoding.UTF8, WorkingDirectory = tree };
        string[] settings = ["--git-dir", repository, "--work-tree", tree, "-c", "gc.auto=0", "-c", "user.name=Bench", "-c", "user.email=bench@localhost", "-c", "core.fsyncObjectFiles=true", "-c", "commit.gpgSign=false"];
        foreach (var argument in settings.Concat(arguments)) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var words = await process.StandardError.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        if (process.ExitCode != 0) throw new InvalidOperationException($"git {arguments[0]} did not go well: {words}");
    }
}
