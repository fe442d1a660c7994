using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Looks which images CI has pushed, so that pages need not wait for a registry.</summary>
public sealed class ImageScout(IDbContextFactory<PortalDb> database, Sources sources, ImageSignatures signatures, SourceTimes times, TimeProvider time, Changes changes)
{
    private const int MostAnnotations = 100;
    private const int MostAnnotationLetters = 1000;

    // What a slow look saw must not be written over what a quick one saw later: one look at an application at a time.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>Looks at all sources, due or not.</summary>
    public Task LookAsync(CancellationToken stop) => LookAsync(sources.Applications, stop);

    public async Task LookAtDueAsync(CancellationToken stop) => await LookAsync(await times.DueAsync(sources.Applications, stop), stop);

    /// <summary>Looks at all tags of one application. Throws nothing: a source that does not answer is remembered as such.</summary>
    public async Task<string?> LookAtAsync(string application, TagSource how, CancellationToken stop)
    {
        string? problem = null;
        var changed = false;
        try
        {
            changed = await InTurnAsync(application, () => LookWholeAsync(application, how, stop), stop);
        }
        catch (RegistryException no)
        {
            problem = no.Message;
        }
        if (await times.RememberAsync(application, problem, stop) || changed) changes.Announce();
        return problem;
    }

    /// <summary>Looks what one tag names now; null: there is no such tag. Throws <see cref="RegistryException"/> when the source does not answer.</summary>
    public async Task<Digest?> LookAtTagAsync(string application, string tag, TagSource how, CancellationToken stop)
    {
        if (AttachmentTag.SubjectOf(tag) is { } subject)
        {
            await signatures.SignedByAsync(application, subject, stop);
            changes.Announce();
            return subject;
        }
        var (named, changed) = await InTurnAsync(application, () => LookOnceAsync(application, tag, how, stop), stop);
        if (changed && named is { } digest) await signatures.SignedByAsync(application, digest, stop);
        if (changed) changes.Announce();
        return named;
    }

    /// <summary>Whether there is such an image, known or not; from now on it is known. Throws <see cref="RegistryException"/> when the source does not answer.</summary>
    public async Task<bool> LookForAsync(string application, Digest digest, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        if (await db.Images.AnyAsync(row => row.Application == application && row.Digest == digest.Text, stop)) return true;
        var source = sources.Open(application);
        if (await source.Registry.ResolveAsync(source.Repository, digest.Text, stop) is null) return false;
        var row = await DescribeAsync(source, digest, stop);
        row.GoneAt = time.GetUtcNow(); // until a tag is seen that names it
        await WriteAsync(application, new Dictionary<string, Digest?>(StringComparer.Ordinal), [row], TagSource.Report, stop);
        await signatures.SignedByAsync(application, digest, stop);
        changes.Announce();
        return true;
    }

    // Registries beside one another; the applications of one after the other, each with many tags at once.
    private Task LookAsync(IReadOnlyCollection<string> applications, CancellationToken stop) =>
        Task.WhenAll(sources.ByRegistry(applications).Select(async group =>
        {
            foreach (var application in group) await LookAtAsync(application, TagSource.Look, stop);
        }));

    private async Task<bool> LookWholeAsync(string application, TagSource how, CancellationToken stop)
    {
        var source = sources.Open(application);
        var tags = await SourceTags.ReadAsync(source, stop);
        var changed = await TakeAsync(source, tags.Versions, tags.IsWhole, how, stop);
        return await signatures.CheckAsync(application, tags.Signatures, stop) || changed;
    }

    private async Task<(Digest? Named, bool Changed)> LookOnceAsync(string application, string tag, TagSource how, CancellationToken stop)
    {
        var source = sources.Open(application);
        var named = await source.Registry.ResolveAsync(source.Repository, tag, stop);
        return (named, await TakeAsync(source, new Dictionary<string, Digest?>(StringComparer.Ordinal) { [tag] = named }, whole: false, how, stop));
    }

    private async Task<T> InTurnAsync<T>(string application, Func<Task<T>> look, CancellationToken stop)
    {
        var turn = _turns.GetOrAdd(application, _ => new(1));
        await turn.WaitAsync(stop);
        try
        {
            return await look();
        }
        finally
        {
            turn.Release();
        }
    }

    // Describes before it writes, so that no registry is waited for within a transaction.
    private async Task<bool> TakeAsync(ImageSource source, IReadOnlyDictionary<string, Digest?> found, bool whole, TagSource how, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var known = await ImageRecord.KnownAsync(db, source.Application, stop);
        var all = whole ? WithGone(found, known) : found;
        if (TagComparison.Compare(known, all).Moves.IsEmpty) return false;
        var described = new List<ImageRow>();
        foreach (var digest in all.Values.OfType<Digest>().Distinct().Where(digest => !known.ContainsKey(digest))) described.Add(await DescribeAsync(source, digest, stop));
        await WriteAsync(source.Application, all, described, how, stop);
        return true;
    }

    private static Dictionary<string, Digest?> WithGone(IReadOnlyDictionary<string, Digest?> found, IReadOnlyDictionary<Digest, ImmutableArray<string>> known)
    {
        var all = found.ToDictionary(StringComparer.Ordinal);
        foreach (var tag in known.Values.SelectMany(tags => tags)) all.TryAdd(tag, null);
        return all;
    }

    private async Task WriteAsync(string application, IReadOnlyDictionary<string, Digest?> found, IReadOnlyCollection<ImageRow> described, TagSource how, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        await ImageRecord.TakeAsync(db, application, found, described, (how, time.GetUtcNow()), stop);
        await DueLooks.StirAsync(db, application, stop);
        await transaction.CommitAsync(stop);
    }

    private async Task<ImageRow> DescribeAsync(ImageSource source, Digest digest, CancellationToken stop)
    {
        var image = await ImageReader.DescribeAsync(source.Registry, source.Repository, digest, stop);
        return new ImageRow
        {
            Application = source.Application,
            Digest = digest.Text,
            Tags = [],
            Size = image.Size,
            Platforms = [.. image.Platforms],
            CreatedAt = image.CreatedAt,
            FirstSeenAt = time.GetUtcNow(),
            Annotations = JsonSerializer.Serialize(Bounded(image.Labels.SetItems(image.Annotations))),
        };
    }

    private static Dictionary<string, string> Bounded(ImmutableSortedDictionary<string, string> texts) =>
        texts.Where(text => text.Key.Length <= MostAnnotationLetters && text.Value.Length <= MostAnnotationLetters).Take(MostAnnotations).ToDictionary(StringComparer.Ordinal);
}
