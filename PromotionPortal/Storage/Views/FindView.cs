using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Storage.Views;

/// <summary>What one typed word can mean of a promotion; it fits where one of these does.</summary>
public sealed record PromotionWord(string Text, IReadOnlyCollection<string> Applications, IReadOnlyCollection<string> Environments, IReadOnlyCollection<PromotionState> States);

/// <summary>An image that was found, by the tag or the digest that was typed.</summary>
public sealed record FoundImage(string Application, string Digest, string? Tag, DateTimeOffset At, bool IsGone);

/// <summary>What search asks of the database. However much there is, only the newest are looked at, and few are read.</summary>
public static class FindView
{
    /// <summary>So many of the newest promotions and images are looked at.</summary>
    public const int MostLookedAt = 10_000;

    private const string Sha = "sha256:";
    private const int ShortestDigest = 4;
    private const int LongestDigest = 64;

    /// <summary>The newest of which every word fits, of these applications alone.</summary>
    public static async Task<List<PromotionRow>> PromotionsAsync(PortalDb db, IReadOnlyCollection<string> visible, IEnumerable<PromotionWord> words, int most, CancellationToken stop)
    {
        // Their numbers rise with time: a bound on them is one on how far the index is walked.
        var oldest = (await db.Promotions.MaxAsync(row => (long?)row.Id, stop) ?? 0) - MostLookedAt;
        return await Promotions(db, visible, words, oldest, most).ToListAsync(stop);
    }

    public static IQueryable<PromotionRow> Promotions(PortalDb db, IReadOnlyCollection<string> visible, IEnumerable<PromotionWord> words, long oldest, int most)
    {
        var rows = Visible(db, visible).Where(row => row.Id > oldest);
        foreach (var word in words)
        {
            var (beginning, inside) = (LikePattern.Beginning(word.Text), LikePattern.LaterWord(word.Text));
            rows = rows.Where(row => word.States.Contains(row.State) || word.Environments.Contains(row.Environment)
                || EF.Functions.Like(row.RequestedByName, beginning, LikePattern.Escape) || EF.Functions.Like(row.RequestedByName, inside, LikePattern.Escape)
                || row.Items.Any(item => word.Applications.Contains(item.Application) || EF.Functions.Like(item.Tag!, beginning, LikePattern.Escape)));
        }
        return rows.OrderByDescending(row => row.Id).Take(most).Include(row => row.Items);
    }

    /// <summary>Null: there is none of this number among these applications.</summary>
    public static Task<PromotionRow?> PromotionAsync(PortalDb db, IReadOnlyCollection<string> visible, long number, CancellationToken stop) =>
        Visible(db, visible).Include(row => row.Items).FirstOrDefaultAsync(row => row.Id == number, stop);

    /// <summary>The newest of these applications with a tag that begins so.</summary>
    public static async Task<List<FoundImage>> ByTagAsync(PortalDb db, IReadOnlyCollection<string> applications, string beginning, int most, CancellationToken stop)
    {
        var rows = await ByTag(db, applications, beginning, most).ToListAsync(stop);
        return [.. rows.Select(row => Found(row, row.Tags.LastOrDefault(tag => tag.Equals(beginning, StringComparison.OrdinalIgnoreCase)) ?? row.Tags.Last(tag => tag.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))))];
    }

    public static IQueryable<ImageRow> ByTag(PortalDb db, IReadOnlyCollection<string> applications, string beginning, int most)
    {
        var pattern = LikePattern.Beginning(beginning);
        return db.Images.AsNoTracking().OrderByDescending(row => row.FirstSeenAt).Take(MostLookedAt)
            .Where(row => applications.Contains(row.Application) && row.Tags.Any(tag => EF.Functions.Like(tag, pattern, LikePattern.Escape)))
            .OrderByDescending(row => row.FirstSeenAt).Take(most);
    }

    /// <summary>Those of these applications with a digest that begins so; none where this is no beginning of a digest.</summary>
    public static async Task<List<FoundImage>> ByDigestAsync(PortalDb db, IReadOnlyCollection<string> applications, string beginning, int most, CancellationToken stop)
    {
        var letters = beginning.StartsWith(Sha, StringComparison.Ordinal) ? beginning[Sha.Length..] : beginning;
        if (letters.Length is < ShortestDigest or > LongestDigest || letters.AsSpan().ContainsAnyExcept("0123456789abcdef")) return [];
        var rows = await ByDigest(db, applications, letters, most).ToListAsync(stop);
        return [.. rows.Select(row => Found(row, row.Tags.LastOrDefault()))];
    }

    public static IQueryable<ImageRow> ByDigest(PortalDb db, IReadOnlyCollection<string> applications, string letters, int most)
    {
        // A span of the key, which a pattern would not be.
        var (from, to) = (Sha + letters, Sha + letters + "g");
        return db.Images.AsNoTracking().Where(row => applications.Contains(row.Application) && string.Compare(row.Digest, from) >= 0 && string.Compare(row.Digest, to) < 0)
            .OrderBy(row => row.Application).ThenBy(row => row.Digest).Take(most);
    }

    /// <summary>People by a word of their names.</summary>
    public static Task<List<PortalUser>> PeopleAsync(PortalDb db, string word, int most, CancellationToken stop)
    {
        var (beginning, inside) = (LikePattern.Beginning(word), LikePattern.LaterWord(word));
        return db.Users.AsNoTracking().Where(row => EF.Functions.Like(row.UserName, beginning, LikePattern.Escape) || EF.Functions.Like(row.DisplayName, beginning, LikePattern.Escape) || EF.Functions.Like(row.DisplayName, inside, LikePattern.Escape))
            .OrderBy(row => row.NormalizedUserName).Take(most).ToListAsync(stop);
    }

    public static Task<List<GroupRow>> GroupsAsync(PortalDb db, string word, int most, CancellationToken stop)
    {
        var pattern = LikePattern.Anywhere(word);
        return db.Groups.AsNoTracking().Where(row => EF.Functions.Like(row.Name, pattern, LikePattern.Escape) || EF.Functions.Like(row.Title, pattern, LikePattern.Escape)).OrderBy(row => row.Name).Take(most).ToListAsync(stop);
    }

    private static IQueryable<PromotionRow> Visible(PortalDb db, IReadOnlyCollection<string> visible) =>
        db.Promotions.AsNoTracking().Where(row => row.Items.All(item => visible.Contains(item.Application)));

    private static FoundImage Found(ImageRow row, string? tag) => new(row.Application, row.Digest, tag, row.CreatedAt ?? row.FirstSeenAt, row.GoneAt is not null);
}
