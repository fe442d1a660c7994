using PromotionPortal.Engine;

namespace PromotionPortal.Tests.Engine;

public sealed class WhenTrialTests
{
    [Theory]
    [InlineData("go", "true", "")]
    [InlineData("not-yet", "false", "not-yet")]
    public void A_condition_is_tried_on_what_was_chosen(string choice, string value, string why)
    {
        var tried = WhenTrial.Run("nodes['go-live'].choice == 'go'", [KeyValuePair.Create("go-live", new NodeStanding("succeeded", choice))], []);
        Assert.Equal(value, tried!.Value);
        Assert.Contains(why, tried.Why, StringComparison.Ordinal);
        Assert.Contains(tried.Parts, part => part.Text == "nodes['go-live'].choice" && part.Value.Contains(choice, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_given_to_the_run_is_seen_and_what_is_not_given_is_not_there()
    {
        const string When = "inputs[?'region'].orValue('eu') == 'us'";
        Assert.Equal("true", WhenTrial.Run(When, [], [KeyValuePair.Create("region", "us")])!.Value);
        Assert.Equal("false", WhenTrial.Run(When, [], [])!.Value);
    }

    [Fact]
    public void What_does_not_compile_is_not_tried() => Assert.Null(WhenTrial.Run("nodes.", [], []));

    [Fact]
    public void A_step_that_is_not_there_says_so() =>
        Assert.Contains("nodes['gone']", WhenTrial.Run("nodes['gone'].state == 'failed'", [], [])!.Why, StringComparison.Ordinal);
}
