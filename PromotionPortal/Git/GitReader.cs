using LibGit2Sharp;

namespace PromotionPortal.Git;

/// <summary>Reads a bare repository, or one folder of it: then every path is seen from there. For one thread; a handle is cheap.</summary>
public sealed class GitReader : IDisposable
{
    // A tree may nest as deep as somebody cares to push.
    private const int MostFolderDepth = 8;

    private readonly Repository _repository;
    private readonly Lazy<BlobReader> _blobs;
    private readonly string _branch;
    private readonly string _root;

    internal GitReader(string folder, string branch, string root)
    {
        _repository = new(folder);
        _blobs = new(() => new(folder));
        _branch = branch;
        _root = root;
    }

    /// <summary>The commit that the branch stands at.</summary>
    public string? Tip => _repository.Refs["refs/heads/" + _branch]?.ResolveToDirectReference()?.TargetIdentifier;

    public bool Has(string commit) => ObjectId.TryParse(commit, out var id) && _repository.Lookup<Commit>(id) is not null;

    public GitListing List(string commit, int most)
    {
        var entries = new List<GitEntry>();
        var whole = TreeOf(commit) is not { } tree || Collect(tree, "", depth: 1, most, entries);
        return new(entries, whole);
    }

    /// <summary>Null where it is larger, or no file at all.</summary>
    public byte[]? ReadBlob(string id, int mostBytes) => _blobs.Value.Read(Convert.FromHexString(id), mostBytes);

    public GitEntry? Find(string commit, string path) => Commit(commit)[Rooted(path)] is { } entry ? EntryOf(entry, path) : null;

    /// <summary>What is different in the second; everything in it, where there is no first.</summary>
    public IReadOnlyList<GitDifference> Differences(string? from, string to)
    {
        var (before, after) = (from is null ? null : TreeOf(from), TreeOf(to));
        if (before is null && after is null) return [];
        using var changes = _repository.Diff.Compare<TreeChanges>(before, after, new CompareOptions { Similarity = SimilarityOptions.None });
        return [.. changes.Select(change => new GitDifference(
            change.Path,
            change.OldExists ? new(change.OldPath, change.OldOid.Sha, KindOf(change.OldMode)) : null,
            change.Exists ? new(change.Path, change.Oid.Sha, KindOf(change.Mode)) : null))];
    }

    /// <summary>The commits from that one back, newest first; with a path only those that changed it.</summary>
    public IEnumerable<GitRevision> History(string commit, string? path, int mostCommits) =>
        Walk(commit).Take(mostCommits).Where(older => (path is null && _root.Length == 0) || Touches(older, Rooted(path ?? ""))).Select(RevisionOf);

    /// <summary>The commits that came between, oldest first. The first must be known to the repository.</summary>
    public IReadOnlyList<GitRevision> Since(string from, string commit, int most) =>
        [.. _repository.Commits.QueryBy(new CommitFilter { IncludeReachableFrom = commit, ExcludeReachableFrom = from, SortBy = CommitSortStrategies.Topological | CommitSortStrategies.Reverse }).Take(most).Select(RevisionOf)];

    /// <summary>Whether the later commit contains the earlier one.</summary>
    public bool Contains(string later, string earlier) =>
        later == earlier || _repository.ObjectDatabase.FindMergeBase(Commit(later), Commit(earlier))?.Sha == earlier;

    /// <summary>Whether nothing lies between the two commits, and nothing was merged in.</summary>
    public bool IsNext(string before, string commit) => Commit(commit).Parents.Select(parent => parent.Sha).ToList() is [var only] && only == before;

    public GitRevision Revision(string commit) => RevisionOf(Commit(commit));

    /// <summary>The ids that a file had, newest first, each once in a row, found in so many commits at most.</summary>
    public IEnumerable<string> VersionsOf(string path, string commit, int mostCommits)
    {
        path = Rooted(path);
        var folder = Path.GetDirectoryName(path)!;
        (ObjectId? Folder, string? File) last = default;
        foreach (var older in Walk(commit).Take(mostCommits))
        {
            // A folder of thousands is read only where something in it changed.
            var folderId = folder.Length == 0 ? older.Tree.Id : older.Tree[folder]?.Target.Id;
            if (folderId is not null && folderId == last.Folder) continue;
            var file = older[path]?.Target.Sha;
            if (file is not null && file != last.File) yield return file;
            last = (folderId, file);
        }
    }

    public void Dispose()
    {
        if (_blobs.IsValueCreated) _blobs.Value.Dispose();
        _repository.Dispose();
    }

    internal IEnumerable<Commit> Walk(string commit) =>
        _repository.Commits.QueryBy(new CommitFilter { IncludeReachableFrom = commit, SortBy = CommitSortStrategies.Topological | CommitSortStrategies.Time });

    internal Commit Commit(string commit) => _repository.Lookup<Commit>(commit) ?? throw new ArgumentException($"There is no commit {commit}.", nameof(commit));

    private string Rooted(string path) => _root.Length == 0 ? path : path.Length == 0 ? _root : $"{_root}/{path}";

    private Tree? TreeOf(string commit) => _root.Length == 0 ? Commit(commit).Tree : Commit(commit)[_root] is { TargetType: TreeEntryTargetType.Tree } entry ? (Tree)entry.Target : null;

    // A merge that took one side as it was says nothing new.
    private static bool Touches(Commit commit, string path)
    {
        var here = commit[path]?.Target.Id;
        return commit.Parents.Any() ? commit.Parents.All(parent => parent[path]?.Target.Id != here) : here is not null;
    }

    private static GitRevision RevisionOf(Commit commit) =>
        new(commit.Sha, commit.Parents.FirstOrDefault()?.Sha, commit.Author.Name, commit.Author.Email, commit.Author.When, commit.Message);

    private static bool Collect(Tree tree, string prefix, int depth, int most, List<GitEntry> into)
    {
        foreach (var entry in tree)
        {
            if (into.Count >= most) return false;
            var path = prefix + entry.Name;
            if (entry.TargetType != TreeEntryTargetType.Tree) into.Add(EntryOf(entry, path));
            else if (depth == MostFolderDepth || !Collect((Tree)entry.Target, path + "/", depth + 1, most, into)) return false;
        }
        return true;
    }

    private static GitEntry EntryOf(TreeEntry entry, string path) => new(path, entry.Target.Sha, KindOf(entry.Mode));

    private static GitEntryKind KindOf(Mode mode) => mode switch
    {
        Mode.SymbolicLink => GitEntryKind.SymbolicLink,
        Mode.GitLink => GitEntryKind.Submodule,
        _ => GitEntryKind.File,
    };
}
