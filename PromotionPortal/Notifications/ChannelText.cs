using System.Text.Json;
using PromotionPortal.Domain.Notices;
using PromotionPortal.Links;

namespace PromotionPortal.Notifications;

/// <summary>The body of a message for each kind of channel. What people wrote is plain text in it: it makes no link, calls nobody, and formats nothing.</summary>
public static class ChannelText
{
    // What Slack takes in one block.
    private const int MostLetters = 2_900;

    public static byte[] Slack(NoticeSubject subject, string? origin)
    {
        var blocks = new List<object> { new { type = "section", text = Plain(subject.ForTeam()) } };
        if (subject.Detail() is { Length: > 0 } detail) blocks.Add(new { type = "context", elements = new[] { Plain(detail) } });
        if (origin is not null) blocks.Add(new { type = "section", text = new { type = "mrkdwn", text = $"<{origin}{PageLinks.Promotion(subject.Promotion)}|Open promotion {subject.Promotion}>" } });
        return JsonSerializer.SerializeToUtf8Bytes(new { text = Escaped(Shortened(subject.ForTeam())), blocks });
    }

    /// <summary>An Adaptive Card; its text runs know no markup.</summary>
    public static byte[] Teams(NoticeSubject subject, string? origin)
    {
        var body = new List<object> { Run(subject.ForTeam(), weight: "Bolder") };
        if (subject.Detail() is { Length: > 0 } detail) body.Add(Run(detail, weight: "Default"));
        object[] actions = origin is null ? [] : [new { type = "Action.OpenUrl", title = $"Open promotion {subject.Promotion}", url = origin + PageLinks.Promotion(subject.Promotion) }];
        var content = new { type = "AdaptiveCard", version = "1.4", body, actions };
        return JsonSerializer.SerializeToUtf8Bytes(new { type = "message", attachments = new[] { new { contentType = "application/vnd.microsoft.card.adaptive", content } } });
    }

    /// <summary>As Standard Webhooks lay a body out: type, time and data.</summary>
    public static byte[] Webhook(NoticeSubject subject, DateTimeOffset at, string? origin) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = TypeOf(subject.Kind),
        timestamp = at.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        data = new
        {
            promotion = subject.Promotion,
            url = origin is null ? null : origin + PageLinks.Promotion(subject.Promotion),
            environment = subject.Environment,
            images = subject.Images,
            state = subject.State.ToString(),
            requestedBy = subject.RequestedBy,
            reason = subject.Reason,
            by = subject.By,
            isHotfix = subject.IsHotfix,
            ending = subject.Ending is null ? null : new { kind = subject.Ending.Kind.ToString(), what = subject.Ending.What, help = subject.Ending.Help },
            text = subject.ForTeam(),
        },
    });

    public static string TypeOf(NoticeKind kind) => kind switch
    {
        NoticeKind.ApprovalNeeded => "promotion.approval_needed",
        NoticeKind.Reminder => "promotion.reminder",
        NoticeKind.ApprovalsVoided => "promotion.approvals_voided",
        NoticeKind.Promoted => "promotion.promoted",
        NoticeKind.NotPromoted => "promotion.not_promoted",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Teams are not told of this."),
    };

    private static object Plain(string text) => new { type = "plain_text", text = Shortened(text), emoji = false };

    private static object Run(string text, string weight) => new { type = "RichTextBlock", inlines = new[] { new { type = "TextRun", text = Shortened(text), weight } } };

    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Shortened(string text) => text.Length <= MostLetters ? text : $"{text[..MostLetters]}…";
}
