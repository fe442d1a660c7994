using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Whose signatures images carry, of the keys that the operator configured.</summary>
public sealed class ImageSignatures(IDbContextFactory<PortalDb> database, Sources sources, DiscoveryOptions options, TimeProvider time)
{
    private readonly string _keys = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', options.Keys.Select(DiscoveryOptions.FingerprintOf)))))[..12];

    /// <summary>
    /// Verifies now, where CI pushed the image, and remembers what came of it. Throws <see cref="RegistryException"/> where the registry
    /// does not answer: then it is not known, and what was remembered is no answer.
    /// </summary>
    public async Task<ImmutableArray<string>> SignedByAsync(string application, Digest digest, CancellationToken stop)
    {
        if (options.Keys.IsEmpty) return [];
        var source = sources.Open(application);
        var seen = await source.Registry.ResolveAsync(source.Repository, AttachmentTag.SignatureOf(digest), stop);
        var names = await SignatureCheck.SignedByAsync(source.Registry, source.Repository, digest, options.Keys, stop);
        await RememberAsync(application, digest, names, MarkOf(seen), stop);
        return [.. names];
    }

    /// <summary>Checks those images whose signatures, or whose keys, are others than at the last check.</summary>
    /// <param name="found">For each image that has signatures, the digest of all of them.</param>
    internal async Task<bool> CheckAsync(string application, IReadOnlyDictionary<Digest, Digest> found, CancellationToken stop)
    {
        if (options.Keys.IsEmpty) return false;
        var due = await DueAsync(application, found, stop);
        foreach (var digest in due) await SignedByAsync(application, digest, stop);
        return due.Count > 0;
    }

    /// <summary>A key that is no longer configured vouches for nothing.</summary>
    public async Task ForgetOldKeysAsync(CancellationToken stop)
    {
        var fingerprints = options.Keys.Select(DiscoveryOptions.FingerprintOf).ToArray();
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await db.Signatures.Where(row => !fingerprints.Contains(row.Fingerprint)).ExecuteDeleteAsync(stop) == 0) return;
        await DueLooks.StirAllAsync(db, stop);
        await transaction.CommitAsync(stop);
    }

    private async Task<List<Digest>> DueAsync(string application, IReadOnlyDictionary<Digest, Digest> found, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var rows = await db.Images.AsNoTracking().Where(row => row.Application == application).Select(row => new { row.Digest, row.SignaturesChecked }).ToListAsync(stop);
        return [.. rows.Select(row => (Digest: Digest.Parse(row.Digest), Checked: row.SignaturesChecked ?? MarkOf(null)))
            .Where(row => row.Checked != MarkOf(found.TryGetValue(row.Digest, out var signatures) ? signatures : null)).Select(row => row.Digest)];
    }

    private async Task RememberAsync(string application, Digest digest, ImmutableSortedSet<string> names, string mark, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await db.Images.FindAsync([application, digest.Text], stop) is not { } image) return;
        (image.SignaturesChecked, image.SignaturesCheckedAt) = (mark, time.GetUtcNow());
        var before = await db.Signatures.AsNoTracking().Where(row => row.Application == application && row.Digest == digest.Text).Select(row => row.Key).ToListAsync(stop);
        if (!names.SetEquals(before)) await DueLooks.StirAsync(db, application, stop);
        await db.Signatures.Where(row => row.Application == application && row.Digest == digest.Text).ExecuteDeleteAsync(stop);
        db.Signatures.AddRange(options.Keys.Where(key => names.Contains(key.Name)).Select(key => new SignatureRow
        {
            Application = application,
            Digest = digest.Text,
            Key = key.Name,
            Fingerprint = DiscoveryOptions.FingerprintOf(key),
            VerifiedAt = time.GetUtcNow(),
        }));
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
    }

    private string MarkOf(Digest? signatures) => $"{signatures?.Abbreviated ?? "none"} {_keys}";
}
