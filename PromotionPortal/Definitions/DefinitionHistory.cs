using System.Collections.Immutable;
using System.Text;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Git;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions;

/// <summary>One commit of the definitions. Actor and change are as the commit tells them (null: it does not); whoever may push can write them, so what counts is the audit trail.</summary>
public sealed record DefinitionRevision(string Commit, string? Parent, string AuthorName, string AuthorEmail, DateTimeOffset At, string Message, string? ActorId, string? ChangeId);

/// <summary>How one file differs between two commits: its texts, null where it is not there, and what that means. The key is null for a file that is no definition.</summary>
public sealed record DefinitionChange(string Path, DefinitionKey? Key, string? Before, string? After, ImmutableArray<FieldChange> Fields);

/// <summary>What the definitions were: the commits of one object or of all, what each changed, and a way back.</summary>
public sealed class DefinitionHistory(DefinitionStore store)
{
    private const int MostCommitsBack = 5_000;
    private const int MostCommitsForLast = 200;
    private const int MostVersionsBack = 50;

    /// <summary>The definitions of today, on which their history ends.</summary>
    public DefinitionsSnapshot Now => store.Current;

    public string Tip => store.Current.Commit;

    /// <summary>Newest first, at most so many; to go on, ask from the parent of the last.</summary>
    public IReadOnlyList<DefinitionRevision> Revisions(DefinitionKey? key = null, string? from = null, int most = 50)
    {
        using var reader = store.Read();
        return [.. reader.History(from ?? store.Current.Commit, key?.Path, MostCommitsBack).Take(most).Select(RevisionOf)];
    }

    /// <summary>What came after that commit, oldest first, at most so many.</summary>
    public IReadOnlyList<DefinitionRevision> Since(string commit, int most)
    {
        using var reader = store.Read();
        return [.. reader.Since(commit, store.Current.Commit, most).Select(RevisionOf)];
    }

    /// <summary>Whether the definitions of today build on that commit.</summary>
    public bool IsPartOfToday(string commit)
    {
        using var reader = store.Read();
        return reader.Has(commit) && reader.Contains(store.Current.Commit, commit);
    }

    public DefinitionRevision Revision(string commit)
    {
        using var reader = store.Read();
        return RevisionOf(reader.Revision(commit));
    }

    /// <summary>Whether there is such a commit; what a person types is asked for here first.</summary>
    public bool Has(string commit)
    {
        using var reader = store.Read();
        return reader.Has(commit);
    }

    /// <summary>What a commit changed, seen from its first parent.</summary>
    public IReadOnlyList<DefinitionChange> ChangesOf(string commit)
    {
        using var reader = store.Read();
        return Between(reader, reader.Revision(commit).Parent, commit);
    }

    /// <summary>How the second commit differs from the first, whichever is the older.</summary>
    public IReadOnlyList<DefinitionChange> Compare(string from, string to)
    {
        using var reader = store.Read();
        return Between(reader, from, to);
    }

    /// <summary>The same, of these paths only.</summary>
    public IReadOnlyList<DefinitionChange> Compare(string? from, string to, IReadOnlyCollection<string> paths)
    {
        using var reader = store.Read();
        return Between(reader, from, to, paths);
    }

    /// <summary>The paths that differ, in order. Nothing of what stands there is read.</summary>
    public IReadOnlyList<string> Paths(string? from, string to)
    {
        using var reader = store.Read();
        return [.. reader.Differences(from, to).Select(difference => difference.Path).Order(StringComparer.Ordinal)];
    }

    /// <summary>The last commit that changed each of these paths; what lies far back is not found.</summary>
    public IReadOnlyDictionary<string, DefinitionRevision> LastChanges(IEnumerable<string> paths)
    {
        using var reader = store.Read();
        var wanted = paths.ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, DefinitionRevision>(StringComparer.Ordinal);
        foreach (var revision in reader.History(store.Current.Commit, path: null, MostCommitsForLast))
        {
            if (wanted.Count == 0) break;
            foreach (var path in reader.Differences(revision.Parent, revision.Commit).Select(difference => difference.Path).Where(wanted.Remove)) found[path] = RevisionOf(revision);
        }
        return found;
    }

    /// <summary>The commit whose version of an object is in force: an older one where its file has a problem. Null: none is, or it lies too far back.</summary>
    public DefinitionRevision? InForce(DefinitionKey key)
    {
        if (store.Current.Find(key) is not { } live) return null;
        var text = DefinitionText.Write(live);
        using var reader = store.Read();
        var revision = reader.History(store.Current.Commit, key.Path, MostCommitsBack).Take(MostVersionsBack).FirstOrDefault(older =>
            Text(reader, reader.Find(older.Commit, key.Path)) is { } was && DefinitionReader.Read(key.Path, was) is { IsSound: true, Definition: { } then } && DefinitionText.Write(then) == text);
        return revision is null ? null : RevisionOf(revision);
    }

    /// <summary>Null where it was not there then.</summary>
    public string? TextAt(string commit, DefinitionKey key)
    {
        using var reader = store.Read();
        return reader.Find(commit, key.Path) is { Kind: GitEntryKind.File } entry ? Text(reader, entry) : null;
    }

    /// <summary>The change that makes an object what it was: to be committed like any other. What was not there then is deleted.</summary>
    public FileChange Restoring(DefinitionKey key, string commit) => new(key.Path, TextAt(commit, key));

    private static List<DefinitionChange> Between(GitReader reader, string? from, string to, IReadOnlyCollection<string>? paths = null) =>
        [.. reader.Differences(from, to).Where(difference => paths is null || paths.Contains(difference.Path)).Select(difference =>
        {
            var (before, after) = (Text(reader, difference.Before), Text(reader, difference.After));
            var key = DefinitionKey.OfPath(difference.Path);
            return new DefinitionChange(difference.Path, key, before, after, key is null ? [] : DefinitionText.Compare(before, after));
        })];

    // Of a file that is too large there is nothing to show but that it changed.
    private static string? Text(GitReader reader, GitEntry? entry) =>
        entry is null ? null : reader.ReadBlob(entry.Id, YamlReader.MostBytes) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";

    private static DefinitionRevision RevisionOf(GitRevision revision) => new(
        revision.Commit,
        revision.Parent,
        revision.AuthorName,
        revision.AuthorEmail,
        revision.At,
        Trailers.Prose(revision.Message),
        Trailers.Find(revision.Message, Trailers.Actor),
        Trailers.Find(revision.Message, Trailers.Change));
}
