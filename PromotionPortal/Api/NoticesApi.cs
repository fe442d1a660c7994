using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Notices;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Notifications;

namespace PromotionPortal.Api;

/// <summary>Which notices were read; none named: all.</summary>
public sealed record ReadNotices(IReadOnlyList<long>? Ids = null);

/// <summary>What comes by mail.</summary>
public sealed record MailChoice(IReadOnlyList<NoticeKind> ByMail);

/// <summary>What the caller was told, and what of it comes by mail.</summary>
public static class NoticesApi
{
    private const int MostBodyBytes = 16 * 1024;

    public sealed record NoticePage(IReadOnlyList<NoticeLine> Notices, int Page, int Pages, int Total, int Unread);

    public sealed record Choice(ImmutableArray<NoticeKind> ByMail, string? Address, bool SendsMail);

    public sealed record Marked(int Count);

    public static void MapNotices(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/notices", ListAsync).WithTags("Notices").Needs(Verb.View);
        var own = app.MapGroup("/api").WithTags("Notices").Needs(Verb.ManageOwnNotices);
        own.MapPost("/notices/read", ReadAsync).WithMetadata(new RequestSizeLimitAttribute(MostBodyBytes));
        own.MapGet("/me/notifications", ChoiceAsync);
        own.MapPut("/me/notifications", ChooseAsync).WithMetadata(new RequestSizeLimitAttribute(MostBodyBytes));
    }

    private static async Task<IResult> ListAsync(Caller caller, NoticeDesk desk, CancellationToken stop, bool unread = false, int page = 1)
    {
        var notices = await desk.ReadAsync(caller.Actor, unread, page, stop);
        return TypedResults.Ok(new NoticePage(notices.Rows, notices.Number, notices.Pages, notices.Total, await desk.UnreadAsync(caller.Actor, stop)));
    }

    private static async Task<IResult> ReadAsync(ReadNotices asked, Caller caller, NoticeDesk desk, CancellationToken stop)
    {
        var ids = asked.Ids ?? [];
        return ids.Count > NoticeDesk.MostIds
            ? Problems.Unprocessable($"At most {NoticeDesk.MostIds} at once, please.")
            : TypedResults.Ok(new Marked(await desk.MarkReadAsync(caller.Actor, ids, stop)));
    }

    private static async Task<IResult> ChoiceAsync(Caller caller, NoticeDesk desk, MailOptions mail, CancellationToken stop)
    {
        var choices = await desk.ChoicesAsync(caller.Actor, stop);
        return TypedResults.Ok(new Choice(choices.ByMail, choices.Address, mail.IsOn));
    }

    private static async Task<IResult> ChooseAsync(MailChoice asked, Caller caller, NoticeDesk desk, CancellationToken stop)
    {
        var answer = await desk.ChooseAsync(caller.Actor, asked.ByMail, stop);
        return answer.IsDone ? TypedResults.NoContent() : Problems.Of(answer);
    }
}
