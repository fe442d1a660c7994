using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Domain.Promotions;

/// <summary>Where a promotion stands. The last three are ends.</summary>
public enum PromotionState
{
    /// <summary>Accepted; the registries are asked whether it can be done.</summary>
    Requested,

    /// <summary>It can be done, and waits for a free place to copy.</summary>
    Queued,

    Copying,
    Promoted,
    Refused,
    Failed,
}

/// <summary>How far one image of a promotion is.</summary>
public enum ItemPhase
{
    Planned,
    Checked,
    Copied,
    Available,
}

/// <summary>One image of a promotion: which, from where, to where.</summary>
public sealed record PromotionItem(string Application, Digest Digest, string? Tag, ImagePlace Source, ImagePlace Target)
{
    public ItemPhase Phase { get; init; }

    /// <summary>What the tag points at in the target when the promotion was checked; only that may be replaced.</summary>
    public Digest? Replaces { get; init; }

    /// <summary>Source and target are one repository: presence is verified, and the record is the promotion.</summary>
    public bool StaysInPlace => Source == Target;
}

/// <summary>Makes a set of images available in an environment: all of them or none.</summary>
public sealed record Promotion(string Environment, bool ImmutableTags, ImmutableArray<PromotionItem> Items)
{
    public PromotionState State { get; init; }

    /// <summary>Why it ended, when it did not end well.</summary>
    public Ending? Ending { get; init; }

    public bool HasEnded => State is PromotionState.Promoted or PromotionState.Refused or PromotionState.Failed;
}

/// <summary>Why a promotion did not end well: the kind for programs, what happened and what helps for people.</summary>
public sealed record Ending(EndingKind Kind, string What, string Help)
{
    /// <summary>The same request may be made again as it is, and may then succeed.</summary>
    public bool CanBeRetried => Kind is not EndingKind.TagTaken;
}

public enum EndingKind
{
    /// <summary>The source repository no longer has the digest.</summary>
    ImageGone,

    /// <summary>In the target the tag points at another image, and tags there are immutable or it moved meanwhile.</summary>
    TagTaken,

    RegistryUnreachable,
    RegistryDenied,
    TargetNotWritable,

    /// <summary>A registry sent bytes that do not have the digest they claim.</summary>
    ImageCorrupt,

    /// <summary>The definitions changed so that a registry of the promotion is no longer defined.</summary>
    RegistryUndefined,
}
