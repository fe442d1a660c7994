using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Git;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions;

/// <summary>All files as of one commit, each parsed once, and what they add up to. Not whole where there were too many to list.</summary>
internal sealed record DefinitionTree(ImmutableDictionary<string, ParsedFile> Files, DefinitionsSnapshot Snapshot, bool IsWhole);

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
        var files = listing.Entries.Select(Parse).OfType<ParsedFile>().ToImmutableDictionary(file => file.Path, StringComparer.Ordinal);
        return Build(files, listing.IsWhole);
    }

    public DefinitionTree LoadChanged(DefinitionTree before)
    {
        var files = before.Files.ToBuilder();
        foreach (var difference in reader.Differences(before.Snapshot.Commit, commit))
            Put(files, difference.Path, difference.After is { } after ? Parse(after) : null);
        return Build(files.ToImmutable(), isWhole: true);
    }

    /// <summary>What would be if the changes were made.</summary>
    public DefinitionTree LoadWith(DefinitionTree before, IReadOnlyList<FileChange> changes)
    {
        var files = before.Files.ToBuilder();
        foreach (var change in changes)
            Put(files, change.Path, change.Text is null ? null : DefinitionReader.Read(change.Path, change.Text));
        return Build(files.ToImmutable(), before.IsWhole);
    }

    private static void Put(ImmutableDictionary<string, ParsedFile>.Builder files, string path, ParsedFile? file)
    {
        if (file is null) files.Remove(path);
        else files[path] = file;
    }

    private ParsedFile? Parse(GitEntry entry) => DefinitionReader.Read(entry, () => Content(entry.Id));

    // Written as a statement: a conditional would turn "none" into "empty".
    private ReadOnlyMemory<byte>? Content(string id)
    {
        if (reader.ReadBlob(id, YamlReader.MostBytes) is not { } bytes) return null;
        return bytes;
    }

    private DefinitionTree Build(ImmutableDictionary<string, ParsedFile> files, bool isWhole) =>
        new(files, new SnapshotBuild(OlderVersions, WasThere).Of(commit, files.Values, isWhole ? [] : [s_tooMany]), isWhole);

    private IEnumerable<ParsedFile> OlderVersions(ParsedFile file) =>
        reader.VersionsOf(file.Path, commit, MostCommitsBack)
            .Where(id => id != file.Id)
            .Take(MostVersionsBack)
            .Select(id => Parse(new(file.Path, id, GitEntryKind.File)))
            .OfType<ParsedFile>();

    private bool WasThere(DefinitionKey key) => reader.VersionsOf(key.Path, commit, MostCommitsBack).Any();
}
