using System.Collections.Immutable;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Domain.Promotions;

/// <summary>Where a promotion stands. From Promoted on all are ends.</summary>
public enum PromotionState
{
    /// <summary>Accepted; the registries are asked whether it can be done.</summary>
    Requested,

    /// <summary>It can be done, and waits for people.</summary>
    AwaitingApproval,

    /// <summary>Whoever had to agree has agreed; it waits for a free place to copy.</summary>
    Queued,

    Copying,
    Promoted,

    /// <summary>The registries say that it cannot be done.</summary>
    Refused,

    /// <summary>An approver said no.</summary>
    Rejected,

    /// <summary>The requester took it back.</summary>
    Withdrawn,

    /// <summary>Nobody decided in time.</summary>
    Expired,

    /// <summary>A gate closed meanwhile.</summary>
    Stale,

    /// <summary>A later request for the same was promoted before it.</summary>
    Superseded,

    /// <summary>Stopped by a person when it was under way.</summary>
    Cancelled,
    Failed,
}

public static class PromotionStates
{
    public static bool IsEnd(this PromotionState state) => state >= PromotionState.Promoted;

    /// <summary>What people read, the same everywhere.</summary>
    public static string InWords(this PromotionState state) => state switch
    {
        PromotionState.Requested => "Being checked",
        PromotionState.AwaitingApproval => "Awaiting approval",
        _ => state.ToString(),
    };

    /// <summary>Where gates are still looked at: from Copying on it only goes forward.</summary>
    public static bool IsBeforeCopy(this PromotionState state) => state <= PromotionState.Queued;
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

    /// <summary>When it ends by itself if it still waits for people.</summary>
    public DateTimeOffset ExpiresAt { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>What approvals are given to.</summary>
    public GoverningText Governing { get; init; } = GoverningText.None;

    /// <summary>Goes to the front.</summary>
    public bool IsHotfix { get; init; }

    public bool HasEnded => State.IsEnd();
}

/// <summary>Why a promotion did not end well: the kind for programs, what happened and what helps for people.</summary>
public sealed record Ending(EndingKind Kind, string What, string Help)
{
    /// <summary>The same request may be made again as it is, and may then succeed.</summary>
    public bool CanBeRetried => Kind is not (EndingKind.TagTaken or EndingKind.Rejected or EndingKind.Superseded);
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

    Rejected,
    Withdrawn,
    Expired,

    /// <summary>A gate that was open closed before the copy began.</summary>
    GateClosed,
    Superseded,
    Cancelled,
}
