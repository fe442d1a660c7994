using AngleSharp.Dom;
using Bunit;
using PromotionPortal.Definitions;
using PromotionPortal.Web.Definitions;

namespace PromotionPortal.Tests.Web;

/// <summary>How a change of a definition is shown.</summary>
public sealed class DefinitionDiffTests : BunitContext
{
    private static readonly string s_before = string.Concat(Enumerable.Range(1, 12).Select(at => $"line {at}\n")) + "approvals: 1\n";
    private static readonly string s_after = s_before.Replace("approvals: 1", "approvals: 2", StringComparison.Ordinal);

    [Fact]
    public void The_meaning_stands_first_as_from_and_to()
    {
        var diff = Show("a\n", "b\n", new FieldChange("approvals", "1", "2"), new FieldChange("class", null, "prod"));
        Assert.Equal(["approvals", "class"], diff.FindAll("dt").Select(term => term.TextContent));
        Assert.Equal(["1 to 2", "none to prod"], diff.FindAll("dd").Select(Words));
        Assert.Equal("2 fields differ", diff.Find(".diff__head .quiet").TextContent);
    }

    [Theory]
    [InlineData(null, "a\n", "new")]
    [InlineData("a\n", null, "deleted")]
    [InlineData("a\n", "a # b\n", "means the same, only its spelling differs")]
    [InlineData("a\n", "a\n", "the same")]
    public void What_happened_is_said_in_words(string? before, string? after, string words) =>
        Assert.Equal(words, Show(before, after).Find(".diff__head .quiet").TextContent);

    [Fact]
    public async Task The_text_is_folded_until_asked_for_and_far_lines_until_asked_again()
    {
        var diff = Show(s_before, s_after, new FieldChange("approvals", "1", "2"));
        Assert.Empty(diff.FindAll("[role=row]"));
        Assert.Contains("+1 −1", diff.Find(".diff__toggle").TextContent, StringComparison.Ordinal);

        await diff.Find(".diff__toggle").ClickAsync(new());

        Assert.Equal("true", diff.Find(".diff__toggle").GetAttribute("aria-expanded"));
        Assert.Equal(["9 unchanged lines"], diff.FindAll(".diff-text__fold").Select(Words));
        Assert.Equal("13−Removed: approvals: 1", Words(diff.Find(".diff-text__line--removed")));
        Assert.Equal(["1", "2"], diff.FindAll("mark").Select(mark => mark.TextContent));

        await diff.Find(".diff-text__fold button").ClickAsync(new());

        Assert.Equal(14, diff.FindAll("[role=row]").Count);
    }

    [Fact]
    public async Task A_text_that_is_too_long_says_so()
    {
        var diff = Show(string.Concat(Enumerable.Repeat("x\n", 5_001)), "y\n");
        await diff.Find(".diff__toggle").ClickAsync(new());
        Assert.Contains("too long to compare line by line", diff.Find(".note").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letters_that_turn_round_how_others_read_are_shown()
    {
        var diff = Show("a\n", "a\u202eb\n", new FieldChange("title", "a", "a\u202eb"));
        await diff.Find(".diff__toggle").ClickAsync(new());
        Assert.DoesNotContain('\u202e', diff.Markup);
        Assert.Contains("⟨U+202E⟩", diff.Find("dd").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<DefinitionDiff> Show(string? before, string? after, params FieldChange[] fields) =>
        Render<DefinitionDiff>(diff => diff.Add(d => d.Title, "Policy usual").Add(d => d.Before, before).Add(d => d.After, after).Add(d => d.Fields, fields));

    private static string Words(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
