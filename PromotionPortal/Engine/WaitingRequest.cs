using System.Collections.Immutable;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Engine;

/// <summary>Which of the waiting requests are asked for. Source: an environment, or FromCi.</summary>
public sealed record WaitingFilter(bool ForMe = false, bool Mine = false, string? Application = null, string? Environment = null, int Page = 1)
{
    /// <summary>No environment is called so: a name has three letters at least.</summary>
    public const string FromCi = "ci";

    public string? Source { get; init; }

    /// <summary>Part of an application's name, a tag, a digest, the requester's name or the reason.</summary>
    public string? Words { get; init; }
}

/// <summary>A request that waits: how far it is, who is still needed, and what the person who looks can do about it.</summary>
public sealed record WaitingRequest(PromotionRow Row, string GoverningHash, ImmutableArray<WaitingImage> Images, IReadOnlyList<VoteRow> Votes)
{
    /// <summary>This person's approval would count, and fill an open seat.</summary>
    public bool CanApprove { get; init; }

    public bool CanReject { get; init; }

    /// <summary>Why this person's approval would not count; empty where it would.</summary>
    public string WhyNot { get; init; } = "";

    public bool HasApproved { get; init; }

    public bool IsMine { get; init; }

    /// <summary>Somebody asked this person by name.</summary>
    public bool IsHandedToMe { get; init; }

    public bool Waits => Row.State == PromotionState.AwaitingApproval;

    public int Approved => Images.IsEmpty ? 0 : Images.Min(image => image.Count?.Filled.Length ?? 0);

    public int Needed => Images.IsEmpty ? 0 : Images.Max(image => image.Count?.Quorum.Seats ?? 0);

    /// <summary>Such as "1 of sre and 1 more".</summary>
    public string StillNeeded => Images.Select(image => image.Count?.MissingInWords() ?? "").FirstOrDefault(words => words.Length > 0) ?? "";
}

/// <summary>One image of a waiting request with its gates.</summary>
public sealed record WaitingImage(WantedImage Image, ImmutableArray<Gate> Gates, QuorumCount? Count);

/// <summary>What is waited for somewhere: the choices of a filter.</summary>
public sealed record WaitingPlaces(IReadOnlyList<string> Applications, IReadOnlyList<string> Environments, IReadOnlyList<string?> Sources);

/// <summary>All that a decision rests on, and whose approval would count besides.</summary>
public sealed record RequestDetail(WaitingRequest Request, DecisionView View, ImmutableArray<Voter> People, string PersonId);
