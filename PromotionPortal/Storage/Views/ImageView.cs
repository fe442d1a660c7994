using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Storage.Views;

/// <summary>One image, with all that is known of it and who said so.</summary>
public sealed record ImageView(ApplicationDefinition Application, ImageRow Row, ImageFacts Facts)
{
    private const int MostPromotions = 20;
    private const int MostMoves = 50;
    private const int MostComments = 200;
    private const int MostHistory = 100;

    /// <summary>All reports of checks, the youngest first.</summary>
    public required IReadOnlyList<CheckRow> Checks { get; init; }

    public required IReadOnlyList<LabelRow> Labels { get; init; }
    public required IReadOnlyList<CommentRow> Comments { get; init; }
    public required IReadOnlyList<TagMoveRow> Moves { get; init; }
    public required IReadOnlyList<AvailableRow> Available { get; init; }
    public required IReadOnlyList<DeployedRow> Deployed { get; init; }
    public required IReadOnlyList<PromotionRow> Promotions { get; init; }
    public required IReadOnlyList<AuditRow> History { get; init; }

    /// <summary>Null: there is no such application, or no such image of it is known. Reference: a digest or a tag.</summary>
    public static async Task<ImageView?> ReadAsync(PortalDb db, DefinitionsSnapshot definitions, string name, string reference, CancellationToken stop)
    {
        if (!definitions.Applications.TryGetValue(name, out var application) || await ApplicationView.FindImageAsync(db, name, reference, stop) is not { } row) return null;
        var digest = row.Digest;
        var subject = $"image/{name}@{digest}";
        return new(application, row, (await ImageFactsView.ReadAsync(db, name, Digest.Parse(digest), stop))!)
        {
            Checks = await db.Checks.AsNoTracking().Where(check => check.Application == name && check.Digest == digest).OrderByDescending(check => check.Id).Take(MostHistory).ToListAsync(stop),
            Labels = await db.Labels.AsNoTracking().Where(label => label.Application == name && label.Digest == digest).OrderBy(label => label.Label).ToListAsync(stop),
            Comments = await db.Comments.AsNoTracking().Where(comment => comment.Application == name && comment.Digest == digest).OrderByDescending(comment => comment.Id).Take(MostComments).ToListAsync(stop),
            Moves = await db.TagMoves.AsNoTracking().Where(move => move.Application == name && (move.FromDigest == digest || move.ToDigest == digest)).OrderByDescending(move => move.Id).Take(MostMoves).ToListAsync(stop),
            Available = await db.Available.AsNoTracking().Where(place => place.Application == name && place.Digest == digest).ToListAsync(stop),
            Deployed = await db.Deployed.AsNoTracking().Where(place => place.Application == name && place.Digest == digest).OrderByDescending(place => place.Id).Take(MostHistory).ToListAsync(stop),
            Promotions = await db.Promotions.AsNoTracking().Where(promotion => promotion.Items.Any(item => item.Application == name && item.Digest == digest)).OrderByDescending(promotion => promotion.Id).Take(MostPromotions).ToListAsync(stop),
            History = await db.AuditTrail.AsNoTracking().Where(entry => entry.Subject == subject).OrderByDescending(entry => entry.Sequence).Take(MostHistory).OrderBy(entry => entry.Sequence).ToListAsync(stop),
        };
    }
}
