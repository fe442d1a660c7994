using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Looks which images CI has pushed, so that pages need not wait for a registry.</summary>
public sealed class ImageScout(IDbContextFactory<PortalDb> database, CurrentDefinitions definitions, Registries registries, TimeProvider time, Changes changes, ILogger<ImageScout> log)
{
    private const int TagsOfAPage = 100;
    private const int MostTags = 1000;

    public async Task LookAsync(CancellationToken stop)
    {
        var snapshot = definitions();
        foreach (var application in snapshot.Applications.Values) await LookAtAsync(application, snapshot, stop);
    }

    private async Task LookAtAsync(ApplicationDefinition application, DefinitionsSnapshot snapshot, CancellationToken stop)
    {
        string? problem = null;
        var changed = false;
        try
        {
            // An application outlives the registry that somebody deleted.
            var registry = snapshot.Registries.TryGetValue(application.Image.Registry, out var definition)
                ? registries.Open(definition)
                : throw new RegistryException(RegistryFault.NotFound, $"The registry {application.Image.Registry} is no longer defined.");
            changed = await TakeAsync(application.Name, registry, application.Image.Repository, await TagsAsync(registry, application.Image.Repository, stop), stop);
        }
        catch (RegistryException no)
        {
            problem = no.Message;
            Log.SourceSilent(log, application.Name, problem);
        }
        if (await RememberAsync(application.Name, problem, stop) || changed) changes.Announce();
    }

    private static async Task<Dictionary<Digest, List<string>>> TagsAsync(IRegistry registry, string repository, CancellationToken stop)
    {
        var found = new Dictionary<Digest, List<string>>();
        string? after = null;
        for (var count = 0; count < MostTags;)
        {
            var page = await registry.ListTagsAsync(repository, after, TagsOfAPage, stop);
            foreach (var tag in page)
            {
                if (await registry.ResolveAsync(repository, tag, stop) is not { } digest) continue;
                if (!found.TryGetValue(digest, out var tags)) found[digest] = tags = [];
                tags.Add(tag);
            }
            if (page.Count < TagsOfAPage) break;
            (after, count) = (page[^1], count + page.Count);
        }
        return found;
    }

    private async Task<bool> TakeAsync(string application, IRegistry registry, string repository, Dictionary<Digest, List<string>> found, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var known = await db.Images.Where(row => row.Application == application).ToDictionaryAsync(row => row.Digest, stop);
        foreach (var (digest, tags) in found)
        {
            if (known.TryGetValue(digest.Text, out var row)) Update(row, tags);
            else db.Images.Add(await DescribeAsync(application, registry, repository, digest, tags, stop));
        }
        foreach (var row in known.Values.Where(row => row.GoneAt is null && !found.ContainsKey(Digest.Parse(row.Digest)))) (row.GoneAt, row.Tags) = (time.GetUtcNow(), []);
        return db.ChangeTracker.HasChanges() && await db.SaveChangesAsync(stop) > 0;
    }

    private static void Update(ImageRow row, List<string> tags)
    {
        row.GoneAt = null;
        if (!row.Tags.SequenceEqual(tags)) row.Tags = tags;
    }

    private async Task<ImageRow> DescribeAsync(string application, IRegistry registry, string repository, Digest digest, List<string> tags, CancellationToken stop)
    {
        var image = await ImageReader.DescribeAsync(registry, repository, digest, stop);
        return new ImageRow
        {
            Application = application,
            Digest = digest.Text,
            Tags = tags,
            Size = image.Size,
            Platforms = [.. image.Platforms],
            CreatedAt = image.CreatedAt,
            FirstSeenAt = time.GetUtcNow(),
            Labels = JsonSerializer.Serialize(image.Labels),
        };
    }

    // True when the answer to "does the source answer?" changed.
    private async Task<bool> RememberAsync(string application, string? problem, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var row = await db.Sources.FindAsync([application], stop);
        if (row is null) db.Sources.Add(row = new SourceRow { Application = application });
        var changed = row.Problem != problem || row.LookedAt == default;
        (row.LookedAt, row.Problem) = (time.GetUtcNow(), problem);
        await db.SaveChangesAsync(stop);
        return changed;
    }
}
