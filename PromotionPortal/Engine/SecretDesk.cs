using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Identity;
using PromotionPortal.Secrets;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>A secret as a person sees it: its state, and where definitions name it. The value is in no answer.</summary>
public sealed record SecretView(SecretState State, ImmutableArray<SecretUse> Uses);

/// <summary>The only way to change a secret: write-only, and written to the audit trail by its name alone.</summary>
public sealed class SecretDesk(SecretStore secrets, SecretSeal seal, IDbContextFactory<PortalDb> database, CurrentDefinitions definitions, TimeProvider time, Changes changes)
{
    public const int MostSecrets = 1000;

    /// <summary>Those that are missing first; null when the actor may not see them.</summary>
    public async Task<ImmutableArray<SecretView>?> ListAsync(Actor actor, CancellationToken stop)
    {
        if (!Access.Can(actor, Verb.ManageSecrets).Allowed) return null;
        var states = (await secrets.ListAsync(stop)).ToDictionary(state => state.Name, StringComparer.Ordinal);
        var uses = definitions().SecretUses.ToLookup(use => use.Name, StringComparer.Ordinal);
        return [.. states.Keys.Union(uses.Select(use => use.Key), StringComparer.Ordinal)
            .Select(name => new SecretView(states.GetValueOrDefault(name) ?? new(name, SecretSource.Missing), [.. uses[name]]))
            .OrderBy(view => view.State.Source != SecretSource.Missing).ThenBy(view => view.State.Name, StringComparer.Ordinal)];
    }

    public async Task<Answer> SetAsync(Actor actor, string name, string value, CancellationToken stop)
    {
        if (Refusal(actor, name) is { } refusal) return refusal;
        if (!SecretLimits.Fits(value)) return Answer.Refused($"A secret has at least one character and at most {SecretLimits.MostBytes / 1024} KiB.");
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var row = await db.Secrets.FirstOrDefaultAsync(row => row.Name == name, stop);
        if (row is null && await db.Secrets.CountAsync(stop) >= MostSecrets) return Answer.Refused($"There are {MostSecrets} secrets already: delete one first.");
        if (row is null) db.Secrets.Add(row = new() { Name = name, Sealed = "", ChangedById = "", ChangedByName = "" });
        (row.Sealed, row.ChangedAt, row.ChangedById, row.ChangedByName) = (seal.Close(name, value), time.GetUtcNow(), actor.Id, actor.Name);
        await WriteAsync(db, actor, "secret.set", name, $"{actor.Name} set the secret {name}.", stop);
        await transaction.CommitAsync(stop);
        changes.Announce();
        return Answer.Done($"The secret {name} is set.");
    }

    public async Task<Answer> DeleteAsync(Actor actor, string name, CancellationToken stop)
    {
        if (Refusal(actor, name) is { } refusal) return refusal;
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await db.Secrets.Where(row => row.Name == name).ExecuteDeleteAsync(stop) == 0) return Answer.NotFound($"The portal keeps no secret {name}.");
        await WriteAsync(db, actor, "secret.deleted", name, $"{actor.Name} deleted the secret {name}.", stop);
        await transaction.CommitAsync(stop);
        changes.Announce();
        return Answer.Done($"The secret {name} is deleted.");
    }

    private Answer? Refusal(Actor actor, string name)
    {
        var verdict = Access.Can(actor, Verb.ManageSecrets);
        if (!verdict.Allowed) return Answer.NotAllowed(verdict.Reason);
        if (!Metadata.IsName(name)) return Answer.Refused($"A secret's name has {Metadata.ShortestName} to {Metadata.LongestName} small letters, digits and hyphens.");
        return secrets.IsFromOperator(name) ? Answer.Refused($"The secret {name} is set by the operator, in the portal's settings. Change it there.") : null;
    }

    private async Task WriteAsync(PortalDb db, Actor actor, string action, string name, string text, CancellationToken stop)
    {
        await AuditTrail.AppendAsync(db, new(time.GetUtcNow(), actor, action, $"secret/{name}", text), stop);
        await db.SaveChangesAsync(stop);
    }
}
