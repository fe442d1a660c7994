using PromotionPortal.Domain.Finding;

namespace PromotionPortal.Tests.Domain;

/// <summary>What a person means by a few letters.</summary>
public sealed class FindWordsTests
{
    private static readonly string[] s_names =
    [
        "Applications", "Apply policies", "Policies", "My requests", "All waiting requests", "Promotions", "Problems of the definitions", "Proposals", "Theme: dark", "checkout", "checkout-worker", "cart", "payments", "to-prod", "prod", "Sign out",
    ];

    // The words, and the names that they find, the best first.
    public static TheoryData<string, string> Meanings => new()
    {
        { "checkout", "checkout, checkout-worker" },
        { "CHECK", "checkout, checkout-worker" },
        { "worker", "checkout-worker" },
        { "prod", "prod, to-prod" },
        { "pro", "prod, Proposals, Promotions, Problems of the definitions, to-prod" },
        { "ap", "Applications, Apply policies" },
        { "pol", "Policies, Apply policies" },
        { "apply pol", "Apply policies" },
        { "pol apply", "Apply policies" },
        { "awr", "All waiting requests" },
        { "mr", "My requests" },
        { "wr", "All waiting requests" },
        { "so", "Sign out" },
        { "dark", "Theme: dark" },
        { "theme: dark", "Theme: dark" },
        { "chkt", "checkout, checkout-worker" },
        { "cart chkt", "" },
        { "ments", "payments" },
        { "me", "" },
        { "zz", "" },
    };

    [Theory]
    [MemberData(nameof(Meanings))]
    public void These_words_find_those_names(string typed, string found)
    {
        var words = FindWords.Of(typed);
        var ranking = new FindRanking();
        foreach (var name in s_names) ranking.Add(new(FindGroup.Pages, name, "", "/"), words.Fit(name));
        Assert.Equal(found, string.Join(", ", ranking.Best().SelectMany(group => group.Found).Select(one => one.Title)));
    }

    [Theory]
    [InlineData("12", 12L)]
    [InlineData(" #12 ", 12L)]
    [InlineData("1.2", null)]
    [InlineData("-12", null)]
    [InlineData("12 13", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("", null)]
    public void A_number_is_that_of_a_request(string typed, long? number) => Assert.Equal(number, FindWords.Of(typed).Number);

    [Fact]
    public void What_is_shown_goes_before_what_it_is_called_too()
    {
        var words = FindWords.Of("approve");
        Assert.True(words.Fit("Approve requests") > words.Fit("Inbox", "approve"));
        Assert.True(words.Fit("Inbox", "approve") > 0);
        Assert.Equal(0, words.Fit("Inbox"));
    }

    [Fact]
    public void Everything_fits_nothing_and_too_much_is_cut()
    {
        Assert.Equal(1, FindWords.Of("  ").Fit("anything"));
        Assert.Equal(FindWords.MostLetters, FindWords.Of(new string('x', 10_000)).Words.Single().Length);
        Assert.Equal(8, FindWords.Of(string.Concat(Enumerable.Repeat("x ", 50))).Words.Count);
    }

    [Fact]
    public void Of_each_group_the_best_are_kept_and_the_youngest_of_equals_first()
    {
        var ranking = new FindRanking();
        for (var age = 1; age <= 20; age++) ranking.Add(new(FindGroup.Requests, $"#{age}", "", "/"), fit: 70, age);
        ranking.Add(new(FindGroup.Pages, "Policies", "", "/"), fit: 90);
        ranking.Add(new(FindGroup.Pages, "Other", "", "/"), fit: 0);
        Assert.Equal("Pages: Policies; Requests: #1 #2 #3 #4 #5 #6", string.Join("; ", ranking.Best().Select(group => $"{group.Group}: {string.Join(' ', group.Found.Select(one => one.Title))}")));
    }
}
