using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Storage.Views;

/// <summary>One application: its environments in order, and its images with where each is.</summary>
public sealed record ApplicationView(ApplicationDefinition Application, string? Product, IReadOnlyList<EnvironmentColumn> Environments, Page<ImageLine> Images, SourceRow? Source)
{
    private const int PageSize = 25;

    // Of those on their way to one environment; the others are counted.
    private const int MostNamed = 3;

    /// <summary>Null: there is no such application.</summary>
    public static async Task<ApplicationView?> ReadAsync(PortalDb db, DefinitionsSnapshot definitions, string name, string? search, int page, CancellationToken stop)
    {
        if (!definitions.Applications.TryGetValue(name, out var application)) return null;
        var available = await db.Available.AsNoTracking().Where(row => row.Application == name).OrderByDescending(row => row.Since).ToListAsync(stop);
        var underWay = await UnderWayAsync(db, name, stop);
        var images = await Found(db, name, from: null, search).PageAsync(page, PageSize, stop);
        var columns = definitions.InOrder.Select(environment => new EnvironmentColumn(
            environment,
            available.Where(row => row.Environment == environment.Name).Select(row => new ImageMark(row.Digest, row.Tag, row.Since)).FirstOrDefault(),
            underWay.TryGetValue(environment.Name, out var promotions) ? promotions.First : [])
        { More = promotions.More });
        return new(
            application,
            application.Product is { } product && definitions.Products.TryGetValue(product, out var found) ? found.Metadata.Caption : application.Product,
            [.. columns],
            await LinesAsync(db, images, available, await ActiveAsync(db, name, images, stop), stop),
            await db.Sources.AsNoTracking().FirstOrDefaultAsync(row => row.Application == name, stop));
    }

    // What moves stands before what waits.
    private static async Task<Dictionary<string, (List<PromotionMark> First, int More)>> UnderWayAsync(PortalDb db, string application, CancellationToken stop)
    {
        var active = db.PromotionItems.AsNoTracking().Where(row => row.Application == application && row.Active);
        var totals = await active.GroupBy(row => row.Environment).Select(group => new { Environment = group.Key, Total = group.Count() }).ToListAsync(stop);
        var found = new Dictionary<string, (List<PromotionMark> First, int More)>(StringComparer.Ordinal);
        foreach (var of in totals)
        {
            var first = await active.Where(row => row.Environment == of.Environment)
                .Join(db.Promotions, item => item.PromotionId, row => row.Id, (item, row) => new { row.Id, item.Tag, row.State })
                .OrderByDescending(row => row.State).ThenBy(row => row.Id).Take(MostNamed).ToListAsync(stop);
            found[of.Environment] = ([.. first.Select(row => new PromotionMark(row.Id, row.Tag, row.State))], of.Total - first.Count);
        }
        return found;
    }

    private static async Task<List<ActiveItem>> ActiveAsync(PortalDb db, string application, Page<ImageRow> images, CancellationToken stop)
    {
        var digests = images.Rows.Select(image => image.Digest).ToList();
        return await db.PromotionItems.AsNoTracking().Where(row => row.Application == application && row.Active && digests.Contains(row.Digest))
            .Join(db.Promotions, item => item.PromotionId, row => row.Id, (item, row) => new ActiveItem(item.Digest, item.Environment, new(row.Id, item.Tag, row.State))).ToListAsync(stop);
    }

    private sealed record ActiveItem(string Digest, string Environment, PromotionMark Promotion);

    /// <summary>The images to choose from: those of CI, or those that are available in an environment.</summary>
    public static async Task<Page<ImageLine>> ImagesAsync(PortalDb db, string application, string? from, string? search, int page, CancellationToken stop)
    {
        var images = await Found(db, application, from, search).PageAsync(page, PageSize, stop);
        return await LinesAsync(db, images, [], [], stop);
    }

