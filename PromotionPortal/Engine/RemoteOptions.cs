using System.Collections.Immutable;

namespace PromotionPortal.Engine;

/// <summary>What the operator says of the repository that the definitions are shared with.</summary>
public sealed record RemoteOptions
{
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(10);

    /// <summary>Folders of this machine below which a repository may be chosen by its file address.</summary>
    public ImmutableArray<string> Folders { get; init; } = [];

    public TimeSpan FetchEvery { get; init; } = TimeSpan.FromMinutes(1);
}
