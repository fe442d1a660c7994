using Bunit;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Tests.Web;

/// <summary>Good news goes by itself, bad news waits to be read.</summary>
public sealed class NoticesTests : BunitContext
{
    private readonly SetTime _time = new(new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly Notices _notices;

    public NoticesTests() => _notices = new(_time);

    [Fact]
    public void Only_what_failed_stays()
    {
        _notices.Show(StatusKind.Good, "Promoted checkout");
        _notices.Show(StatusKind.Bad, "Could not promote invoices");

        _time.Move(Notices.ShownFor);

        Assert.Equal(["Could not promote invoices"], _notices.Shown.Select(notice => notice.Words));
        Assert.Equal(0, _time.Timers);
    }

    [Fact]
    public void The_newest_push_out_the_oldest()
    {
        for (var number = 1; number <= 6; number++) _notices.Show(StatusKind.Bad, $"{number}");
        Assert.Equal(["3", "4", "5", "6"], _notices.Shown.Select(notice => notice.Words));
    }

    [Fact]
    public void A_page_that_is_left_keeps_no_timer()
    {
        _notices.Show(StatusKind.Good, "Promoted checkout");
        _notices.Dispose();
        Assert.Equal(0, _time.Timers);
    }

    [Fact]
    public void A_notice_is_shown_in_a_polite_region_and_dismissed_by_its_cross()
    {
        Services.AddSingleton(_notices);
        var host = Render<NoticeHost>();
        _notices.Show(StatusKind.Bad, "Could not promote invoices", "See why", "/promotions/7");

        host.WaitForAssertion(() => Assert.Equal("/promotions/7", host.Find("[aria-live=polite] a").GetAttribute("href")));
        host.Find("button").Click();

        Assert.Empty(host.FindAll(".notice"));
    }
}
