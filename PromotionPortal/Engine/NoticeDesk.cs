using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Notices;
using PromotionPortal.Identity;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Engine;

/// <summary>One thing that a person was told, in words made when it is read.</summary>
public sealed record NoticeLine(long Id, NoticeKind Kind, long Promotion, string Text, string Detail, DateTimeOffset At, bool IsRead);

/// <summary>What a person wants by mail, and where it goes; the address is null where none is known.</summary>
public sealed record NoticeChoices(ImmutableArray<NoticeKind> ByMail, string? Address);

/// <summary>What people were told: for each his own, and of that only what he may still see.</summary>
public sealed class NoticeDesk(IDbContextFactory<PortalDb> database, Rules rules, TimeProvider time, Changes changes)
{
    public const int PageSize = 25;

    /// <summary>So many people are told of one event at most.</summary>
    public const int MostPeople = 200;

    /// <summary>What happens to a person within this time comes in one mail.</summary>
    public static readonly TimeSpan BundledFor = TimeSpan.FromMinutes(1);

    /// <summary>So many can be marked in one call by their ids.</summary>
    public const int MostIds = 500;

    public async Task<Page<NoticeLine>> ReadAsync(Actor actor, bool unreadOnly, int page, CancellationToken stop, int size = PageSize)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var told = await NoticesView.ReadAsync(db, unreadOnly ? Mine(db, actor).Where(notice => notice.ReadAt == null) : Mine(db, actor), page, size, stop);
        return new([.. told.Rows.Select(Line)], told.Number, told.Size, told.Total);
    }

    public async Task<int> UnreadAsync(Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        return await Mine(db, actor).CountAsync(notice => notice.ReadAt == null, stop);
    }

    /// <summary>Marks these of his own as read, or with none named all of them; how many that were.</summary>
    public async Task<int> MarkReadAsync(Actor actor, IReadOnlyCollection<long> ids, CancellationToken stop) =>
        await MarkAsync(actor, notices => ids.Count == 0 ? notices : notices.Where(notice => ids.Contains(notice.Id)), stop);

    /// <summary>He looks at the promotion: what he was told of it he knows now.</summary>
    public async Task<int> SeenAsync(Actor actor, long promotion, CancellationToken stop) =>
        await MarkAsync(actor, notices => notices.Where(notice => notice.PromotionId == promotion), stop);

    public async Task<NoticeChoices> ChoicesAsync(Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var off = await db.NoticeChoices.AsNoTracking().Where(choice => choice.PersonId == actor.Id).Select(choice => choice.Kind).ToListAsync(stop);
        var address = await db.Users.AsNoTracking().Where(user => user.Id == actor.Id).Select(user => user.Email).FirstOrDefaultAsync(stop);
        return new([.. Enum.GetValues<NoticeKind>().Except(off)], string.IsNullOrEmpty(address) ? null : address);
    }

    /// <summary>From now on these kinds come by mail, and all others in the bell alone.</summary>
    public async Task<Answer> ChooseAsync(Actor actor, IReadOnlyCollection<NoticeKind> byMail, CancellationToken stop)
    {
        if (Access.Can(actor, Verb.ManageOwnNotices) is { Allowed: false } no) return Answer.NotAllowed(no.Reason);
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        await db.NoticeChoices.Where(choice => choice.PersonId == actor.Id).ExecuteDeleteAsync(stop);
        db.NoticeChoices.AddRange(Enum.GetValues<NoticeKind>().Except(byMail).Select(kind => new NoticeChoiceRow { PersonId = actor.Id, Kind = kind }));
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return Answer.Done("Your choice is saved.");
    }

    private IQueryable<NoticeRow> Mine(PortalDb db, Actor actor) => NoticesView.Of(db, actor.Id, Visible.Applications(actor, rules.Current.Definitions));

    private async Task<int> MarkAsync(Actor actor, Func<IQueryable<NoticeRow>, IQueryable<NoticeRow>> which, CancellationToken stop)
    {
        if (!Access.Can(actor, Verb.ManageOwnNotices).Allowed) return 0;
        await using var db = await database.CreateDbContextAsync(stop);
        var unread = which(db.Notices.Where(notice => notice.PersonId == actor.Id && notice.ReadAt == null));
        // Most of the time there is nothing to write, and then nobody is woken.
        if (!await unread.AnyAsync(stop)) return 0;
        var now = time.GetUtcNow();
        var marked = await unread.ExecuteUpdateAsync(set => set.SetProperty(notice => notice.ReadAt, now), stop);
        changes.Announce();
        return marked;
    }

    private static NoticeLine Line(ToldPromotion told)
    {
        var subject = NoticeRecord.SubjectOf(told.Promotion, told.Notice.Kind, told.Notice.ByName);
        return new(told.Notice.Id, told.Notice.Kind, told.Promotion.Id, subject.ForPerson(), subject.Detail(), told.Notice.At, told.Notice.ReadAt is not null);
    }
}
