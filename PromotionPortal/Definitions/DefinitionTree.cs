using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Git;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions;

/// <summary>All files as of one commit, each parsed once, and what they add up to. Not whole where there were too many to list.</summary>
internal sealed record DefinitionTree(ImmutableDictionary<string, ParsedFile> Files, BuiltSnapshot Built, bool IsWhole)
{
    public static DefinitionTree Empty { get; } = new(ImmutableDictionary.Create<string, ParsedFile>(StringComparer.Ordinal), BuiltSnapshot.Empty, IsWhole: true);

    public DefinitionsSnapshot Snapshot => Built.Snapshot;

    /// <summary>The same files, as they stand in that commit.</summary>
    public DefinitionTree At(string commit) => this with { Built = Built with { Snapshot = Snapshot with { Commit = commit } } };
}

/// <summary>Reads a commit of the repository, or only what differs from one that was read before. Never throws for what stands in it.</summary>
internal sealed class TreeLoader(GitReader reader, string commit)
{
    private const int MostFiles = 50_000;
    private const int MostCommitsBack = 5_000;
    private const int MostVersionsBack = 50;

    private static readonly DefinitionProblem s_tooMany = new(
        "(repository)", 1, 1, $"The repository holds more than {MostFiles} files, or folders too deep.", "Keep definitions in a repository of their own.");

    public DefinitionTree LoadAll()
    {
        var listing = reader.List(commit, MostFiles);
        var files = ParseAll(listing.Entries).ToImmutableDictionary(file => file.Path, StringComparer.Ordinal);
        return Named(files, SnapshotBuild.Whole(files, OlderVersions, WasThere), listing.IsWhole);
    }

    public DefinitionTree LoadChanged(DefinitionTree before)
    {
        var differences = reader.Differences(before.Snapshot.Commit, commit);
        var changed = differences.Select(difference => (difference.Path, difference.After is { } after ? Parse(after) : null));
        return Load(before, [.. changed], reader.IsNext(before.Snapshot.Commit, commit), WasThere) with { IsWhole = true };
    }

    /// <summary>What would be if the changes were made. What comes with them is there, as it is for whoever reads the commit afterwards.</summary>
    public DefinitionTree LoadWith(DefinitionTree before, IReadOnlyList<FileChange> changes)
    {
        var written = changes.Where(change => change.Text is not null).Select(change => change.Path).ToHashSet(StringComparer.Ordinal);
        var changed = changes.Select(change => (change.Path, change.Text is null ? null : DefinitionReader.Read(change.Path, change.Text)));
        return Load(before, [.. changed], isNext: true, key => written.Contains(key.Path) || WasThere(key));
    }

    private DefinitionTree Load(DefinitionTree before, IReadOnlyList<(string Path, ParsedFile? File)> changed, bool isNext, Func<DefinitionKey, bool> wasThere)
    {
        var files = before.Files.ToBuilder();
        foreach (var (path, file) in changed)
        {
            if (file is null) files.Remove(path);
            else files[path] = file;
        }
        var now = files.ToImmutable();
        return Named(now, new SnapshotBuild(before.Built, OlderVersions, wasThere).With(now, changed.Select(change => change.Path), isNext), before.IsWhole);
    }

    private DefinitionTree Named(ImmutableDictionary<string, ParsedFile> files, BuiltSnapshot built, bool isWhole)
    {
        var problems = built.Troubles.Values.SelectMany(troubles => troubles).Concat(isWhole ? [] : [s_tooMany]).Concat(built.Conflicts);
        return new(files, built with { Snapshot = built.Snapshot with { Commit = commit, Problems = DefinitionProblems.Ordered(problems) } }, isWhole);
    }

    // One thread reads while all parse: the repository is asked by one at a time.
    private IEnumerable<ParsedFile> ParseAll(IEnumerable<GitEntry> entries) =>
        entries.Select(entry => (Entry: entry, Content: DefinitionReader.IsRead(entry) ? Content(entry.Id) : null))
            .AsParallel()
            .Select(read => DefinitionReader.Read(read.Entry, () => read.Content))
            .AsSequential()
            .OfType<ParsedFile>();

    private ParsedFile? Parse(GitEntry entry) => DefinitionReader.Read(entry, () => Content(entry.Id));

    // Written as a statement: a conditional would turn "none" into "empty".
    private ReadOnlyMemory<byte>? Content(string id)
    {
        if (reader.ReadBlob(id, YamlReader.MostBytes) is not { } bytes) return null;
        return bytes;
    }

    private IEnumerable<ParsedFile> OlderVersions(ParsedFile file) =>
        reader.VersionsOf(file.Path, commit, MostCommitsBack)
            .Where(id => id != file.Id)
            .Take(MostVersionsBack)
            .Select(id => Parse(new(file.Path, id, GitEntryKind.File)))
            .OfType<ParsedFile>();

    private bool WasThere(DefinitionKey key) => reader.VersionsOf(key.Path, commit, MostCommitsBack).Any();
}

/// <summary>Problems as they are listed: by file, line and column.</summary>
internal static class DefinitionProblems
{
    public static ImmutableArray<DefinitionProblem> Ordered(IEnumerable<DefinitionProblem> problems) =>
        [.. problems.OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line).ThenBy(problem => problem.Column)];
}
