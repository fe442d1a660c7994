using System.Text;
using LibGit2Sharp;

namespace PromotionPortal.Git;

/// <summary>A git repository without a work tree: objects are written straight into it, and its one branch moves by compare-and-set.</summary>
public sealed class BareRepository : IDisposable
{
    public const string Branch = "main";

    private const int MostPushes = 5;

    private volatile string _root = "";

    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _writer = new(1);

    // What stands in the configuration of this machine or its user could send us to another address, or by another way.
    static BareRepository() => GitIsolation.Begin();

    private BareRepository(string folder, TimeProvider clock)
    {
        _folder = folder;
        _clock = clock;
    }

    /// <summary>Opens it, made with an empty first commit where there is none, and cleaned of what a killed process left.</summary>
    public static async Task<BareRepository> OpenAsync(string folder, TimeProvider clock, CommitAuthor maker, CancellationToken stop = default)
    {
        if (!Repository.IsValid(folder)) Make(folder, Sign(maker, clock.GetUtcNow()));
        using (await RepositoryLock.TakeAsync(folder, stop)) await RepositoryLock.RemoveLeftoversAsync(folder, stop);
        return new(folder, clock);
    }

    /// <summary>The folder that is read and written, as in "teams/shop"; empty for all of the repository.</summary>
    public string Root
    {
        get => _root;
        set
        {
            if (value.Length > 0) CheckPath(value);
            _root = value;
        }
    }

    public GitReader Read() => new(_folder, Branch, _root);

    /// <summary>One commit with all the changes on top of exactly that parent. Changes that change nothing make none.</summary>
    public async Task<GitOutcome> CommitAsync(IReadOnlyList<FileChange> changes, string expectedParent, CommitAuthor author, string message, CancellationToken stop = default)
    {
        foreach (var change in changes) CheckPath(change.Path);
        var rooted = _root.Length == 0 ? changes : [.. changes.Select(change => change with { Path = $"{_root}/{change.Path}" })];
        return await WriteAsync(() => Commit(rooted, expectedParent, Sign(author, _clock.GetUtcNow()), message), stop);
    }

    /// <summary>Fetches, brings our branch onto theirs, and pushes; again, where somebody pushed in between. The network is used without holding up writers.</summary>
    public async Task<SyncOutcome> SyncAsync(RemoteAddress remote, CancellationToken stop = default)
    {
        RemoteProbe.Check(remote);
        using var repository = new Repository(_folder);
        var exchange = new RemoteExchange(repository, _folder, remote, stop);
        try
        {
            using var held = await RepositoryLock.TakeAsync(_folder, stop, RepositoryLock.Exchange);
            return await ExchangeAsync(exchange, stop);
        }
        catch (Exception e) when (e is LibGit2SharpException or IOException)
        {
            return new SyncOutcome.Failed(exchange.Why ?? e.Message);
        }
    }

    /// <summary>Says no longer that a remote was rewritten: from now on it is taken as it is.</summary>
    public void Forget(RemoteAddress remote)
    {
        using var repository = new Repository(_folder);
        repository.Refs.Remove(RemoteExchange.SeenOf(remote));
    }

    /// <summary>Packs what lies loose, where the git program is there to do it. Safe beside commits and exchanges: nothing young is thrown away.</summary>
    public Task<PackOutcome> PackAsync(CancellationToken stop) => RepositoryPacking.RunAsync(_folder, stop);

    public void Dispose() => _writer.Dispose();

    private async Task<SyncOutcome> ExchangeAsync(RemoteExchange exchange, CancellationToken stop)
    {
        var why = "";
        for (var attempt = 0; attempt < MostPushes; attempt++)
        {
            var theirs = await Task.Run(exchange.Fetch, stop);
            if (theirs is not null && await WriteAsync(() => exchange.Integrate(theirs, _clock.GetUtcNow()), stop) is { } stopped) return stopped;
            if (theirs == exchange.Tip) return new SyncOutcome.InStep(exchange.MarkInStep(theirs)) { Pushed = attempt > 0 };
            var tip = exchange.Tip;
            why = await Task.Run(() => exchange.Push(tip, theirs), stop) ?? "";
            if (why.Length == 0) return new SyncOutcome.InStep(exchange.MarkInStep(tip)) { Pushed = true };
        }
        return new SyncOutcome.Failed(why);
    }

