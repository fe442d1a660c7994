using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Notices;
using PromotionPortal.Identity;
using PromotionPortal.Notifications;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Engine;

/// <summary>Makes the mail of a person right before it goes out, from what is still news to him and what he may still see.</summary>
public sealed class MailWork(MailSender sender, MailOptions mail, PublicOrigin origin, SecretStore secrets, Rules rules, TimeProvider time)
{
    /// <summary>Null: there is nothing to tell, or no way to tell it.</summary>
    public async Task<SendResult?> SendAsync(PortalDb db, DeliveryRow delivery, CancellationToken stop)
    {
        if (!mail.IsOn || origin.Configured is not { } site) return null;
        var address = await db.Users.AsNoTracking().Where(user => user.Id == delivery.PersonId && !user.Disabled).Select(user => user.Email).FirstOrDefaultAsync(stop);
        if (string.IsNullOrEmpty(address)) return null;
        var subjects = await SubjectsAsync(db, delivery, stop);
        if (subjects.Count == 0) return null;
        var words = MailText.Of(subjects, site);
        var password = mail.PasswordSecret.Length > 0 ? secrets.Find(mail.PasswordSecret) : null;
        return await sender.SendAsync(new(delivery.MessageId, address, words.Subject, words.Text, words.Html, delivery.CreatedAt), password, stop);
    }

    private async Task<IReadOnlyList<NoticeSubject>> SubjectsAsync(PortalDb db, DeliveryRow delivery, CancellationToken stop)
    {
        if ((await Actors.PeopleAsync(db, [delivery.PersonId!], time.GetUtcNow(), stop)).FirstOrDefault() is not { } person) return [];
        var notices = await NoticesView.Of(db, person.Id, Visible.Applications(person, rules.Current.Definitions))
            .Where(notice => notice.DeliveryId == delivery.Id && notice.ReadAt == null && !db.NoticeChoices.Any(choice => choice.PersonId == person.Id && choice.Kind == notice.Kind))
            .OrderBy(notice => notice.Id).ToListAsync(stop);
        var told = await NoticesView.WithPromotionsAsync(db, notices, stop);
        return [.. told.Where(one => !one.Notice.Kind.Asks() || MayDecide(person, one.Promotion)).Select(one => NoticeRecord.SubjectOf(one.Promotion, one.Notice.Kind, one.Notice.ByName))];
    }

    // Whoever lost the right since is not asked any more.
    private bool MayDecide(Actor person, PromotionRow row) => row.Items.Exists(item => Access.Can(person, Verb.Approve, rules.Current.Definitions.PlaceOf(item.Application, row.Environment)).Allowed);
}
