using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Storage.Views;

/// <summary>The list of applications: what CI built last, and what is available where.</summary>
public sealed record ApplicationsView(IReadOnlyList<string> Environments, IReadOnlyList<ApplicationLine> Applications)
{
    public static async Task<ApplicationsView> ReadAsync(PortalDb db, DefinitionsSnapshot definitions, Func<string, bool> maySee, CancellationToken stop)
    {
        var newest = await db.Images.AsNoTracking().Where(row => row.GoneAt == null).ToListAsync(stop);
        var available = await db.Available.AsNoTracking().ToListAsync(stop);
        var active = await db.PromotionItems.AsNoTracking().Where(row => row.Active).ToListAsync(stop);
        var problems = await db.Sources.AsNoTracking().Where(row => row.Problem != null).ToDictionaryAsync(row => row.Application, row => row.Problem, stop);
        var lines = from application in definitions.Applications.Values
                    where maySee(application.Name)
                    let images = newest.Where(row => row.Application == application.Name).ToList()
                    let last = images.MaxBy(row => row.CreatedAt ?? row.FirstSeenAt)
                    select new ApplicationLine(
                        application.Name,
                        application.Metadata.Caption,
                        application.Product is { } product && definitions.Products.TryGetValue(product, out var found) ? found.Metadata.Caption : application.Product,
                        images.Count,
                        last is null ? null : new ImageMark(last.Digest, last.Tags.LastOrDefault(), last.CreatedAt ?? last.FirstSeenAt),
                        available.Where(row => row.Application == application.Name).GroupBy(row => row.Environment)
                            .ToDictionary(there => there.Key, there => Mark(there.MaxBy(row => row.Since)!)),
                        [.. active.Where(row => row.Application == application.Name).Select(row => row.Environment).Distinct()],
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
