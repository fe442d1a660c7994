using System.Security.Cryptography;
using System.Text;
using LibGit2Sharp;

namespace PromotionPortal.Git;

/// <summary>The steps of an exchange with a remote, on one handle. Nothing is ever forced.</summary>
internal sealed class RemoteExchange(Repository repository, string folder, RemoteAddress remote, CancellationToken stop)
{
    private const string RemoteName = "portal";
    private const string LocalBranch = "refs/heads/" + BareRepository.Branch;
    private const string Fetched = "refs/portal/fetched";

    private readonly RemoteConnection _connection = new(remote, stop);

    /// <summary>Why the last request failed, where we know better than libgit2.</summary>
    public string? Why => _connection.Why;

    private string RemoteBranch => "refs/heads/" + remote.Branch;

    /// <summary>Where this remote stood when we last were in step.</summary>
    public static string SeenOf(RemoteAddress remote) =>
        "refs/portal/seen/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{remote.Url} {remote.Branch}")))[..LettersOfName];

    private const int LettersOfName = 16;

    /// <summary>The remote's tip with all that it needs; null while the remote has no such branch.</summary>
    public string? Fetch()
    {
        Name();
        _connection.Begin();
        // What is not there is fetched without a word.
        repository.Refs.Remove(Fetched);
        Commands.Fetch(repository, RemoteName, [$"+{RemoteBranch}:{Fetched}"], _connection.ForFetch(), logMessage: null);
        return repository.Refs[Fetched]?.TargetIdentifier;
    }

    /// <summary>Brings our branch onto theirs: forward, or with our own commits set on top. Null when that worked.</summary>
    public SyncOutcome? Integrate(string theirs, DateTimeOffset now)
    {
        var ours = repository.Refs[LocalBranch].TargetIdentifier;
        if (repository.Refs[SeenOf(remote)]?.TargetIdentifier is { } seen && !Contains(theirs, seen)) return new SyncOutcome.Rewritten(theirs);
        if (Contains(ours, theirs)) return null;
        if (AreUnrelated(ours, theirs)) return new SyncOutcome.Unrelated(theirs);
        var (tip, conflicts) = Rebase(ours, theirs);
        if (conflicts.Count > 0 && Merge(ours, theirs, now) is { } merged) (tip, conflicts) = (merged, []);
        if (conflicts.Count > 0) return new SyncOutcome.Conflict(theirs, [.. conflicts]);
        return BranchSwap.TryMove(folder, BareRepository.Branch, tip.Id.RawId, new ObjectId(ours).RawId) ? null : new SyncOutcome.Failed("The branch was moved by another program.");
    }

    /// <summary>Null when the remote took our branch, which at that time stands at this commit or beyond; else why it did not.</summary>
    public string? Push(string tip, string? theirs)
    {
        try
        {
            return new Uri(remote.Url) is { IsFile: true } file ? PushToFolder(file.LocalPath, tip, theirs) : PushTo(LocalBranch, RemoteBranch);
        }
        catch (NonFastForwardException e)
        {
            return e.Message;
        }
    }

    // Into a folder libgit2 moves the branch without looking where it stands by then, so that of two who push at once one commit is lost.
    private string? PushToFolder(string there, string tip, string? theirs)
    {
        var aside = $"refs/portal/incoming/{tip}";
        repository.Refs.Add(aside, new ObjectId(tip), allowOverwrite: true);
        if (PushTo(aside, aside) is { } refusal) return refusal;
        using var other = new Repository(there);
        try
        {
            return BranchSwap.TryMove(there, remote.Branch, new ObjectId(tip).RawId, theirs is null ? null : new ObjectId(theirs).RawId) ? null : "Somebody else pushed in between.";
        }
        finally
        {
            other.Refs.Remove(aside);
            repository.Refs.Remove(aside);
        }
    }

    private string? PushTo(string from, string to)
    {
        string? refusal = null;
        Name();
        _connection.Begin();
        repository.Network.Push(repository.Network.Remotes[RemoteName], $"{from}:{to}", _connection.ForPush(error => refusal = error.Message));
        return refusal;
    }

    public string MarkInStep(string commit)
    {
        repository.Refs.Add(SeenOf(remote), new ObjectId(commit), allowOverwrite: true);
        return commit;
    }

    public string Tip => repository.Refs[LocalBranch].TargetIdentifier;

    // Neither fetching nor pushing takes a bare address.
    private void Name()
    {
        if (repository.Network.Remotes[RemoteName] is not { } named) repository.Network.Remotes.Add(RemoteName, _connection.Url);
        else if (named.Url != _connection.Url) repository.Network.Remotes.Update(RemoteName, updater => updater.Url = _connection.Url);
    }

    private bool Contains(string tip, string commit) =>
        tip == commit || repository.ObjectDatabase.FindMergeBase(repository.Lookup<Commit>(tip), repository.Lookup<Commit>(commit))?.Sha == commit;

    // Our first commit is empty, and joins nothing.
    private bool AreUnrelated(string ours, string theirs)
    {
        var tip = repository.Lookup<Commit>(ours);
        return tip.Parents.Any() && repository.ObjectDatabase.FindMergeBase(tip, repository.Lookup<Commit>(theirs)) is null;
    }

    // Commit by commit they are at odds, but whoever made both sides end alike has settled it.
    private Commit? Merge(string ours, string theirs, DateTimeOffset now)
    {
        var (own, other) = (repository.Lookup<Commit>(ours), repository.Lookup<Commit>(theirs));
        var merged = repository.ObjectDatabase.MergeCommits(own, other, new MergeTreeOptions());
        if (merged.Status == MergeTreeStatus.Conflicts) return null;
        var portal = new Signature("PromotionPortal", "portal@localhost", now);
        return repository.ObjectDatabase.CreateCommit(portal, portal, "Merge what was committed here and there\n", merged.Tree, [other, own], prettifyMessage: false);
    }

    private (Commit Tip, List<string> Conflicts) Rebase(string ours, string theirs)
    {
        var tip = repository.Lookup<Commit>(theirs);
        var own = repository.Commits.QueryBy(new CommitFilter { IncludeReachableFrom = ours, ExcludeReachableFrom = theirs, SortBy = CommitSortStrategies.Topological | CommitSortStrategies.Reverse });
        foreach (var commit in own.Where(commit => commit.Parents.Any())) // our first commit is empty
        {
            var picked = repository.ObjectDatabase.CherryPickCommit(commit, tip, commit.Parents.Count() > 1 ? 1 : 0, new MergeTreeOptions());
            if (picked.Status == MergeTreeStatus.Conflicts) return (tip, [.. picked.Conflicts.Select(PathOf).Distinct()]);
            if (picked.Tree.Id == tip.Tree.Id) continue;
            tip = repository.ObjectDatabase.CreateCommit(commit.Author, commit.Committer, commit.Message, picked.Tree, [tip], prettifyMessage: false);
        }
        return (tip, []);
    }

    private static string PathOf(Conflict conflict) => (conflict.Ours ?? conflict.Theirs ?? conflict.Ancestor).Path;
}
