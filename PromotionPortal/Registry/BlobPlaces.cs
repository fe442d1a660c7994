using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Images;
using PromotionPortal.Storage;

namespace PromotionPortal.Registry;

/// <summary>Remembers which repositories of a registry have a blob, so that it is mounted from any of them and does not travel. A gap costs time and nothing else.</summary>
public sealed class BlobPlaces(IDbContextFactory<PortalDb> database, TimeProvider clock)
{
    /// <summary>So many of the youngest places of one blob are worth a request each.</summary>
    public const int Tries = 2;

    private const int MostBlobsOfACopy = 2000;
    private const int MostRows = 200_000;
    private static readonly TimeSpan s_writtenAnewAfter = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_old = TimeSpan.FromDays(180);

    /// <summary>For each blob the repositories that had it, the youngest first.</summary>
    public async Task<ILookup<Digest, string>> FindAsync(string place, IEnumerable<Descriptor> blobs, CancellationToken stop)
    {
        try
        {
            var digests = Texts(blobs);
            await using var db = await database.CreateDbContextAsync(stop);
            var rows = await db.BlobPlaces.AsNoTracking().Where(row => row.Place == place && digests.Contains(row.Digest)).OrderByDescending(row => row.SeenAt).ToListAsync(stop);
            return rows.ToLookup(row => Digest.Parse(row.Digest), row => row.Repository);
        }
        catch (Exception e) when (IsPassing(e))
        {
            return Nothing;
        }
    }

    internal static ILookup<Digest, string> Nothing { get; } = Array.Empty<string>().ToLookup(_ => default(Digest));

    /// <summary>Keeps that a repository has these blobs now.</summary>
    public async Task RememberAsync(string place, string repository, IEnumerable<Descriptor> blobs, CancellationToken stop)
    {
        try
        {
            var digests = Texts(blobs);
            await using var db = await database.CreateDbContextAsync(stop);
            var known = await db.BlobPlaces.Where(row => row.Place == place && row.Repository == repository && digests.Contains(row.Digest)).ToDictionaryAsync(row => row.Digest, stop);
            var now = clock.GetUtcNow();
            foreach (var digest in digests)
            {
                if (!known.TryGetValue(digest, out var row)) db.BlobPlaces.Add(new() { Place = place, Digest = digest, Repository = repository, SeenAt = now });
                else if (row.SeenAt < now - s_writtenAnewAfter) row.SeenAt = now;
            }
            if (db.ChangeTracker.HasChanges()) await db.SaveChangesAsync(stop);
        }
        catch (Exception e) when (IsPassing(e))
        {
            // The next copy remembers it.
        }
    }

    /// <summary>A repository that turned out not to have a blob any more.</summary>
    public async Task ForgetAsync(string place, string repository, IEnumerable<Digest> blobs, CancellationToken stop)
    {
        try
        {
            var digests = blobs.Select(blob => blob.Text).ToList();
            await using var db = await database.CreateDbContextAsync(stop);
            await db.BlobPlaces.Where(row => row.Place == place && row.Repository == repository && digests.Contains(row.Digest)).ExecuteDeleteAsync(stop);
        }
        catch (Exception e) when (IsPassing(e))
        {
            // It is found out again.
        }
    }

    /// <summary>Forgets what is old, and of the rest the oldest where there are too many.</summary>
    public async Task PruneAsync(CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var oldest = clock.GetUtcNow() - s_old;
        if (await db.BlobPlaces.CountAsync(stop) > MostRows)
        {
            var limit = await db.BlobPlaces.OrderByDescending(row => row.SeenAt).Skip(MostRows).Select(row => row.SeenAt).FirstAsync(stop);
            if (limit > oldest) oldest = limit;
        }
        await db.BlobPlaces.Where(row => row.SeenAt <= oldest).ExecuteDeleteAsync(stop);
    }

    private static List<string> Texts(IEnumerable<Descriptor> blobs) => [.. blobs.Select(blob => blob.Digest.Text).Distinct(StringComparer.Ordinal).Take(MostBlobsOfACopy)];

    private static bool IsPassing(Exception e) => PortalDb.IsBusy(e) || e is DbUpdateException;
}
