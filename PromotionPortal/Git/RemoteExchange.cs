using LibGit2Sharp;
using LibGit2Sharp.Handlers;

namespace PromotionPortal.Git;

/// <summary>The steps of an exchange with a remote, on one handle. Nothing is ever forced.</summary>
internal sealed class RemoteExchange(Repository repository, string folder, RemoteAddress remote)
{
    private const string RemoteName = "portal";
    private const string LocalBranch = "refs/heads/" + BareRepository.Branch;

    // Where the remote stood when we last were in step.
    private const string Seen = "refs/portal/seen";
    private const string Fetched = "refs/portal/fetched";

    private string RemoteBranch => "refs/heads/" + remote.Branch;

    private CredentialsHandler? Credentials =>
        remote.Login is { } login ? (_, _, _) => new UsernamePasswordCredentials { Username = login.User, Password = login.Password } : null;

    /// <summary>The remote's tip with all that it needs; null while the remote has no such branch.</summary>
    public string? Fetch()
    {
        var there = Repository.ListRemoteReferences(remote.Url, Credentials).FirstOrDefault(reference => reference.CanonicalName == RemoteBranch);
        if (there is null) return null;
        var options = new FetchOptions { TagFetchMode = TagFetchMode.None, CredentialsProvider = Credentials };
        Name();
        Commands.Fetch(repository, RemoteName, [$"+{RemoteBranch}:{Fetched}"], options, logMessage: null);
        return repository.Refs[Fetched].TargetIdentifier;
    }

    /// <summary>Brings our branch onto theirs: forward, or with our own commits set on top. Null when that worked.</summary>
    public SyncOutcome? Integrate(string theirs)
    {
        var ours = repository.Refs[LocalBranch].TargetIdentifier;
        if (repository.Refs[Seen]?.TargetIdentifier is { } seen && !Contains(theirs, seen)) return new SyncOutcome.Rewritten(theirs);
        if (Contains(ours, theirs)) return null;
        var (tip, conflicts) = Rebase(ours, theirs);
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
        repository.Network.Push(repository.Network.Remotes[RemoteName], $"{from}:{to}", new PushOptions { CredentialsProvider = Credentials, OnPushStatusError = error => refusal = error.Message });
        return refusal;
    }

    public string MarkInStep(string commit)
    {
        repository.Refs.Add(Seen, new ObjectId(commit), allowOverwrite: true);
        return commit;
    }

    public string Tip => repository.Refs[LocalBranch].TargetIdentifier;

    // Neither fetching nor pushing takes a bare address.
    private void Name()
    {
        if (repository.Network.Remotes[RemoteName] is not { } named) repository.Network.Remotes.Add(RemoteName, remote.Url);
        else if (named.Url != remote.Url) repository.Network.Remotes.Update(RemoteName, updater => updater.Url = remote.Url);
    }

    private bool Contains(string tip, string commit) =>
        tip == commit || repository.ObjectDatabase.FindMergeBase(repository.Lookup<Commit>(tip), repository.Lookup<Commit>(commit))?.Sha == commit;

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
