using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Images;
using Names = System.Collections.Generic.IReadOnlyCollection<string>;

namespace PromotionPortal.Storage.Views;

/// <summary>Names an image of an application.</summary>
public readonly record struct ImageKey(string Application, Digest Digest);

/// <summary>Reads all that is known of images: as many queries for one as for a hundred.</summary>
public static class ImageFactsView
{
    // Compiled, because every decision reads them.
    private static readonly Compiled<Read<ImageRow>> s_images = new(() => new(EF.CompileAsyncQuery((PortalDb db, Names applications, Names digests) => db.Images.AsNoTracking().Where(row => applications.Contains(row.Application) && digests.Contains(row.Digest)))));
    private static readonly Compiled<Read<BuildRow>> s_builds = new(() => new(EF.CompileAsyncQuery((PortalDb db, Names applications, Names digests) => db.Builds.AsNoTracking().Where(row => applications.Contains(row.Application) && digests.Contains(row.Digest)))));
    private static readonly Compiled<Read<CheckRow>> s_checks = new(() => new(EF.CompileAsyncQuery((PortalDb db, Names applications, Names digests) => db.Checks.AsNoTracking().Where(row => row.Latest && applications.Contains(row.Application) && digests.Contains(row.Digest)))));
    private static readonly Compiled<Read<DeployedRow>> s_deployed = new(() => new(EF.CompileAsyncQuery((PortalDb db, Names applications, Names digests) => db.Deployed.AsNoTracking().Where(row => row.Until == null && applications.Contains(row.Application) && digests.Contains(row.Digest)))));
    private static readonly Compiled<Read<LabelRow>> s_labels = new(() => new(EF.CompileAsyncQuery((PortalDb db, Names applications, Names digests) => db.Labels.AsNoTracking().Where(row => applications.Contains(row.Application) && digests.Contains(row.Digest)))));
    private static readonly Compiled<Read<SignatureRow>> s_signatures = new(() => new(EF.CompileAsyncQuery((PortalDb db, Names applications, Names digests) => db.Signatures.AsNoTracking().Where(row => applications.Contains(row.Application) && digests.Contains(row.Digest)))));

    private delegate IAsyncEnumerable<T> Read<T>(PortalDb db, Names applications, Names digests);

    /// <summary>Null: no such image is known.</summary>
    public static async Task<ImageFacts?> ReadAsync(PortalDb db, string application, Digest digest, CancellationToken stop) =>
        (await ReadAsync(db, [new(application, digest)], stop)).GetValueOrDefault(new(application, digest));

    /// <summary>Those of the images that are known.</summary>
    public static async Task<IReadOnlyDictionary<ImageKey, ImageFacts>> ReadAsync(PortalDb db, IReadOnlyCollection<ImageKey> images, CancellationToken stop)
    {
        var applications = images.Select(image => image.Application).Distinct().ToArray();
        var digests = images.Select(image => image.Digest.Text).Distinct().ToArray();
        var rows = await s_images.For(db)(db, applications, digests).ToListAsync(stop);
        var builds = await s_builds.For(db)(db, applications, digests).ToListAsync(stop);
        var checks = await s_checks.For(db)(db, applications, digests).ToListAsync(stop);
        var deployed = await s_deployed.For(db)(db, applications, digests).ToListAsync(stop);
        var labels = await s_labels.For(db)(db, applications, digests).ToListAsync(stop);
        var signatures = await s_signatures.For(db)(db, applications, digests).ToListAsync(stop);
        var wanted = images.ToHashSet();
        return rows.Select(row => (Row: row, Key: new ImageKey(row.Application, Digest.Parse(row.Digest)))).Where(image => wanted.Contains(image.Key)).ToDictionary(image => image.Key, image =>
        {
            bool Is(string application, string digest) => application == image.Row.Application && digest == image.Row.Digest;
            return Of(image.Row) with
            {
                Labels = [.. labels.Where(row => Is(row.Application, row.Digest)).Select(row => row.Label).Order(StringComparer.Ordinal)],
                Builds = [.. builds.Where(row => Is(row.Application, row.Digest)).OrderBy(row => row.At).Select(row => row.ToFact())],
                Checks = checks.Where(row => Is(row.Application, row.Digest)).ToImmutableSortedDictionary(row => row.Name, row => row.ToFact(), StringComparer.Ordinal),
                DeployedIn = deployed.Where(row => Is(row.Application, row.Digest)).ToImmutableSortedDictionary(row => row.Environment, row => row.ToFact(), StringComparer.Ordinal),
                SignedBy = [.. signatures.Where(row => Is(row.Application, row.Digest)).Select(row => row.Key).Order(StringComparer.Ordinal)],
            };
        });
    }

    /// <summary>The newest images of an application that its registry still has, newest first, each with when it was made or first seen.</summary>
    public static async Task<IReadOnlyList<(ImageFacts Image, DateTimeOffset At)>> NewestAsync(PortalDb db, string application, int most, CancellationToken stop)
    {
        var rows = await db.Images.AsNoTracking().Where(row => row.Application == application && row.GoneAt == null)
            .OrderByDescending(row => row.CreatedAt ?? row.FirstSeenAt).ThenBy(row => row.Digest).Take(most)
            .Select(row => new { row.Digest, At = row.CreatedAt ?? row.FirstSeenAt }).ToListAsync(stop);
        var keys = rows.ConvertAll(row => new ImageKey(application, Digest.Parse(row.Digest)));
        var facts = await ReadAsync(db, keys, stop);
        return [.. keys.Zip(rows).Where(pair => facts.ContainsKey(pair.First)).Select(pair => (facts[pair.First], pair.Second.At))];
    }

    private static ImageFacts Of(ImageRow row) => new(row.Application, Digest.Parse(row.Digest))
    {
        Tags = [.. row.Tags],
        Size = row.Size,
        Platforms = [.. row.Platforms],
        Annotations = JsonSerializer.Deserialize<ImmutableSortedDictionary<string, string>>(row.Annotations) ?? ImmutableSortedDictionary<string, string>.Empty,
    };
}
