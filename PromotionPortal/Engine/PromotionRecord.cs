using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>What is written together: state, outbox, availability and audit.</summary>
internal static class PromotionRecord
{
    public static async Task<PromotionRow> BeginAsync(PortalDb db, RequestPromotion command, Promotion accepted, Actor actor, string commit, DateTimeOffset now, CancellationToken stop)
    {
        var row = new PromotionRow
        {
            Environment = command.Environment,
            ImmutableTags = accepted.ImmutableTags,
            Reason = command.Reason,
            RequestedById = actor.Id,
            RequestedByName = actor.Name,
            RequestedAt = now,
            ChangedAt = now,
            DefinitionsCommit = commit,
            RetryOf = command.RetryOf,
            IdempotencyKey = command.IdempotencyKey,
            Items = [.. accepted.Items.Select((item, at) => PromotionItemRow.Of(item, command.Environment, command.Images[at].From))],
        };
        db.Promotions.Add(row);
        await db.SaveChangesAsync(stop); // its number names its effects
        await AddEffectsAsync(db, row.Id, PromotionDecider.Begin(accepted), now, stop);
        await AuditTrail.AppendAsync(db, new(now, actor, "promotion.requested", Subject(row.Id), $"{actor.Name} asked to promote {Images(accepted)} to {command.Environment}.", Facts(row)), stop);
        await db.SaveChangesAsync(stop);
        return row;
    }

    public static Task WriteRefusalAsync(PortalDb db, RequestPromotion command, Refusal refusal, Actor actor, DateTimeOffset now, CancellationToken stop) =>
        AuditTrail.AppendAsync(db, new(now, actor, "promotion.not-begun", $"environment/{Shortened(command.Environment)}", $"{actor.Name} asked for a promotion that was not begun: {refusal.What}",
            new { refusal.Kind, Images = command.Images.IsDefault ? [] : command.Images.Take(RequestGates.MostImages).Select(image => $"{image.Application}@{image.Digest}") }), stop);

    public static async Task TakeAsync(PortalDb db, PromotionRow row, Decision decision, DateTimeOffset now, CancellationToken stop)
    {
        var before = row.ToDomain();
        await AddEffectsAsync(db, row.Id, decision, now, stop);
        foreach (var note in decision.Notes) await AuditTrail.AppendAsync(db, new(now, Automation.Portal, "promotion.noted", Subject(row.Id), note), stop);
        if (!Differs(before, decision.Next)) return;
        row.Take(decision.Next, now);
        if (before.State == decision.Next.State) return;
        await AuditTrail.AppendAsync(db, new(now, Automation.Portal, $"promotion.{row.State.ToString().ToLowerInvariant()}", Subject(row.Id), Sentence(row, decision.Next), Facts(row)), stop);
        if (decision.Next.HasEnded) await EndAsync(db, row, now, stop);
    }

    private static bool Differs(Promotion before, Promotion next) =>
        before.State != next.State || before.Ending != next.Ending || !before.Items.AsSpan().SequenceEqual(next.Items.AsSpan());

    private static async Task EndAsync(PortalDb db, PromotionRow row, DateTimeOffset now, CancellationToken stop)
    {
        await db.Effects.Where(effect => effect.PromotionId == row.Id && effect.State == EffectState.Pending)
            .ExecuteUpdateAsync(set => set.SetProperty(effect => effect.State, EffectState.Dropped), stop);
        if (row.State != PromotionState.Promoted) return;
        foreach (var item in row.Items)
        {
            var known = await db.Available.FindAsync([item.Application, row.Environment, item.Digest], stop);
            if (known is not null) db.Available.Remove(known);
            db.Available.Add(new AvailableRow
            {
                Application = item.Application,
                Environment = row.Environment,
                Digest = item.Digest,
                Tag = item.Tag,
                Registry = item.TargetRegistry,
                Repository = item.TargetRepository,
                PromotionId = row.Id,
                Since = now,
            });
        }
    }

    private static async Task AddEffectsAsync(PortalDb db, long promotion, Decision decision, DateTimeOffset now, CancellationToken stop)
    {
        if (decision.Effects.IsEmpty) return;
        var known = await db.Effects.Where(effect => effect.PromotionId == promotion).Select(effect => effect.Step).ToListAsync(stop);
        db.Effects.AddRange(decision.Effects.Where(effect => !known.Contains(effect.Step)).Select(effect => new EffectRow { PromotionId = promotion, Step = effect.Step, DueAt = now }));
    }

    private static string Sentence(PromotionRow row, Promotion next) => row.State switch
    {
        PromotionState.Queued => $"{Images(next)} may go to {row.Environment} and wait for a free place to copy.",
        PromotionState.Copying => $"Copying {Images(next)} to {row.Environment} began.",
        PromotionState.Promoted => $"{Images(next)} are available in {row.Environment}.",
        _ => $"{Images(next)} did not reach {row.Environment}: {row.EndingWhat}",
    };

    private static string Images(Promotion promotion) => string.Join(", ", promotion.Items.Select(item => $"{item.Application} {item.Tag ?? item.Digest.Abbreviated}"));

    private static object Facts(PromotionRow row) => new
    {
        row.Environment,
        row.DefinitionsCommit,
        row.Reason,
        row.RetryOf,
        Ending = row.EndingKind?.ToString(),
        Images = row.Items.Select(item => new { item.Application, item.Digest, item.Tag, From = item.FromEnvironment ?? "CI", Source = $"{item.SourceRegistry}/{item.SourceRepository}", Target = $"{item.TargetRegistry}/{item.TargetRepository}" }),
    };

    private static string Subject(long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"promotion/{id}");

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60];
}
