using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Git;
using PromotionPortal.Identity;
using PromotionPortal.Outbound;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>The only way to choose the repository that the definitions are shared with.</summary>
public sealed class RemoteDesk(DefinitionRemote remote, DefinitionStore store, RemoteAccess access, RemoteRules rules, IDbContextFactory<PortalDb> database, TimeProvider time)
{
    /// <summary>Null: there is none, or the actor may not know.</summary>
    public async Task<RemoteRow?> FindAsync(Actor actor, CancellationToken stop) => Access.Can(actor, Verb.ManageRemote).Allowed ? await remote.RowAsync(stop) : null;

    public async Task<Answer> SetAsync(Actor actor, RemoteSetting asked, CancellationToken stop)
    {
        if (Refusal(actor) is { } refusal) return refusal;
        var setting = asked.Tidied();
        if (rules.Problems(setting) is { Length: > 0 } problems) return Answer.Refused(string.Join(' ', problems));
        await ReplaceAsync(actor, setting, "definitions-remote.set", $"{actor.Name} shares the definitions with {setting.Url}, branch {setting.Branch}{(setting.Folder.Length == 0 ? "" : $", folder {setting.Folder}")}.", stop);
        // Chosen by a person, it is taken as it stands now.
        store.Forget(new(setting.Url, setting.Branch));
        remote.Wake();
        return Answer.Done("The remote is set. The first exchange is under way.");
    }

    public async Task<Answer> ClearAsync(Actor actor, CancellationToken stop)
    {
        if (Refusal(actor) is { } refusal) return refusal;
        if (await remote.RowAsync(stop) is not { } row) return Answer.NotFound("The definitions are shared with no remote.");
        await ReplaceAsync(actor, setting: null, "definitions-remote.cleared", $"{actor.Name} no longer shares the definitions with {row.Url}.", stop);
        await store.UseFolderAsync("", stop);
        return Answer.Done("The definitions are kept here alone from now on. The remote stays as it is.");
    }

    /// <summary>Calls the remote without taking anything from it, and says what exactly fails.</summary>
    public async Task<Answer> TestAsync(Actor actor, RemoteSetting asked, CancellationToken stop)
    {
        if (Refusal(actor) is { } refusal) return refusal;
        var setting = asked.Tidied();
        if (rules.Problems(setting) is { Length: > 0 } problems) return Answer.Refused(string.Join(' ', problems));
        var (probe, why) = await access.UseAsync(setting, RemoteProbe.RunAsync, stop);
        if (probe is not { IsReached: true }) return Answer.Refused(why ?? probe?.Why ?? "It cannot be reached.");
        return Answer.Done(probe.HasBranch ? $"It answers, lets us in, and has the branch {setting.Branch}." : $"It answers and lets us in. It has no branch {setting.Branch} yet: the first push makes it.");
    }

    /// <summary>An exchange now, and what it came to.</summary>
    public async Task<Answer> SyncAsync(Actor actor, CancellationToken stop)
    {
        if (Refusal(actor) is { } refusal) return refusal;
        await remote.SyncAsync(stop);
        return await remote.RowAsync(stop) switch
        {
            null => Answer.NotFound("The definitions are shared with no remote."),
            { Result: RemoteResult.InStep } row => Answer.Done(row.Words),
            var row => Answer.Refused(row.Words),
        };
    }

    private static Answer? Refusal(Actor actor) => Access.Can(actor, Verb.ManageRemote) is { Allowed: false } verdict ? Answer.NotAllowed(verdict.Reason) : null;

    private async Task ReplaceAsync(Actor actor, RemoteSetting? setting, string action, string text, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        await db.Remotes.ExecuteDeleteAsync(stop);
        if (setting is not null)
        {
            db.Remotes.Add(new()
            {
                Url = setting.Url,
                Branch = setting.Branch,
                Folder = setting.Folder,
                Credentials = setting.Credentials,
                HostFingerprint = setting.HostFingerprint,
                ChangedAt = time.GetUtcNow(),
                ChangedById = actor.Id,
                ChangedByName = actor.Name,
            });
        }
        await AuditTrail.AppendAsync(db, new(time.GetUtcNow(), actor, action, "definitions-remote", text, setting), stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
    }
}

/// <summary>What a remote has to be like on this machine.</summary>
public sealed class RemoteRules(RemoteOptions options, OutboundGuard guard)
{
    public System.Collections.Immutable.ImmutableArray<string> Problems(RemoteSetting setting) => setting.Problems(options, guard);
}
