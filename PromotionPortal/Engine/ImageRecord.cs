using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Images;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>What a look at a source leads to, written together: images, tags, and which of them moved.</summary>
internal static class ImageRecord
{
    public static async Task<IReadOnlyDictionary<Digest, ImmutableArray<string>>> KnownAsync(PortalDb db, string application, CancellationToken stop) =>
        (await db.Images.AsNoTracking().Where(row => row.Application == application).Select(row => new { row.Digest, row.Tags }).ToListAsync(stop))
            .ToDictionary(row => Digest.Parse(row.Digest), row => row.Tags.ToImmutableArray());

    /// <summary>To be called within a writing transaction, because it compares anew.</summary>
    /// <param name="described">Images that were not known when the look began.</param>
    public static async Task TakeAsync(PortalDb db, string application, IReadOnlyDictionary<string, Digest?> found, IReadOnlyCollection<ImageRow> described, (TagSource Source, DateTimeOffset At) how, CancellationToken stop)
    {
        var known = (await db.Images.Where(row => row.Application == application).ToListAsync(stop)).ToDictionary(row => Digest.Parse(row.Digest));
        var difference = TagComparison.Compare(known.ToDictionary(row => row.Key, row => row.Value.Tags.ToImmutableArray()), found);
        var fresh = described.Where(row => !known.ContainsKey(Digest.Parse(row.Digest))).ToList();
        db.Images.AddRange(fresh);
        foreach (var row in fresh) known[Digest.Parse(row.Digest)] = row;
        foreach (var (digest, tags) in difference.Tags.Where(change => known.ContainsKey(change.Key)))
        {
            var row = known[digest];
            (row.Tags, row.GoneAt) = ([.. tags], tags.IsEmpty ? row.GoneAt ?? how.At : null);
        }
        foreach (var move in difference.Moves) await TellAsync(db, application, move, fresh, how, stop);
        await db.SaveChangesAsync(stop);
    }

    // The first tag of a new image is no move: that it appeared is known from the image.
    private static async Task TellAsync(PortalDb db, string application, TagMove move, List<ImageRow> fresh, (TagSource Source, DateTimeOffset At) how, CancellationToken stop)
    {
        if (move.From is null && fresh.Exists(row => row.Digest == move.To?.Text)) return;
        db.TagMoves.Add(new() { Application = application, Tag = move.Tag, FromDigest = move.From?.Text, ToDigest = move.To?.Text, At = how.At, Source = how.Source });
        if (move is not { From: { } from, To: { } to }) return;
        await AuditTrail.AppendAsync(db, new(how.At, Automation.Portal, "image.tag-moved", Subject(application, to), $"The tag {move.Tag} of {application} moved from {from.Abbreviated} to {to.Abbreviated}.",
            new { Tag = move.Tag, From = from.Text, To = to.Text, Source = how.Source.ToString() }), stop);
    }

    public static string Subject(string application, Digest digest) => $"image/{application}@{digest}";
}
