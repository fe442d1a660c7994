using PromotionPortal.Web.Shared;

namespace PromotionPortal.Tests.Web;

/// <summary>Times, amounts and names as a person reads them.</summary>
public sealed class WordsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 12, 55, 54, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(-59, "just now")]
    [InlineData(-60, "1 min ago")]
    [InlineData(-12 * 60 - 59, "12 min ago")]
    [InlineData(-3_599, "59 min ago")]
    [InlineData(-3_600, "1 h ago")]
    [InlineData(-86_399, "23 h ago")]
    [InlineData(-86_400, "1 day ago")]
    [InlineData(-29 * 86_400, "29 days ago")]
    [InlineData(-30 * 86_400, "21 Oct 2026")]
    [InlineData(20, "in a moment")]
    [InlineData(12 * 60, "in 12 min")]
    [InlineData(40 * 86_400, "30 Dec 2026")]
    public void A_moment_is_told_by_its_distance(int secondsFromNow, string words) =>
        Assert.Equal(words, TimeWords.Relative(s_now.AddSeconds(secondsFromNow), s_now));

    [Fact]
    public void The_exact_time_is_in_UTC_and_says_so() =>
        Assert.Equal("2026-11-20 12:55:54 UTC", TimeWords.Exact(s_now.ToOffset(TimeSpan.FromHours(5))));

    [Theory]
    [InlineData(-3, "0 s")]
    [InlineData(45, "45 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(180, "3 min")]
    [InlineData(7_500, "2 h 5 min")]
    [InlineData(345_600, "4 days")]
    public void A_span_is_told_in_its_two_largest_units(int seconds, string words) => Assert.Equal(words, TimeWords.Lasting(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(-1, "0 B")]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1_000, "1.00 kB")]
    [InlineData(9_994, "9.99 kB")]
    [InlineData(18_340_000, "18.3 MB")]
    [InlineData(431_000_000, "431 MB")]
    [InlineData(999_999_999, "1.00 GB")]
    [InlineData(long.MaxValue, "9.22 EB")]
    public void Bytes_have_three_figures(long bytes, string words) => Assert.Equal(words, ByteWords.Of(bytes));

    [Theory]
    [InlineData("Mira Okafor", "MO")]
    [InlineData("Anna Maria van der Berg", "AB")]
    [InlineData("ana.sousa@example.test", "AS")]
    [InlineData("release-bot", "RB")]
    [InlineData("Björk", "B")]
    [InlineData("élise Étienne", "ÉÉ")]
    [InlineData("  ", "?")]
    public void Two_letters_stand_for_a_name(string name, string letters) => Assert.Equal(letters, Initials.Of(name));

    [Theory]
    [InlineData(0, 0, 0, "0 B", "")]
    [InlineData(5_000, 0, 900, "5.00 kB", "900 B/s")]
    [InlineData(182_400_000, 431_000_000, 18_300_000, "182 MB of 431 MB", "18.3 MB/s · 13 s left")]
    [InlineData(431_000_000, 431_000_000, 18_300_000, "431 MB of 431 MB", "18.3 MB/s")]
    public void A_transfer_says_amount_pace_and_what_is_left(long done, long total, double rate, string amount, string pace)
    {
        var transfer = new Transfer(done, total, rate);
        Assert.Equal((amount, pace), (transfer.Amount, transfer.Pace));
    }

    [Theory]
    [InlineData(999, 1_000, 99)]
    [InlineData(999_999, 1_000_000, 99)]
    [InlineData(1_000, 1_000, 100)]
    [InlineData(1_200, 1_000, 100)]
    [InlineData(5, 0, 0)]
    public void A_hundred_per_cent_is_the_last_byte(long done, long total, int percent) => Assert.Equal(percent, new Transfer(done, total).Percent);

    [Fact]
    public void Every_icon_is_drawn_and_every_status_has_its_own()
    {
        Assert.All(Enum.GetValues<IconName>(), name => Assert.StartsWith("<", IconShapes.Of(name), StringComparison.Ordinal));
        var looks = Enum.GetValues<StatusKind>().Select(StatusLook.Of).ToList();
        Assert.Equal(looks.Count, looks.Select(look => look.Icon).Distinct().Count());
        Assert.Equal(looks.Count, looks.Select(look => look.Class).Distinct().Count());
    }
}
