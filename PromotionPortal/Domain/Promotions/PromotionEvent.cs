using PromotionPortal.Domain.Images;

namespace PromotionPortal.Domain.Promotions;

/// <summary>What can happen to a promotion after it was accepted.</summary>
public abstract record PromotionEvent
{
    private PromotionEvent()
    {
    }

    /// <summary>The source has the image; what the tag points at in the source and in the target now.</summary>
    public sealed record ImageFound(string Application, Digest? SourceTag, Digest? TargetTag) : PromotionEvent;

    public sealed record ImageMissing(string Application) : PromotionEvent;

    public sealed record CopyStarted(string Application) : PromotionEvent;

    public sealed record ImageCopied(string Application) : PromotionEvent;

    public sealed record TagPointed(string Application) : PromotionEvent;

    /// <summary>An effect ended for good without success.</summary>
    public sealed record StepFailed(string Application, EndingKind Kind, string What) : PromotionEvent;

    /// <summary>Somebody approved, or took his approval back.</summary>
    public sealed record VotesChanged : PromotionEvent;

    public sealed record Rejected(string By, string Why) : PromotionEvent;

    public sealed record Withdrawn(string By) : PromotionEvent;

    public sealed record Cancelled(string By) : PromotionEvent;

    /// <summary>A later request brought another image of the same applications there.</summary>
    public sealed record Superseded(long ByPromotion) : PromotionEvent;

    /// <summary>Nothing happened; is there anything that should have?</summary>
    public sealed record Tick : PromotionEvent;
}
