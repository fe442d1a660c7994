using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Notices;
using PromotionPortal.Identity;
using PromotionPortal.Notifications;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Engine;

/// <summary>One message as who looks after the channels sees it. More: so many further events stand in the same mail. Problem: what was answered last, in codes.</summary>
public sealed record DeliveryItem(long Id, string MessageId, bool IsMail, string To, string Text, long? Promotion, int More, DeliveryState State, DateTimeOffset CreatedAt, int Tries, string? Problem)
{
    /// <summary>When it is tried next; null where it is not.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>It is being sent right now.</summary>
    public bool IsUnderWay { get; init; }

    /// <summary>The message of the same promotion that goes to the channel first.</summary>
    public long? Behind { get; init; }

    public bool MaySendAgain => State == DeliveryState.Failed;

    /// <summary>It waits, and need not.</summary>
    public bool MayTryNow => State == DeliveryState.Pending && !IsUnderWay && Behind is null;
}

/// <summary>Shows single messages, and sends one again that was given up, or now one that waits.</summary>
public sealed class DeliveryDesk(IDbContextFactory<PortalDb> database, Rules rules, MailOptions mail, TimeProvider time, Changes changes)
{
    /// <summary>Null when the actor may not see them.</summary>
    public async Task<Page<DeliveryItem>?> ListAsync(Actor actor, DeliveriesFilter filter, CancellationToken stop)
    {
        if (!Access.Can(actor, Verb.ManageChannels).Allowed) return null;
        await using var db = await database.CreateDbContextAsync(stop);
        var page = await DeliveriesView.ReadAsync(db, filter, stop);
        var told = await ToldAsync(db, actor, page.Rows, stop);
        return new([.. page.Rows.Select(line => Item(line, told))], page.Number, page.Size, page.Total);
    }

    /// <summary>The same message under the same id, so that a receiver who has it already recognises it.</summary>
    public async Task<Answer> SendAsync(Actor actor, long id, CancellationToken stop)
    {
        if (Access.Can(actor, Verb.ManageChannels) is { Allowed: false } no) return Answer.NotAllowed(no.Reason);
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await DeliveriesView.FindAsync(db, id, stop) is not { } line) return Answer.NotFound($"There is no message {id}.");
        if (Problem(line) is { } problem) return Answer.Refused(problem);
        var again = line.Row.State == DeliveryState.Failed;
        await AppendAsync(db, actor, line, again, stop);
        await WakeAsync(db, id, again, stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        changes.Announce();
        return Answer.Done(again ? $"Message {id} is sent again." : $"Message {id} is tried now.");
    }

    // What was given up has all its tries again.
    private async Task WakeAsync(PortalDb db, long id, bool again, CancellationToken stop)
    {
        var row = await db.Deliveries.SingleAsync(row => row.Id == id, stop);
        (row.State, row.DueAt, row.EndedAt, row.LeaseUntil) = (DeliveryState.Pending, time.GetUtcNow(), null, null);
        if (again) row.Attempts = 0;
    }

    private Task AppendAsync(PortalDb db, Actor actor, DeliveryLine line, bool again, CancellationToken stop)
    {
        var text = again ? $"{actor.Name} sent message {line.Row.Id} to {To(line)} again." : $"{actor.Name} had message {line.Row.Id} to {To(line)} tried at once.";
        var facts = new { line.Row.MessageId, Tries = line.Row.Attempts, Problem = line.Row.LastProblem };
        return AuditTrail.AppendAsync(db, new(time.GetUtcNow(), actor, again ? "message.sent-again" : "message.tried", $"message/{line.Row.Id}", text, facts), stop);
    }

    private string? Problem(DeliveryLine line) => line switch
    {
        { Row.State: DeliveryState.Sent } => "It has been sent, and is not sent twice.",
        { Row.State: DeliveryState.Dropped } => "There was nothing left to tell, or nobody left to tell it to.",
        _ when IsUnderWay(line.Row) => "It is being sent right now.",
        { Behind: { } first } => $"Message {first} tells the same channel of the same promotion, and goes first.",
        { Row.PersonId: null, Channel: null } => "Its channel is deleted.",
        { Row.PersonId: null, Channel.IsOn: false } => $"The channel {line.Channel.Name} is off. Switch it on first.",
        { Row.PersonId: not null } when !mail.IsOn => "Mail is off: the portal's settings name no Mail:Host.",
        _ => null,
    };

    private bool IsUnderWay(DeliveryRow row) => row.State == DeliveryState.Pending && row.LeaseUntil > time.GetUtcNow();

    private DeliveryItem Item(DeliveryLine line, Dictionary<long, PromotionRow> told)
    {
        var row = line.Row;
        var promotion = row.PromotionId ?? (line.Notices is [var first, ..] ? first.PromotionId : null);
        return new(row.Id, row.MessageId, row.PersonId is not null, To(line), Text(line, told), promotion, Math.Max(0, line.Notices.Count - 1), row.State, row.CreatedAt, row.Attempts, row.LastProblem)
        {
            DueAt = row.State == DeliveryState.Pending ? row.DueAt : null,
            EndedAt = row.EndedAt,
            IsUnderWay = IsUnderWay(row),
            Behind = line.Behind,
        };
    }

    private static string To(DeliveryLine line) => line.Row.PersonId is null ? line.Channel?.Name ?? "a channel that is deleted" : line.Person ?? "somebody who is gone";

    // In the words of the message where the promotion is visible, else its kind alone.
    private static string Text(DeliveryLine line, Dictionary<long, PromotionRow> told) => line switch
    {
        { Row.PromotionId: { } promotion } => ChannelWork.Read(line.Row.Payload) is var subject && told.ContainsKey(promotion) ? subject.ForTeam() : $"{subject.Kind.InWords()}.",
        { Notices: [var first, ..] } => told.TryGetValue(first.PromotionId, out var row) ? NoticeRecord.SubjectOf(row, first.Kind, first.ByName).ForTeam() : $"{first.Kind.InWords()}.",
        _ => "What it told of is no longer kept.",
    };

    private async Task<Dictionary<long, PromotionRow>> ToldAsync(PortalDb db, Actor actor, IReadOnlyList<DeliveryLine> lines, CancellationToken stop)
    {
        var ids = lines.SelectMany(line => line.Notices.Select(notice => notice.PromotionId).Take(1)).Concat(lines.Select(line => line.Row.PromotionId).OfType<long>()).Distinct().ToList();
        var visible = Visible.Applications(actor, rules.Current.Definitions);
        return await db.Promotions.AsNoTracking().Include(row => row.Items).Where(row => ids.Contains(row.Id) && row.Items.All(item => visible.Contains(item.Application))).ToDictionaryAsync(row => row.Id, stop);
    }
}
