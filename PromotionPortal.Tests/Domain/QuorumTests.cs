using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Tests.Domain;

public sealed class QuorumTests
{
    [Theory]
    [InlineData("2", "ada", false, "1 more")]
    [InlineData("2", "ada bob", true, "")]
    [InlineData("0 sre:1", "ada", false, "1 of sre")]
    [InlineData("0 sre:1", "ada(sre)", true, "")]
    [InlineData("1 sre:1", "ada(sre)", false, "1 more")]
    [InlineData("1 sre:1", "ada(sre) bob", true, "")]
    [InlineData("1 sre:1", "ada bob", false, "1 of sre")]
    [InlineData("0 sre:2 qa:1", "ada(sre) bob(sre,qa) eve(sre)", true, "")]
    [InlineData("0 sre:1 qa:1", "ada(sre,qa)", false, "1 of qa")]
    [InlineData("0 sre:1 qa:1", "ada(sre,qa) bob(sre)", true, "")]
    [InlineData("0 sre:1 qa:1", "bob(sre) ada(sre,qa)", true, "")]
    [InlineData("2", "ada ada", false, "1 more")]
    [InlineData("0", "", true, "")]
    public void People_take_seats_and_nobody_takes_two(string quorum, string people, bool met, string missing)
    {
        var count = QuorumMatching.Count(Quorum(quorum), People(people));
        Assert.Equal((met, missing), (count.IsMet, count.MissingInWords()));
        Assert.Distinct(count.Filled.Select(seat => seat.VoterId));
    }

    [Fact]
    public void The_matching_agrees_with_trying_every_seating()
    {
        var random = new Random(20_261_120);
        for (var round = 0; round < 3_000; round++)
        {
            var quorum = new ApprovalQuorum(random.Next(3), [.. Groups.Where(_ => random.Next(2) == 0).Select(group => new GroupQuorum(group, random.Next(1, 3)))]);
            var people = Enumerable.Range(0, random.Next(6)).Select(at => new Voter($"p{at}", $"P{at}", [.. Groups.Where(_ => random.Next(2) == 0)])).ToList();
            Assert.Equal(MostSeats(quorum, people), QuorumMatching.Count(quorum, people).Filled.Length);
        }
    }

    [Fact]
    public void One_more_person_never_takes_a_seat_away()
    {
        var random = new Random(7);
        for (var round = 0; round < 1_000; round++)
        {
            var quorum = new ApprovalQuorum(random.Next(3), [.. Groups.Select(group => new GroupQuorum(group, random.Next(1, 3)))]);
            var people = Enumerable.Range(0, 6).Select(at => new Voter($"p{at}", $"P{at}", [.. Groups.Where(_ => random.Next(2) == 0)])).ToList();
            var counts = Enumerable.Range(0, 7).Select(many => QuorumMatching.Count(quorum, [.. people.Take(many)]).Filled.Length).ToList();
            Assert.Equal(counts.Order(), counts);
        }
    }

    private static readonly string[] Groups = ["sre", "qa", "sec"];

    // Every way to give each person one seat or none.
    private static int MostSeats(ApprovalQuorum quorum, List<Voter> people)
    {
        var seats = quorum.Groups.SelectMany(group => Enumerable.Repeat((string?)group.Group, group.Count)).Concat(Enumerable.Repeat((string?)null, quorum.Anyone)).ToList();
        return Most(0, new bool[seats.Count]);

        int Most(int person, bool[] taken)
        {
            if (person == people.Count) return taken.Count(one => one);
            var best = Most(person + 1, taken);
            for (var seat = 0; seat < seats.Count; seat++)
            {
                if (taken[seat] || (seats[seat] is { } group && !people[person].Groups.Contains(group))) continue;
                taken[seat] = true;
                best = Math.Max(best, Most(person + 1, taken));
                taken[seat] = false;
            }
            return best;
        }
    }

    private static ApprovalQuorum Quorum(string text)
    {
        var parts = text.Split(' ');
        return new(int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), [.. parts.Skip(1).Select(part => part.Split(':')).Select(pair => new GroupQuorum(pair[0], int.Parse(pair[1], System.Globalization.CultureInfo.InvariantCulture)))]);
    }

    [Theory]
    [InlineData("ada paul<ada", 1)]
    [InlineData("paul<ada ada", 1)]
    [InlineData("paul<ada priya<ada", 2)]
    [InlineData("paul<ada priya<ada ada", 2)]
    [InlineData("paul<priya priya<paul", 1)]
    [InlineData("paul<paul", 1)]
    public void Whoever_came_in_by_a_link_of_another_voter_is_not_counted_beside_him(string voters, int counted) =>
        Assert.Equal(counted, QuorumMatching.Count(new(6, []), [.. voters.Split(' ').Select(one => one.Split('<')).Select(parts => new Voter(parts[0], parts[0], []) { OpenedBy = parts.ElementAtOrDefault(1) ?? "" })]).Filled.Length);

    private static List<Voter> People(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.TrimEnd(')').Split('(')).Select(parts => new Voter(parts[0], parts[0], parts.Length == 1 ? [] : [.. parts[1].Split(',')]))];
}
