using PromotionPortal.Domain.Flows;

namespace PromotionPortal.Tests.Domain;

public sealed class TextSpliceTests
{
    [Theory]
    [InlineData("abc", "abXc", 2, "", "X")]
    [InlineData("aaa", "aa", 2, "a", "")]
    [InlineData("", "new", 0, "", "new")]
    [InlineData("x😀y", "x😁y", 1, "😀", "😁")]
    [InlineData("😀", "🨀", 0, "😀", "🨀")]
    public void The_place_in_which_two_texts_differ_goes_there_and_back(string before, string after, int start, string removed, string added)
    {
        var splice = TextSplice.Of(before, after);
        Assert.Equal(new(start, removed, added), splice);
        Assert.Equal((after, before), (splice!.Do(before), splice.Undo(after)));
    }

    [Fact]
    public void Same_texts_differ_nowhere() => Assert.Null(TextSplice.Of("a", "a"));

    [Fact]
    public void A_splice_is_not_put_into_another_text() => Assert.Throws<InvalidOperationException>(() => new TextSplice(1, "b", "x").Do("acc"));
}
