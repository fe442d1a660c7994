using System.Text;
using System.Text.Json;
using PromotionPortal.Domain.Notices;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Notifications;

namespace PromotionPortal.Tests.Notifications;

/// <summary>What people read, and what hostile words do not bring about.</summary>
public sealed class WordsTests
{
    private const string Hostile = "<!channel> <https://evil.example|Open> & *bold* [x](https://evil.example) <at>all</at> </p><script>";

    private static readonly NoticeSubject s_subject = new(NoticeKind.ApprovalNeeded, 12, "checkout 1.0", "prod", "Dora", Hostile) { State = PromotionState.AwaitingApproval };

    [Theory]
    [InlineData(NoticeKind.ApprovalNeeded, "checkout 1.0 waits for your approval to go to prod.")]
    [InlineData(NoticeKind.Reminder, "Dora reminds you: checkout 1.0 waits for your approval to go to prod.")]
    [InlineData(NoticeKind.HandedOver, "Dora asks you to decide about checkout 1.0 for prod.")]
    [InlineData(NoticeKind.ApprovalsVoided, "The approvals of checkout 1.0 for prod no longer count: what they were given to has changed.")]
    [InlineData(NoticeKind.Promoted, "checkout 1.0 is available in prod.")]
    [InlineData(NoticeKind.NotPromoted, "checkout 1.0 did not reach prod. Paul rejected it: no.")]
    public void Each_kind_is_one_sentence(NoticeKind kind, string sentence) =>
        Assert.Equal(sentence, (s_subject with { Kind = kind, By = "Dora", Ending = new(EndingKind.Rejected, "Paul rejected it: no.", "Mend it.") }).ForPerson());

    [Fact]
    public void Several_images_wait_and_one_waits() =>
        Assert.StartsWith("checkout 1.0, catalogue 2.0 wait for approval", (s_subject with { Images = "checkout 1.0, catalogue 2.0" }).ForTeam(), StringComparison.Ordinal);

    [Fact]
    public void What_was_decided_meanwhile_is_asked_of_nobody() =>
        Assert.Equal("It has been decided meanwhile.", (s_subject with { State = PromotionState.Promoted }).Detail());

    [Fact]
    public void In_Slack_what_people_wrote_is_plain_text()
    {
        var body = JsonSerializer.Deserialize<JsonElement>(ChannelText.Slack(s_subject with { Images = Hostile }, "https://portal.example.org"));
        Assert.DoesNotContain('<', body.GetProperty("text").GetString()!);
        var texts = body.GetProperty("blocks").EnumerateArray().SelectMany(block => block.TryGetProperty("text", out var text) ? [text] : block.GetProperty("elements").EnumerateArray().ToArray()).ToList();
        Assert.Equal(["<https://portal.example.org/promotions/12|Open promotion 12>"], texts.Where(text => text.GetProperty("type").GetString() == "mrkdwn").Select(text => text.GetProperty("text").GetString()));
        Assert.Equal(2, texts.Count(text => text.GetProperty("type").GetString() == "plain_text" && text.GetProperty("text").GetString()!.Contains("<!channel>", StringComparison.Ordinal)));
    }

    [Fact]
    public void In_Teams_what_people_wrote_stands_in_runs_that_know_no_markup()
    {
        var card = JsonSerializer.Deserialize<JsonElement>(ChannelText.Teams(s_subject, "https://portal.example.org")).GetProperty("attachments")[0].GetProperty("content");
        Assert.All(card.GetProperty("body").EnumerateArray(), block => Assert.Equal(("RichTextBlock", "TextRun"), (block.GetProperty("type").GetString(), block.GetProperty("inlines")[0].GetProperty("type").GetString())));
        Assert.Equal("https://portal.example.org/promotions/12", card.GetProperty("actions")[0].GetProperty("url").GetString());
        Assert.False(card.TryGetProperty("msteams", out _));
    }

    [Fact]
    public void A_webhook_has_type_time_and_data()
    {
        var body = JsonSerializer.Deserialize<JsonElement>(ChannelText.Webhook(s_subject, DateTimeOffset.UnixEpoch, "https://portal.example.org"));
        Assert.Equal(("promotion.approval_needed", "1970-01-01T00:00:00.0000000Z"), (body.GetProperty("type").GetString(), body.GetProperty("timestamp").GetString()));
        Assert.Equal((12, "prod", Hostile), (body.GetProperty("data").GetProperty("promotion").GetInt64(), body.GetProperty("data").GetProperty("environment").GetString(), body.GetProperty("data").GetProperty("reason").GetString()));
    }

    [Fact]
    public void Every_kind_for_teams_has_a_type_of_its_own() =>
        Assert.Equal(Enum.GetValues<NoticeKind>().Count(kind => kind.IsForTeams()), Enum.GetValues<NoticeKind>().Where(kind => kind.IsForTeams()).Select(ChannelText.TypeOf).Distinct().Count());

    [Fact]
    public void Without_an_origin_there_is_no_link()
    {
        Assert.DoesNotContain("/promotions/", Encoding.UTF8.GetString(ChannelText.Slack(s_subject, origin: null)), StringComparison.Ordinal);
        Assert.DoesNotContain("/promotions/", Encoding.UTF8.GetString(ChannelText.Teams(s_subject, origin: null)), StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_mail_markup_of_others_is_shown_and_not_obeyed()
    {
        var mail = MailText.Of([s_subject], "https://portal.example.org");
        Assert.DoesNotContain("<script>", mail.Html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", mail.Html, StringComparison.Ordinal);
        Assert.Contains("https://portal.example.org/promotions/12", mail.Text, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://portal.example.org/promotions/12\">", mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_notices_are_one_mail()
    {
        var mail = MailText.Of([s_subject, s_subject with { Kind = NoticeKind.Promoted, Promotion = 13 }], "https://portal.example.org");
        Assert.Equal("2 notifications: checkout 1.0 waits for your approval to go to prod", mail.Subject);
        Assert.Contains("/promotions/12", mail.Text, StringComparison.Ordinal);
        Assert.Contains("/promotions/13", mail.Text, StringComparison.Ordinal);
    }
}