    /// <summary>The image that a tag or a digest names among those that CI pushed; null when there is none.</summary>
    public static async Task<ImageRow?> FindImageAsync(PortalDb db, string application, string reference, CancellationToken stop)
    {
        var rows = db.Images.AsNoTracking().Where(row => row.Application == application);
        return await rows.FirstOrDefaultAsync(row => row.Digest == reference, stop)
            ?? await rows.Where(row => row.Tags.Contains(reference)).OrderByDescending(row => row.CreatedAt ?? row.FirstSeenAt).FirstOrDefaultAsync(stop);
    }

    private static IQueryable<ImageRow> Found(PortalDb db, string application, string? from, string? search)
    {
        var rows = db.Images.AsNoTracking().Where(row => row.Application == application);
        if (from is not null) rows = rows.Where(row => db.Available.Any(where => where.Application == application && where.Environment == from && where.Digest == row.Digest));
        if (!string.IsNullOrWhiteSpace(search)) rows = rows.Where(row => row.Digest.Contains(search) || row.Tags.Any(tag => tag.Contains(search)));
        return rows.OrderByDescending(row => row.CreatedAt ?? row.FirstSeenAt).ThenBy(row => row.Digest);
    }

    private static async Task<Page<ImageLine>> LinesAsync(PortalDb db, Page<ImageRow> images, List<AvailableRow> available, List<ActiveItem> active, CancellationToken stop)
    {
        var facts = await ImageFactsView.ReadAsync(db, [.. images.Rows.Select(KeyOf)], stop);
        return new([.. images.Rows.Select(row => Line(row, available, active) with { Marks = ImageMarkSet.Of(facts[KeyOf(row)]) })], images.Number, images.Size, images.Total);
    }

    private static ImageKey KeyOf(ImageRow row) => new(row.Application, Digest.Parse(row.Digest));

    private static ImageLine Line(ImageRow row, List<AvailableRow> available, List<ActiveItem> active) => new(
        row.Digest,
        row.Tags,
        row.Size,
        row.Platforms,
        row.CreatedAt ?? row.FirstSeenAt,
        row.GoneAt,
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.Annotations) ?? [],
        available.Where(where => where.Digest == row.Digest).ToDictionary(where => where.Environment, where => where.Since),
        active.Where(where => where.Digest == row.Digest).ToDictionary(where => where.Environment, where => where.Promotion.Id))
    {
        Promotions = [.. active.Where(where => where.Digest == row.Digest).Select(where => where.Promotion)],
    };
}

/// <summary>An environment, what arrived in it last, and the first of the promotions on their way to it.</summary>
public sealed record EnvironmentColumn(EnvironmentDefinition Environment, ImageMark? Newest, IReadOnlyList<PromotionMark> UnderWay)
{
    /// <summary>So many others are on their way too.</summary>
    public int More { get; init; }
}

/// <summary>A promotion that has not ended.</summary>
public sealed record PromotionMark(long Id, string? Tag, PromotionState State);

/// <summary>An image with its facts, where it is available since when, and which promotions bring it where.</summary>
public sealed record ImageLine(
    string Digest,
    IReadOnlyList<string> Tags,
    long Size,
    IReadOnlyList<string> Platforms,
    DateTimeOffset BuiltAt,
    DateTimeOffset? GoneAt,
    IReadOnlyDictionary<string, string> Annotations,
    IReadOnlyDictionary<string, DateTimeOffset> Available,
    IReadOnlyDictionary<string, long> UnderWay)
{
    /// <summary>The tag to show and to carry along: the newest name in the registry's order.</summary>
    public string? Tag => Tags.Count == 0 ? null : Tags[^1];

    public ImageMarkSet Marks { get; init; } = ImageMarkSet.None;

    /// <summary>Those that UnderWay names.</summary>
    public IReadOnlyList<PromotionMark> Promotions { get; init; } = [];
}

/// <summary>What is known of an image, at a glance.</summary>
public sealed record ImageMarkSet(int Passed, IReadOnlyList<string> FailedNames, IReadOnlyList<string> Labels)
{
    public static ImageMarkSet None { get; } = new(0, [], []);

    public int Failed => FailedNames.Count;

    public static ImageMarkSet Of(ImageFacts facts) =>
        new(facts.Checks.Values.Count(check => check.Passed), [.. facts.Checks.Where(check => !check.Value.Passed).Select(check => check.Key)], facts.Labels);
}
