using Microsoft.EntityFrameworkCore;

namespace PromotionPortal.Storage.Views;

/// <summary>What a decision about one promotion rests on: what each image replaces and what lies between, and what people said.</summary>
public sealed record DecisionView(IReadOnlyList<ImageChange> Changes, IReadOnlyList<VoteRow> Votes, VoidedVote? Voided)
{
    public static async Task<DecisionView> ReadAsync(PortalDb db, PromotionRow promotion, string personId, CancellationToken stop)
    {
        var changes = new List<ImageChange>();
        foreach (var item in promotion.Items.OrderBy(item => item.Id)) changes.Add(await ImageChange.ReadAsync(db, item, stop));
        var votes = await db.Votes.AsNoTracking().Where(vote => vote.PromotionId == promotion.Id).OrderBy(vote => vote.Id).ToListAsync(stop);
        var mine = votes.FindLast(vote => vote.PersonId == personId);
        return new(changes, votes, mine is { State: VoteState.Void } ? await VoidedVote.ReadAsync(db, mine, stop) : null);
    }
}

/// <summary>What an image would replace in the environment, and the builds between the two, the newest first. GoesBack: those would be lost.</summary>
public sealed record ImageChange(string Application, AvailableRow? Present, IReadOnlyList<BuildBetween> Builds, int BuildCount, bool GoesBack)
{
    private const int MostShown = 20;

    internal static async Task<ImageChange> ReadAsync(PortalDb db, PromotionItemRow item, CancellationToken stop)
    {
        var present = await db.Available.AsNoTracking().Where(row => row.Application == item.Application && row.Environment == item.Environment && row.Digest != item.Digest)
            .OrderByDescending(row => row.Since).FirstOrDefaultAsync(stop);
        if (present is null || await BuiltAtAsync(db, item.Application, present.Digest, stop) is not { } old || await BuiltAtAsync(db, item.Application, item.Digest, stop) is not { } wanted) return new(item.Application, present, [], 0, GoesBack: false);
        var (after, until) = wanted >= old ? (old, wanted) : (wanted, old);
        var images = db.Images.AsNoTracking().Where(row => row.Application == item.Application && (row.CreatedAt ?? row.FirstSeenAt) > after && (row.CreatedAt ?? row.FirstSeenAt) <= until);
        var shown = await images.OrderByDescending(row => row.CreatedAt ?? row.FirstSeenAt).Take(MostShown).Select(row => new { row.Digest, row.Tags }).ToListAsync(stop);
        var digests = shown.Select(row => row.Digest).ToList();
        var builds = (await db.Builds.AsNoTracking().Where(row => row.Application == item.Application && digests.Contains(row.Digest)).ToListAsync(stop)).ToLookup(row => row.Digest, StringComparer.Ordinal);
        return new(item.Application, present, [.. shown.Select(row => new BuildBetween(row.Digest, row.Tags.LastOrDefault(), [.. builds[row.Digest]]))], await images.CountAsync(stop), wanted < old);
    }

    private static async Task<DateTimeOffset?> BuiltAtAsync(PortalDb db, string application, string digest, CancellationToken stop) =>
        await db.Images.AsNoTracking().Where(row => row.Application == application && row.Digest == digest).Select(row => (DateTimeOffset?)(row.CreatedAt ?? row.FirstSeenAt)).FirstOrDefaultAsync(stop);
}

/// <summary>An image between two others, with what CI said of its commits.</summary>
public sealed record BuildBetween(string Digest, string? Tag, IReadOnlyList<BuildRow> Builds);

/// <summary>An approval that no longer counts, and what changed since it was given.</summary>
public sealed record VoidedVote(DateTimeOffset At, IReadOnlyList<string> Since)
{
    internal static async Task<VoidedVote> ReadAsync(PortalDb db, VoteRow vote, CancellationToken stop)
    {
        var subject = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"promotion/{vote.PromotionId}");
        var notes = await db.AuditTrail.AsNoTracking().Where(row => row.Subject == subject && row.Action == "promotion.noted" && row.At >= vote.At).OrderBy(row => row.Sequence).Select(row => row.Text).ToListAsync(stop);
        return new(vote.At, notes);
    }
}
