using System.Collections.Immutable;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Domain.Approvals;

/// <summary>Who has to agree: so many of those who may approve at all, and besides them so many of each group. Nobody fills two seats.</summary>
public sealed record ApprovalQuorum(int Anyone, ImmutableArray<GroupQuorum> Groups)
{
    public static ApprovalQuorum None { get; } = new(0, []);

    public int Seats => Anyone + Groups.Sum(group => group.Count);

    public bool IsNone => Seats == 0;

    /// <summary>Such as "2 approvers and 1 of sre".</summary>
    public string InWords()
    {
        string[] parts = [.. Anyone > 0 ? new[] { Anyone == 1 ? "1 approver" : $"{Anyone} approvers" } : [], .. Groups.Where(group => group.Count > 0).Select(group => $"{group.Count} of {group.Group}")];
        return parts.Length == 0 ? "nobody" : string.Join(" and ", parts);
    }
}

/// <summary>Somebody who agreed and may, and the groups he is in.</summary>
public sealed record Voter(string Id, string Name, ImmutableHashSet<string> Groups)
{
    /// <summary>Who made the link by which he came in last; empty for nobody else.</summary>
    public string OpenedBy { get; init; } = "";

    public static Voter Of(Actor person) => new(person.Id, person.Name, person.Groups) { OpenedBy = person.OpenedBy };
}

/// <summary>Which seat somebody fills; the group is null for one that anyone may fill.</summary>
public sealed record Seat(string VoterId, string VoterName, string? Group);

/// <summary>How far a quorum is.</summary>
public sealed record QuorumCount(ApprovalQuorum Quorum, ImmutableArray<Seat> Filled)
{
    public bool IsMet => Filled.Length >= Quorum.Seats;

    /// <summary>The seats still empty: of which group how many, null for anyone.</summary>
    public ImmutableArray<(string? Group, int Count)> Missing =>
    [
        .. Quorum.Groups.Select(group => ((string?)group.Group, group.Count - Filled.Count(seat => seat.Group == group.Group))).Where(missing => missing.Item2 > 0),
        .. Quorum.Anyone - Filled.Count(seat => seat.Group is null) is var open and > 0 ? new (string?, int)[] { (null, open) } : [],
    ];

    /// <summary>Such as "1 of sre and 1 more".</summary>
    public string MissingInWords() => string.Join(" and ", Missing.Select(missing => missing.Group is null ? $"{missing.Count} more" : $"{missing.Count} of {missing.Group}"));
}

/// <summary>
/// Seats people so that as many seats as possible are filled; somebody in two groups never stands in the way of another. Whoever came in
/// by a link that another of them made is not counted beside that one: it may have been the same person twice.
/// </summary>
public static class QuorumMatching
{
    public static QuorumCount Count(ApprovalQuorum quorum, IReadOnlyList<Voter> voters)
    {
        var distinct = Distinct(voters);
        var seats = quorum.Groups.SelectMany(group => Enumerable.Repeat(group.Group, group.Count)).ToArray();
        var holder = new int?[seats.Length];
        for (var voter = 0; voter < distinct.Length; voter++) Seat(voter, distinct, seats, holder, new bool[seats.Length]);
        var seated = seats.Select((group, at) => (group, by: holder[at])).Where(seat => seat.by is not null).Select(seat => new Seat(distinct[seat.by!.Value].Id, distinct[seat.by.Value].Name, seat.group)).ToList();
        // A seat for anyone takes whoever is left.
        var others = distinct.Where(voter => seated.TrueForAll(seat => seat.VoterId != voter.Id)).Take(quorum.Anyone).Select(voter => new Seat(voter.Id, voter.Name, Group: null));
        return new(quorum, [.. seated, .. others]);
    }

    // Who voted first stands.
    private static Voter[] Distinct(IReadOnlyList<Voter> voters)
    {
        List<Voter> counted = [];
        foreach (var voter in voters)
            if (!counted.Exists(other => other.Id == voter.Id || other.Id == voter.OpenedBy || other.OpenedBy == voter.Id)) counted.Add(voter);
        return [.. counted];
    }

    // Takes a free seat, or one whose holder can move to another.
    private static bool Seat(int voter, Voter[] voters, string[] seats, int?[] holder, bool[] tried)
    {
        for (var at = 0; at < seats.Length; at++)
        {
            if (tried[at] || !voters[voter].Groups.Contains(seats[at])) continue;
            tried[at] = true;
            if (holder[at] is { } other && !Seat(other, voters, seats, holder, tried)) continue;
            holder[at] = voter;
            return true;
        }
        return false;
    }
}
