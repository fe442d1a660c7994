using Bunit;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Tests.Web;

/// <summary>The small pieces that stand on every page.</summary>
public sealed class PiecesTests : BunitContext
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly SetTime _time = new(s_now);

    public PiecesTests()
    {
        Services.AddSingleton<TimeProvider>(_time);
        Services.AddScoped<MinuteClock>();
    }

    [Theory]
    [InlineData("sha256:4f2c9a1be07d3333", "4f2c9a1be07d")]
    [InlineData("sha256:4f2c", "4f2c")]
    public void A_digest_shows_twelve_characters_and_copies_all(string digest, string shown)
    {
        var button = Render<DigestText>(text => text.Add(d => d.Digest, digest)).Find("button");
        Assert.Equal(shown, button.TextContent);
        Assert.Equal(digest, button.GetAttribute("data-copy"));
        Assert.Equal(digest, button.GetAttribute("title"));
        Assert.Equal($"Copy digest {shown}", button.GetAttribute("aria-label"));
    }

    [Fact]
    public void A_moment_is_near_and_exact_and_moves_on_by_the_minute()
    {
        var when = Render<When>(w => w.Add(x => x.At, s_now.AddSeconds(-30)));
        Assert.Equal("just now, 2026-11-20 11:59:30 UTC", when.Find("time").TextContent);
        Assert.Equal("2026-11-20T11:59:30Z", when.Find("time").GetAttribute("datetime"));

        _time.Move(TimeSpan.FromMinutes(12));

        when.WaitForAssertion(() => Assert.StartsWith("12 min ago", when.Find("time").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void A_moment_whose_words_stay_is_not_rendered_again()
    {
        var when = Render<When>(w => w.Add(x => x.At, s_now.AddDays(-3)));
        var renders = when.RenderCount;
        _time.Move(TimeSpan.FromMinutes(1));
        Assert.Equal(renders, when.RenderCount);
    }

    [Fact]
    public async Task All_moments_share_one_timer_and_leave_none_behind()
    {
        Render<When>(w => w.Add(x => x.At, s_now));
        Render<When>(w => w.Add(x => x.At, s_now));
        Assert.Equal(1, _time.Timers);

        await DisposeComponentsAsync();

        Assert.Equal(0, _time.Timers);
    }

    [Fact]
    public void An_automation_names_the_person_it_acts_for() =>
        Assert.Equal("release-bot on behalf of Ana Sousa", Render<Who>(who => who.Add(w => w.Name, "release-bot").Add(w => w.OnBehalfOf, "Ana Sousa")).Find(".who__name").TextContent);

    [Fact]
    public void A_status_is_an_icon_a_word_and_a_colour()
    {
        var status = Render<StatusLabel>(label => label.Add(l => l.Kind, StatusKind.Bad).Add(l => l.Word, "Refused")).Find(".status");
        Assert.Contains("status--bad", status.ClassList);
        Assert.Equal("Refused", status.TextContent);
        Assert.NotNull(status.QuerySelector("svg[aria-hidden=true]"));
    }

    [Theory]
    [InlineData(true, "prod (production)", "environment--production")]
    [InlineData(false, "prod", "environment")]
    public void Production_is_marked_for_eyes_and_ears(bool production, string words, string look)
    {
        var name = Render<EnvironmentName>(e => e.Add(x => x.Name, "prod").Add(x => x.Production, production)).Find(".environment");
        Assert.Equal(words, name.TextContent);
        Assert.Contains(look, name.ClassList);
    }

    [Fact]
    public void A_transfer_of_unknown_size_has_no_value()
    {
        var bar = Render<ProgressBar>(p => p.Add(b => b.Label, "Copying").Add(b => b.Transfer, new Transfer(5_000, 0))).Find("[role=progressbar]");
        Assert.False(bar.HasAttribute("aria-valuenow"));
        Assert.Equal("size not known yet, 5.00 kB", bar.GetAttribute("aria-valuetext"));
    }

    [Fact]
    public void A_transfer_tells_a_screen_reader_all_of_it()
    {
        var bar = Render<ProgressBar>(p => p.Add(b => b.Label, "Copying").Add(b => b.Transfer, new Transfer(250, 1_000, 50))).Find("[role=progressbar]");
        Assert.Equal("25", bar.GetAttribute("aria-valuenow"));
        Assert.Equal("25 per cent, 250 B of 1.00 kB, 15 s left", bar.GetAttribute("aria-valuetext"));
        Assert.Equal("transform: scaleX(0.25)", bar.QuerySelector(".progress__fill")!.GetAttribute("style"));
    }
}
