using System.Collections.Immutable;

namespace PromotionPortal.Domain.Images;

/// <summary>All that is known of an image, each fact with its source. Policies judge by exactly this.</summary>
public sealed record ImageFacts(string Application, Digest Digest)
{
    /// <summary>The newest last. From the registry.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Of all that has to be transferred for it. From the registry.</summary>
    public long Size { get; init; }

    public ImmutableArray<string> Platforms { get; init; } = [];

    /// <summary>What the image says of itself: its labels and annotations. Nobody vouches for it.</summary>
    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Put on by people, here.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>What CI reported to have built it from: one for each repository.</summary>
    public ImmutableArray<BuildFact> Builds { get; init; } = [];

    /// <summary>By name; of each, what was reported last.</summary>
    public ImmutableSortedDictionary<string, CheckFact> Checks { get; init; } = ImmutableSortedDictionary<string, CheckFact>.Empty;

    /// <summary>The environments in which it runs now, as CI reported.</summary>
    public ImmutableSortedDictionary<string, DeployedFact> DeployedIn { get; init; } = ImmutableSortedDictionary<string, DeployedFact>.Empty;

    /// <summary>The names of the configured keys whose signature on this very digest verified when it was checked last.</summary>
    public ImmutableArray<string> SignedBy { get; init; } = [];
}

/// <summary>The person, or the owner of the token, who said it.</summary>
public sealed record Reporter(string Id, string Name);

/// <summary>From what and by whom an image was built. Repository is empty where the report named none.</summary>
public sealed record BuildFact(string Repository, Reporter Reporter, DateTimeOffset At)
{
    public string? BuiltBy { get; init; }
    public DateTimeOffset? BuiltAt { get; init; }
    public string? Commit { get; init; }
    public string? Branch { get; init; }
    public string? CommitMessage { get; init; }

    /// <summary>An e-mail address.</summary>
    public string? CommitAuthor { get; init; }
}

public sealed record CheckFact(bool Passed, string? Link, DateTimeOffset At, Reporter Reporter);

public sealed record DeployedFact(DateTimeOffset Since, Reporter Reporter);
