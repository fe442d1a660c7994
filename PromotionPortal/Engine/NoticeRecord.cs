using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Notices;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Writes who is told what, in the transaction of the event that is told.</summary>
internal static class NoticeRecord
{
    // Whose rights are looked at to find the people to be told.
    private const int MostCandidates = 1_000;

    private static readonly NoticeKind[] s_asking = [.. Enum.GetValues<NoticeKind>().Where(kind => kind.Asks())];
    private static readonly Role[] s_approving = [.. Enum.GetValues<Role>().Where(role => Access.Gives(role, Verb.Approve))];

    /// <summary>After a decision was written. Voided: whose approvals it voided. Read: the case as it is now.</summary>
    public static async Task AfterAsync(PortalDb db, PromotionRow row, PromotionState before, IReadOnlyCollection<string> voided, Func<Task<PromotionCase>> read, DateTimeOffset now, CancellationToken stop)
    {
        List<string> told = voided.Count == 0 ? [] : [row.RequestedById, .. voided];
        if (told.Count > 0) await TellAsync(db, row, NoticeKind.ApprovalsVoided, told, by: "", now, stop);
        if (row.State == before) return;
        if (before == PromotionState.AwaitingApproval) await SettleAsync(db, row.Id, person: null, now, stop);
        if (row.State == PromotionState.AwaitingApproval) await TellAsync(db, row, NoticeKind.ApprovalNeeded, [.. (await NeededAsync(db, await read(), now, stop)).Except(told)], row.RequestedByName, now, stop);
        if (row.State.IsEnd()) await TellAsync(db, row, row.State == PromotionState.Promoted ? NoticeKind.Promoted : NoticeKind.NotPromoted, [row.RequestedById], by: "", now, stop);
    }

    public static async Task RemindAsync(PortalDb db, PromotionCase seen, string by, DateTimeOffset now, CancellationToken stop) =>
        await TellAsync(db, seen.Row, NoticeKind.Reminder, await NeededAsync(db, seen, now, stop), by, now, stop);

    /// <summary>Tells each of these people once, and the channels that asked for it.</summary>
    public static async Task TellAsync(PortalDb db, PromotionRow row, NoticeKind kind, IReadOnlyCollection<string> people, string by, DateTimeOffset now, CancellationToken stop)
    {
        var known = await db.Users.AsNoTracking().Where(user => people.Contains(user.Id) && !user.Disabled).Select(user => new { user.Id, HasMail = user.Email != null && user.Email != "" }).Take(NoticeDesk.MostPeople).ToListAsync(stop);
        var bellOnly = await db.NoticeChoices.AsNoTracking().Where(choice => choice.Kind == kind && people.Contains(choice.PersonId)).Select(choice => choice.PersonId).ToListAsync(stop);
        foreach (var person in known)
        {
            var notice = new NoticeRow { PersonId = person.Id, Kind = kind, PromotionId = row.Id, ByName = by, At = now };
            if (person.HasMail && !bellOnly.Contains(person.Id)) notice.Delivery = await MailAsync(db, person.Id, now, stop);
            db.Notices.Add(notice);
        }
        if (kind.IsForTeams()) await TellChannelsAsync(db, SubjectOf(row, kind, by), row, now, stop);
    }

    /// <summary>What was asked of people is no longer to be done; with a person, by him alone.</summary>
    public static Task SettleAsync(PortalDb db, long promotion, string? person, DateTimeOffset now, CancellationToken stop) =>
        OwnSql.ReadNoticesAsync(db, promotion, person, s_asking, now, stop);

    public static NoticeSubject SubjectOf(PromotionRow row, NoticeKind kind, string by)
    {
        var promotion = row.ToDomain();
        return new(kind, row.Id, PromotionRecord.Images(promotion), row.Environment, row.RequestedByName, row.Reason) { By = by, State = row.State, Ending = promotion.Ending, IsHotfix = row.IsHotfix };
    }

    // Whoever holds a right to approve anywhere is a candidate; the case says whose approval would count here and is still needed.
    private static async Task<IReadOnlyCollection<string>> NeededAsync(PortalDb db, PromotionCase seen, DateTimeOffset now, CancellationToken stop)
    {
        var grants = db.Grants.AsNoTracking().Where(grant => s_approving.Contains(grant.Role) && grant.Apart == "" && (grant.Until == null || grant.Until > now));
        var direct = grants.Where(grant => grant.UserId != "").Select(grant => grant.UserId);
        var members = db.Memberships.AsNoTracking().Where(member => (member.Until == null || member.Until > now) && grants.Any(grant => grant.GroupName == member.GroupName)).Select(member => member.UserId);
        var candidates = await direct.Union(members).OrderBy(id => id).Take(MostCandidates).ToListAsync(stop);
        return [.. (await Identity.Actors.PeopleAsync(db, candidates, now, stop)).Where(seen.IsHelpedBy).Select(person => person.Id).Take(NoticeDesk.MostPeople)];
    }

    // The mail that is still being gathered for this person, or a new one.
    private static async Task<DeliveryRow> MailAsync(PortalDb db, string person, DateTimeOffset now, CancellationToken stop)
    {
        var open = db.Deliveries.Local.FirstOrDefault(delivery => delivery.PersonId == person && delivery.State == DeliveryState.Pending && delivery.Attempts == 0 && delivery.DueAt > now)
            ?? await db.Deliveries.FirstOrDefaultAsync(delivery => delivery.PersonId == person && delivery.State == DeliveryState.Pending && delivery.Attempts == 0 && delivery.DueAt > now, stop);
        if (open is null) db.Deliveries.Add(open = new() { MessageId = NewId(now), PersonId = person, CreatedAt = now, DueAt = now + NoticeDesk.BundledFor });
        return open;
    }

    private static async Task TellChannelsAsync(PortalDb db, NoticeSubject subject, PromotionRow row, DateTimeOffset now, CancellationToken stop)
    {
        foreach (var channel in await db.Channels.AsNoTracking().Where(channel => channel.IsOn).ToListAsync(stop))
        {
            if (!Wants(channel, subject, row)) continue;
            db.Deliveries.Add(new() { MessageId = NewId(now), ChannelId = channel.Id, PromotionId = row.Id, Payload = ChannelWork.Write(subject), CreatedAt = now, DueAt = now });
        }
    }

    private static bool Wants(ChannelRow channel, NoticeSubject subject, PromotionRow row) =>
        channel.Kinds.Contains(subject.Kind)
        && (channel.Environments.Count == 0 || channel.Environments.Contains(row.Environment, StringComparer.Ordinal))
        && (channel.Applications.Count == 0 || row.Items.Exists(item => channel.Applications.Contains(item.Application, StringComparer.Ordinal)));

    public static string NewId(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N");
}
