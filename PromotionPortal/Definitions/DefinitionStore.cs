using PromotionPortal.Domain.Definitions;
using PromotionPortal.Git;
using PromotionPortal.Storage;

namespace PromotionPortal.Definitions;

/// <summary>The definitions: the repository they are kept in, and the snapshot of its tip that everybody reads.</summary>
public sealed class DefinitionStore(DataFolder data, TimeProvider clock) : IDisposable
{
    private static readonly CommitAuthor s_portal = new("PromotionPortal", "portal@localhost");

    private readonly SemaphoreSlim _turn = new(1);
    private BareRepository? _repository;
    private volatile DefinitionTree _tree = DefinitionTree.Empty;

    /// <summary>Tells that Current is another one now. Carries no data; raised on the thread that made the change.</summary>
#pragma warning disable MA0046 // there is no data to hand over
    public event Action? Changed;
#pragma warning restore MA0046

    public DefinitionsSnapshot Current => _tree.Snapshot;

    /// <summary>The folder of the repository in which the definitions lie; empty: its root.</summary>
    public string Folder { get; private set; } = "";

    private BareRepository Repository => _repository ?? throw new InvalidOperationException("The definitions are not open yet.");

    /// <summary>Opens the repository, made where there is none, and reads all of it.</summary>
    public async Task OpenAsync(CancellationToken stop = default)
    {
        _repository = await BareRepository.OpenAsync(data.Definitions, clock, s_portal, stop);
        _repository.Root = Folder;
        await RefreshAsync(stop);
    }

    /// <summary>Reads and writes in another folder of the repository from now on. What lies elsewhere in it stays as it is.</summary>
    public async Task UseFolderAsync(string folder, CancellationToken stop = default)
    {
        if (folder == Folder) return;
        Folder = folder;
        if (_repository is null) return;
        await _turn.WaitAsync(stop);
        try
        {
            _repository.Root = folder;
            await Task.Run(() => Reread(anew: true), stop);
        }
        finally
        {
            _turn.Release();
        }
        Changed?.Invoke();
    }

    /// <summary>Reads what changed since, where somebody moved the repository's tip.</summary>
    public async Task RefreshAsync(CancellationToken stop = default)
    {
        await _turn.WaitAsync(stop);
        bool moved;
        try
        {
            moved = await Task.Run(() => Reread(), stop);
        }
        finally
        {
            _turn.Release();
        }
        if (moved) Changed?.Invoke();
    }

    /// <summary>One commit with all the changes, live when this returns; or why there is none.</summary>
    public async Task<CommitOutcome> CommitAsync(IReadOnlyList<FileChange> changes, string expectedParent, ChangeAuthor author, string message, CancellationToken stop = default)
    {
        await _turn.WaitAsync(stop);
        var before = Current.Commit;
        CommitOutcome outcome;
        try
        {
            await Task.Run(() => Reread(), stop);
            outcome = await CommitNowAsync(changes, expectedParent, author, message, stop);
        }
        finally
        {
            _turn.Release();
        }
        if (Current.Commit != before) Changed?.Invoke();
        return outcome;
    }

    /// <summary>What would be wrong if the changes were made now.</summary>
    public Task<ChangeVerdict> JudgeAsync(IReadOnlyList<FileChange> changes, CancellationToken stop = default) => Task.Run(() => Judge(changes), stop);

    /// <summary>What the definitions would be if the changes were made now.</summary>
    public Task<DefinitionsSnapshot> PreviewAsync(IReadOnlyList<FileChange> changes, CancellationToken stop = default) => Task.Run(() => With(_tree, changes).Snapshot, stop);

    /// <summary>Fetches from the remote, makes live what came, and pushes what was committed here. To be called on a schedule, by webhook and after a commit.</summary>
    public async Task<SyncOutcome> SyncAsync(RemoteAddress remote, CancellationToken stop = default)
    {
        var outcome = await Repository.SyncAsync(remote, stop);
        await RefreshAsync(stop);
        return outcome;
    }

    /// <summary>Takes a remote as it is, also where it was rewritten since.</summary>
    public void Forget(RemoteAddress remote) => Repository.Forget(remote);

    /// <summary>Packs the repository.</summary>
    public Task<PackOutcome> PackAsync(CancellationToken stop = default) => Repository.PackAsync(stop);

    /// <summary>For whoever looks into the past.</summary>
    internal GitReader Read() => Repository.Read();

    public void Dispose()
    {
        _turn.Dispose();
        _repository?.Dispose();
    }

    private async Task<CommitOutcome> CommitNowAsync(IReadOnlyList<FileChange> changes, string expectedParent, ChangeAuthor author, string message, CancellationToken stop)
    {
        if (Current.Commit != expectedParent) return new CommitOutcome.Conflict(Current.Commit);
        var after = await Task.Run(() => With(_tree, changes), stop);
        if (ChangeVerdict.New(Current.Problems, after.Snapshot.Problems) is { IsEmpty: false } introduced) return new CommitOutcome.Refused(introduced);
        var full = Trailers.Append(message, author.ActorId, author.ChangeId);
        switch (await Repository.CommitAsync(changes, expectedParent, new(author.Name, author.Email), full, stop))
        {
            case GitOutcome.Committed committed:
                // Exactly this on top of exactly that parent is what was just read and judged: it need not be read again.
                if (after.IsWhole) _tree = after.At(committed.Commit);
                else Reread();
                return new CommitOutcome.Committed(committed.Commit);
            case GitOutcome.Conflict conflict:
                return new CommitOutcome.Conflict(conflict.Tip);
            default:
                throw new InvalidOperationException("A commit has no other outcome.");
        }
    }

    private ChangeVerdict Judge(IReadOnlyList<FileChange> changes)
    {
        var tree = _tree;
        var after = With(tree, changes).Snapshot;
        return new(after, ChangeVerdict.New(tree.Snapshot.Problems, after.Problems));
    }

    private DefinitionTree With(DefinitionTree tree, IReadOnlyList<FileChange> changes)
    {
        using var reader = Repository.Read();
        return new TreeLoader(reader, tree.Snapshot.Commit).LoadWith(tree, changes);
    }

    private bool Reread(bool anew = false)
    {
        using var reader = Repository.Read();
        var tip = reader.Tip ?? throw new InvalidOperationException("The definitions repository has lost its branch.");
        if (tip == Current.Commit && !anew) return false;
        var loader = new TreeLoader(reader, tip);
        _tree = !anew && _tree.IsWhole && Current.Commit.Length > 0 && reader.Has(Current.Commit) ? loader.LoadChanged(_tree) : loader.LoadAll();
        return true;
    }
}
