using System.Globalization;
using System.Net;
using System.Text;
using PromotionPortal.Domain.Notices;
using PromotionPortal.Links;

namespace PromotionPortal.Notifications;

/// <summary>The words of a mail: what happened, each with the link that opens it. A link decides nothing.</summary>
public sealed record MailText(string Subject, string Text, string Html)
{
    public static MailText Of(IReadOnlyList<NoticeSubject> subjects, string origin) =>
        new(subjects.Count == 1 ? subjects[0].ForPerson().TrimEnd('.') : $"{subjects.Count} notifications: {subjects[0].ForPerson().TrimEnd('.')}", Plain(subjects, origin), Rich(subjects, origin));

    private static string Plain(IReadOnlyList<NoticeSubject> subjects, string origin)
    {
        var text = new StringBuilder();
        foreach (var subject in subjects) text.Append(CultureInfo.InvariantCulture, $"{subject.ForPerson()}\r\n{Line(subject.Detail())}{origin}{PageLinks.Promotion(subject.Promotion)}\r\n\r\n");
        return text.Append(CultureInfo.InvariantCulture, $"Decisions are made in the portal, signed in. Choose what comes by mail: {origin}{PageLinks.NoticeChoices}\r\n").ToString();
    }

    private static string Rich(IReadOnlyList<NoticeSubject> subjects, string origin)
    {
        var text = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><body style=\"font-family:sans-serif;font-size:14px;line-height:1.5;color:#171a1f\">");
        foreach (var subject in subjects)
        {
            text.Append(CultureInfo.InvariantCulture, $"<p style=\"margin:0 0 20px\"><strong>{WebUtility.HtmlEncode(subject.ForPerson())}</strong><br>");
            if (subject.Detail() is { Length: > 0 } detail) text.Append(CultureInfo.InvariantCulture, $"{WebUtility.HtmlEncode(detail)}<br>");
            text.Append(CultureInfo.InvariantCulture, $"<a href=\"{WebUtility.HtmlEncode(origin + PageLinks.Promotion(subject.Promotion))}\">Open promotion {subject.Promotion}</a></p>");
        }
        return text.Append(CultureInfo.InvariantCulture, $"<p style=\"color:#59606b;font-size:12px\">Decisions are made in the portal, signed in. <a href=\"{WebUtility.HtmlEncode(origin + PageLinks.NoticeChoices)}\">Choose what comes by mail</a></p></body></html>").ToString();
    }

    private static string Line(string text) => text.Length == 0 ? "" : $"{text}\r\n";
}