    private async Task<T> WriteAsync<T>(Func<T> write, CancellationToken stop)
    {
        await _writer.WaitAsync(stop);
        try
        {
            using var held = await RepositoryLock.TakeAsync(_folder, stop);
            return await Task.Run(write, stop);
        }
        finally
        {
            _writer.Release();
        }
    }

    private GitOutcome Commit(IReadOnlyList<FileChange> changes, string expectedParent, Signature author, string message)
    {
        using var repository = new Repository(_folder);
        if (TipOf(repository) is { } tip && tip != expectedParent) return new GitOutcome.Conflict(tip);
        var parent = repository.Lookup<Commit>(expectedParent) ?? throw new ArgumentException($"There is no commit {expectedParent}.", nameof(expectedParent));
        var tree = Changed(repository, parent.Tree, changes);
        if (tree.Id == parent.Tree.Id) return new GitOutcome.Committed(expectedParent);
        var commit = repository.ObjectDatabase.CreateCommit(author, author, message, tree, [parent], prettifyMessage: false);
        return BranchSwap.TryMove(_folder, Branch, commit.Id.RawId, parent.Id.RawId)
            ? new GitOutcome.Committed(commit.Sha)
            : new GitOutcome.Conflict(TipOf(repository) ?? "");
    }

    private Tree Changed(Repository repository, Tree tree, IReadOnlyList<FileChange> changes)
    {
        var last = changes.GroupBy(change => change.Path, StringComparer.Ordinal).Select(group => group.Last());
        var updates = last.Where(change => change.Text is not null || tree[change.Path] is not null)
            .Select(change => (change.Path, change.Text is null ? null : WriteBlob(repository, change.Text).RawId))
            .ToList();
        return repository.Lookup<Tree>(new ObjectId(TreeSplice.Apply(_folder, tree.Id.RawId, updates)));
    }

    private static ObjectId WriteBlob(Repository repository, string text) => repository.ObjectDatabase.Write<Blob>(Encoding.UTF8.GetBytes(text));

    private static string? TipOf(Repository repository) => repository.Refs["refs/heads/" + Branch]?.ResolveToDirectReference()?.TargetIdentifier;

    // Made aside and moved into place, so that a half-made one is never taken for one.
    private static void Make(string folder, Signature maker)
    {
        var aside = folder + ".new";
        if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
        using (var repository = new Repository(Repository.Init(aside, isBare: true)))
        {
            repository.Refs.Add("HEAD", "refs/heads/" + Branch, allowOverwrite: true);
            repository.Config.Set("core.fsyncObjectFiles", true, ConfigurationLevel.Local);
            repository.Config.Set("receive.denyNonFastForwards", true, ConfigurationLevel.Local);
            repository.Config.Set("receive.denyDeletes", true, ConfigurationLevel.Local);
            repository.Config.Set("receive.fsckObjects", true, ConfigurationLevel.Local);
            var empty = repository.ObjectDatabase.CreateTree(new TreeDefinition());
            var first = repository.ObjectDatabase.CreateCommit(maker, maker, "Begin\n", empty, [], prettifyMessage: false);
            repository.Refs.Add("refs/heads/" + Branch, first.Id);
        }
        Directory.Move(aside, folder);
    }

    private static Signature Sign(CommitAuthor author, DateTimeOffset at) => new(Plain(author.Name, "unknown"), Plain(author.Email, "unknown"), at);

    // What would break out of the commit's header line.
    private static string Plain(string text, string otherwise)
    {
        var plain = string.Concat(text.Where(character => !char.IsControl(character) && character is not ('<' or '>'))).Trim();
        return plain.Length == 0 ? otherwise : plain;
    }

    private static void CheckPath(string path)
    {
        var parts = path.Split('/');
        if (parts.Any(part => part is "" or "." or ".." || part.Equals(".git", StringComparison.OrdinalIgnoreCase) || part.Any(char.IsControl)))
            throw new ArgumentException($"'{path}' is no path of a file in a repository.", nameof(path));
    }
}
