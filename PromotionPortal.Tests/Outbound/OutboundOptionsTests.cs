using PromotionPortal.Outbound;

namespace PromotionPortal.Tests.Outbound;

public sealed class OutboundOptionsTests
{
    [Theory]
    [InlineData("Networks", "everything")]
    [InlineData("Networks:0", "10.0.0.0/33")]
    [InlineData("Hosts", "https://registry.example.org")]
    [InlineData("Hosts:0", "10.0.0.7")]
    [InlineData("Hosts", "*")]
    [InlineData("Hosts", "a.*.org")]
    [InlineData("Internet", "perhaps")]
    [InlineData("Network", "10.0.0.0/8")]
    public void What_is_wrong_is_named(string key, string value)
    {
        var problems = new List<string>();
        OutboundOptions.Read(Options.Section((key, value)), problems);
        Assert.StartsWith("Outbound:" + key.Split(':')[0], Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_is_written_in_lines_or_with_commas()
    {
        var problems = new List<string>();
        var options = OutboundOptions.Read(Options.Section(("Networks", "10.0.0.0/8, fd12::/16"), ("Networks:0", "127.0.0.0/8"), ("Hosts:0", "Git.Example")), problems);
        Assert.Empty(problems);
        Assert.Equal((3, "git.example"), (options.Networks.Length, Assert.Single(options.Hosts)));
    }
}
