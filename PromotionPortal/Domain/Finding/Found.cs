using System.Collections.Immutable;

namespace PromotionPortal.Domain.Finding;

/// <summary>What something is that was found, in the order in which groups of equal fit are shown.</summary>
public enum FindGroup
{
    Applications,
    Pages,
    Actions,
    Requests,
    Images,
    Definitions,
    People,
}

/// <summary>One thing that was found. Address: where it leads; null for what the browser does by itself, which Does names.</summary>
public sealed record Found(FindGroup Group, string Title, string Detail, string? Address, string? Does = null);

/// <summary>The things of one group, the best first.</summary>
public sealed record FoundGroup(FindGroup Group, ImmutableArray<Found> Found);

/// <summary>Things with how well they fit, of which the best of each group are kept.</summary>
public sealed class FindRanking
{
    /// <summary>So many of one group.</summary>
    public const int MostOfGroup = 6;

    private readonly List<(Found Found, int Fit, long Age)> _found = [];

    /// <summary>Age: the younger of two that fit equally goes first; for names the shorter one.</summary>
    public void Add(Found found, int fit, long age = 0)
    {
        if (fit > 0) _found.Add((found, fit, age));
    }

    /// <summary>Groups by their best, so that what was meant most probably is at the top.</summary>
    public ImmutableArray<FoundGroup> Best() =>
    [
        .. _found.GroupBy(one => one.Found.Group)
            .OrderByDescending(group => group.Max(one => one.Fit)).ThenBy(group => group.Key)
            .Select(group => new FoundGroup(group.Key, [.. group.OrderByDescending(one => one.Fit).ThenBy(one => one.Age).ThenBy(one => one.Found.Title.Length).ThenBy(one => one.Found.Title, StringComparer.Ordinal).Take(MostOfGroup).Select(one => one.Found)])),
    ];
}
