using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Storage.Views;

/// <summary>The list of applications: what CI built last, and what is available where.</summary>
public sealed record ApplicationsView(IReadOnlyList<string> Environments, IReadOnlyList<ApplicationLine> Applications)
{
    public static async Task<ApplicationsView> ReadAsync(PortalDb db, DefinitionsSnapshot definitions, Func<string, bool> maySee, CancellationToken stop)
    {
        // One row per application and per place, however many images there are.
        var there = db.Images.AsNoTracking().Where(row => row.GoneAt == null);
        var newest = await there.GroupBy(row => row.Application).Select(images => images.OrderByDescending(row => row.CreatedAt ?? row.FirstSeenAt).First()).ToDictionaryAsync(row => row.Application, stop);
        var counts = await there.GroupBy(row => row.Application).Select(images => new { images.Key, Count = images.Count() }).ToDictionaryAsync(images => images.Key, images => images.Count, stop);
        var available = (await db.Available.AsNoTracking().GroupBy(row => new { row.Application, row.Environment }).Select(place => place.OrderByDescending(row => row.Since).First()).ToListAsync(stop)).ToLookup(row => row.Application);
        var active = (await db.PromotionItems.AsNoTracking().Where(row => row.Active).Select(row => new { row.Application, row.Environment }).Distinct().ToListAsync(stop)).ToLookup(row => row.Application, row => row.Environment);
        var problems = await db.Sources.AsNoTracking().Where(row => row.Problem != null).ToDictionaryAsync(row => row.Application, row => row.Problem, stop);
        var lines = from application in definitions.Applications.Values
                    where maySee(application.Name)
                    let last = newest.GetValueOrDefault(application.Name)
                    select new ApplicationLine(
                        application.Name,
                        application.Metadata.Caption,
                        application.Product is { } product && definitions.Products.TryGetValue(product, out var found) ? found.Metadata.Caption : application.Product,
                        counts.GetValueOrDefault(application.Name),
                        last is null ? null : new ImageMark(last.Digest, last.Tags.LastOrDefault(), last.CreatedAt ?? last.FirstSeenAt),
                        available[application.Name].ToDictionary(row => row.Environment, Mark),
                        [.. active[application.Name]],
                        problems.GetValueOrDefault(application.Name));
        return new([.. definitions.InOrder.Select(environment => environment.Name)], [.. lines]);
    }

    private static ImageMark Mark(AvailableRow row) => new(row.Digest, row.Tag, row.Since);
}

/// <summary>One application. Problem: what keeps its source from answering.</summary>
public sealed record ApplicationLine(
    string Name,
    string Caption,
    string? Product,
    int Images,
    ImageMark? Newest,
    IReadOnlyDictionary<string, ImageMark> Available,
    IReadOnlyList<string> UnderWayTo,
    string? Problem);

/// <summary>An image by its digest and the tag it is known by, and since when.</summary>
public sealed record ImageMark(string Digest, string? Tag, DateTimeOffset Since);
