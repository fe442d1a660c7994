using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Secrets;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Where a secret's value comes from. What the operator gives wins over what the portal keeps.</summary>
public enum SecretSource
{
    Missing,
    Portal,
    Operator,
}

/// <summary>A secret without its value. When and by whom are known of those that the portal keeps.</summary>
public sealed record SecretState(string Name, SecretSource Source, DateTimeOffset? ChangedAt = null, string? ChangedBy = null);

/// <summary>The secrets: values for what calls out, and states without values for people.</summary>
public sealed class SecretStore(OutsideSecrets outside, SecretSeal seal, IDbContextFactory<PortalDb> database)
{
    /// <summary>The value; null where it is not set, or cannot be read with the keys of this database. Read at each use, so that a new one works at once.</summary>
    public string? Find(string name)
    {
        if (outside.Find(name) is { } given) return given;
        using var db = database.CreateDbContext();
        return db.Secrets.AsNoTracking().Where(row => row.Name == name).Select(row => row.Sealed).FirstOrDefault() is { } kept ? seal.Open(name, kept) : null;
    }

    /// <summary>Those of the names that have no value which could be read.</summary>
    public IReadOnlySet<string> Missing(IReadOnlyCollection<string> names)
    {
        var asked = names.Where(name => outside.Find(name) is null).ToHashSet(StringComparer.Ordinal);
        if (asked.Count == 0) return asked;
        using var db = database.CreateDbContext();
        foreach (var row in db.Secrets.AsNoTracking().Where(row => asked.Contains(row.Name)).ToList())
            if (seal.Open(row.Name, row.Sealed) is not null) asked.Remove(row.Name);
        return asked;
    }

    public bool IsFromOperator(string name) => outside.Find(name) is not null;

    public async Task<ImmutableArray<SecretState>> ListAsync(CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var kept = await db.Secrets.AsNoTracking().Select(row => new SecretState(row.Name, SecretSource.Portal, row.ChangedAt, row.ChangedByName)).ToListAsync(stop);
        var given = outside.Names().ToHashSet(StringComparer.Ordinal);
        return [.. kept.Where(secret => !given.Contains(secret.Name)).Concat(given.Select(name => new SecretState(name, SecretSource.Operator))).OrderBy(secret => secret.Name, StringComparer.Ordinal)];
    }
}
