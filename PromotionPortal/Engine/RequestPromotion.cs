using System.Collections.Immutable;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Engine;

/// <summary>The definitions as they are at this moment.</summary>
public delegate DefinitionsSnapshot CurrentDefinitions();

/// <summary>Reads the definitions anew where somebody changed them past the portal, with git alone.</summary>
public delegate Task RefreshDefinitions(CancellationToken stop);

/// <summary>Bring these images into that environment.</summary>
public sealed record RequestPromotion(ImmutableArray<WantedImage> Images, string Environment)
{
    public const int MostReasonLetters = 1000;
    public const int MostKeyLetters = 100;

    public string Reason { get; init; } = "";

    /// <summary>The same key brings the same answer, however often the request is sent.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Judge only; begin nothing.</summary>
    public bool DryRun { get; init; }

    public long? RetryOf { get; init; }

    /// <summary>Goes before others; needs the right and a reason.</summary>
    public bool IsHotfix { get; init; }
}

/// <summary>What became of a request.</summary>
public abstract record RequestOutcome(string Environment)
{
    /// <summary>It is under way.</summary>
    public sealed record Accepted(string Environment, long Promotion, bool NeedsApproval = false) : RequestOutcome(Environment);

    /// <summary>The answer to a dry run: it would be begun, and would do this.</summary>
    public sealed record WouldBegin(string Environment, Promotion Plan, bool NeedsApproval = false) : RequestOutcome(Environment);

    public sealed record Refused(string Environment, Refusal Why) : RequestOutcome(Environment);
}

/// <summary>The portal itself, where it acts on what people asked for.</summary>
public static class Automation
{
    public static Actor Portal { get; } = new("portal", "PromotionPortal", Credential.None, [], []);
}
