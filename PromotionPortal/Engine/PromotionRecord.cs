using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>What is written together: state, outbox, availability and audit.</summary>
internal static class PromotionRecord
{
    private static readonly Compiled<Func<PortalDb, long, IAsyncEnumerable<EffectRow>>> s_effects = new(() => EF.CompileAsyncQuery((PortalDb db, long promotion) => db.Effects.Where(effect => effect.PromotionId == promotion)));

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
            ExpiresAt = accepted.ExpiresAt,
            Governing = string.Join('\n', accepted.Governing.Lines),
            IsHotfix = command.IsHotfix,
            Items = [.. accepted.Items.Select((item, at) => PromotionItemRow.Of(item, command.Environment, command.Images[at].From))],
        };
        db.Promotions.Add(row);
        await db.SaveChangesAsync(stop); // its number names its effects
        foreach (var effect in PromotionDecider.Begin(accepted).Effects) db.Effects.Add(EffectOf(row, effect, now));
        await AuditTrail.AppendAsync(db, new(now, actor, "promotion.requested", Subject(row.Id), $"{actor.Name} asked to promote {Images(accepted)} to {command.Environment}{(row.IsHotfix ? " as a hotfix" : "")}.", Facts(row)), stop);
        return row;
    }

    public static Task WriteRefusalAsync(PortalDb db, RequestPromotion command, Refusal refusal, Actor actor, DateTimeOffset now, CancellationToken stop) =>
        AuditTrail.AppendAsync(db, new(now, actor, "promotion.not-begun", $"environment/{Shortened(command.Environment)}", $"{actor.Name} asked for a promotion that was not begun: {refusal.What}",
            new { refusal.Kind, Images = command.Images.IsDefault ? [] : command.Images.Take(RequestGates.MostImages).Select(image => $"{image.Application}@{image.Digest}") }), stop);

    public static async Task TakeAsync(PortalDb db, PromotionRow row, Decision decision, DateTimeOffset now, CancellationToken stop)
    {
        var before = row.ToDomain();
        await AddEffectsAsync(db, row, decision, now, stop);
        if (decision.VoidsVotes) await VoidAsync(db, row.Id, now, stop);
        foreach (var note in decision.Notes) await AuditTrail.AppendAsync(db, new(now, Automation.Portal, "promotion.noted", Subject(row.Id), note), stop);
        if (!Differs(before, decision.Next)) return;
        row.Take(decision.Next, now);
        if (before.State == decision.Next.State || decision.Next.State == PromotionState.Requested) return;
        await AuditTrail.AppendAsync(db, new(now, Automation.Portal, $"promotion.{row.State.ToString().ToLowerInvariant()}", Subject(row.Id), Sentence(row, decision.Next), Facts(row)), stop);
        if (decision.Next.HasEnded) await EndAsync(db, row, now, stop);
    }

    private static bool Differs(Promotion before, Promotion next) =>
        before.State != next.State || before.Ending != next.Ending || before.Governing.Hash != next.Governing.Hash || !before.Items.AsSpan().SequenceEqual(next.Items.AsSpan());

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

    // What was once begun and given up, because approvals were taken back or voided, is begun again.
    private static async Task AddEffectsAsync(PortalDb db, PromotionRow row, Decision decision, DateTimeOffset now, CancellationToken stop)
    {
        if (decision.Effects.IsEmpty) return;
        var known = await s_effects.For(db)(db, row.Id).ToDictionaryAsync(effect => effect.Step, StringComparer.Ordinal, stop);
        foreach (var effect in decision.Effects)
        {
            if (!known.TryGetValue(effect.Step, out var step)) db.Effects.Add(EffectOf(row, effect, now));
            else if (step.State != EffectState.Pending) (step.State, step.DueAt, step.Attempts, step.Epoch, step.LeaseUntil) = (EffectState.Pending, now, 0, step.Epoch + 1, null);
        }
    }

    private static EffectRow EffectOf(PromotionRow row, PromotionEffect effect, DateTimeOffset now) => new() { PromotionId = row.Id, Step = effect.Step, DueAt = now, IsUrgent = row.IsHotfix };

    // Those of this transaction too, which the database does not know yet.
    private static async Task VoidAsync(PortalDb db, long promotion, DateTimeOffset now, CancellationToken stop)
    {
        await db.Votes.Where(vote => vote.PromotionId == promotion && vote.State == VoteState.Valid).LoadAsync(stop);
        foreach (var vote in db.Votes.Local.Where(vote => vote.PromotionId == promotion && vote.State == VoteState.Valid).ToList()) (vote.State, vote.EndedAt) = (VoteState.Void, now);
    }

    private static string Sentence(PromotionRow row, Promotion next) => row.State switch
    {
        PromotionState.AwaitingApproval => $"{Images(next)} {(IsOne(next) ? "waits" : "wait")} for approval to go to {row.Environment}.",
        PromotionState.Queued => $"{Images(next)} may go to {row.Environment} and {(IsOne(next) ? "waits" : "wait")} for a free place to copy.",
        PromotionState.Copying => $"Copying {Images(next)} to {row.Environment} began.",
        PromotionState.Promoted => $"{Images(next)} {(IsOne(next) ? "is" : "are")} available in {row.Environment}.",
        _ => $"{Images(next)} did not reach {row.Environment}: {row.EndingWhat}",
    };

    private static bool IsOne(Promotion promotion) => promotion.Items.Length == 1;

    internal static string Images(Promotion promotion) => string.Join(", ", promotion.Items.Select(item => $"{item.Application} {item.Tag ?? item.Digest.Abbreviated}"));

    private static object Facts(PromotionRow row) => new
    {
        row.Environment,
        row.DefinitionsCommit,
        row.Reason,
        row.RetryOf,
        Ending = row.EndingKind?.ToString(),
        Images = row.Items.Select(item => new { item.Application, item.Digest, item.Tag, From = item.FromEnvironment ?? "CI", Source = $"{item.SourceRegistry}/{item.SourceRepository}", Target = $"{item.TargetRegistry}/{item.TargetRepository}" }),
    };

    internal static string Subject(long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"promotion/{id}");

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60];
}
