using System.Collections.Immutable;

namespace PromotionPortal.Domain.Definitions;

/// <summary>What every definition carries. The name is identity and never changes; the title may.</summary>
public sealed record Metadata(string Name)
{
    public string? Title { get; init; }

    public string? Description { get; init; }

    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public const int ShortestName = 3;
    public const int LongestName = 50;
    public const int LongestDescription = 300;

    /// <summary>What a person reads: the title, or the name where there is none.</summary>
    public string Caption => Title ?? Name;

    public static bool IsName(string text) =>
        text.Length is >= ShortestName and <= LongestName && !text.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-");
}
