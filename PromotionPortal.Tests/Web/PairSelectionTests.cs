using PromotionPortal.Domain.Definitions;
using PromotionPortal.Web.Policies;

namespace PromotionPortal.Tests.Web;

public sealed class PairSelectionTests
{
    [Fact]
    public void What_is_chosen_is_read_as_it_was_written()
    {
        PolicyPair[] pairs = [new("checkout", "staging"), new("checkout", "prod"), new("payments", "prod")];
        var (text, count) = PairSelection.Write(pairs);
        Assert.Equal(("checkout.staging.prod~payments.prod", 3), (text, count));
        Assert.Equal(Uri.EscapeDataString(text!), text);
        Assert.Equal(pairs.ToHashSet(), PairSelection.Read(text));
        Assert.Equal((null, 0), PairSelection.Write([]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("checkout")]
    [InlineData("~~~")]
    public void An_address_without_pairs_chooses_none(string? text) => Assert.Empty(PairSelection.Read(text));

    [Fact]
    public void An_address_holds_so_many_and_is_never_longer_than_a_server_reads()
    {
        var many = Enumerable.Range(0, 1000).Select(number => new PolicyPair($"app-{number}", "prod")).ToList();
        Assert.Equal(PairSelection.Most, PairSelection.Write(many).Count);
        var longest = Enumerable.Range(100, 200).Select(number => new PolicyPair(new string('a', 47) + number, new string('e', 50))).ToList();
        var (text, count) = PairSelection.Write(longest);
        Assert.InRange(text!.Length, 5000, 6000);
        Assert.Equal(longest.Take(count).ToHashSet(), PairSelection.Read(text));
        Assert.Empty(PairSelection.Read(new string('x', 100_000)));
        Assert.Equal(PairSelection.Most, PairSelection.Read("app." + string.Join('.', Enumerable.Range(0, 1000))).Count);
    }
}
