using System.Collections.Immutable;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Domain.Promotions;

/// <summary>What follows from an event: the next state, what to do outside, and what is worth writing down.</summary>
public sealed record Decision(Promotion Next, ImmutableArray<PromotionEffect> Effects, ImmutableArray<string> Notes)
{
    /// <summary>What the approvals were given to is no more: they count no longer.</summary>
    public bool VoidsVotes { get; init; }

    /// <summary>The event says nothing new: it came late or twice.</summary>
    public static Decision Nothing(Promotion promotion) => new(promotion, [], []);
}

/// <summary>What is so at the moment of a decision: the first closed gate, what governs, and whether those who must have agreed.</summary>
public sealed record Standing(DateTimeOffset Now, Gate? Closed, GoverningText Governing, bool NeedsApproval, bool IsApproved);

/// <summary>May it move, and what next: the one place that knows.</summary>
public static class PromotionDecider
{
    /// <summary>The first decision of an accepted request.</summary>
    public static Decision Begin(Promotion promotion) => new(promotion, Outstanding(promotion), []);

    public static Decision Decide(Promotion promotion, PromotionEvent happened, Standing standing) => (promotion.State, happened) switch
    {
        ({ } state, _) when state.IsEnd() => Decision.Nothing(promotion),
        (PromotionState.AwaitingApproval, PromotionEvent.Tick or PromotionEvent.VotesChanged) => Weigh(promotion, standing, []),
        (PromotionState.Queued, PromotionEvent.VotesChanged) => Weigh(promotion, standing, []),
        (_, PromotionEvent.Tick) => new(promotion, Outstanding(promotion), []),
        (_, PromotionEvent.StepFailed failed) => Fail(promotion, failed),
        (_, PromotionEvent.Cancelled cancelled) => Cancel(promotion, cancelled),
        (PromotionState.Requested or PromotionState.AwaitingApproval, PromotionEvent.Withdrawn withdrawn) => End(promotion, PromotionState.Withdrawn, new(EndingKind.Withdrawn, $"{withdrawn.By} withdrew it.", "Request it again if it is wanted after all.")),
        (PromotionState.AwaitingApproval, PromotionEvent.Rejected rejected) => End(promotion, PromotionState.Rejected, new(EndingKind.Rejected, $"{rejected.By} rejected it: {rejected.Why}", "Mend what was said, and request another image.")),
        (PromotionState.AwaitingApproval, PromotionEvent.Superseded superseded) => End(promotion, PromotionState.Superseded, new(EndingKind.Superseded, $"Promotion {superseded.ByPromotion}, requested later, was promoted before it.", "Request it again if it is wanted after all.")),
        (PromotionState.Requested, PromotionEvent.ImageFound found) => Found(promotion, found, standing),
        (PromotionState.Requested, PromotionEvent.ImageMissing missing) => End(promotion, PromotionState.Refused, Gone(promotion, missing.Application)),
        (PromotionState.Queued, PromotionEvent.CopyStarted started) => Start(promotion, started, standing),
        (PromotionState.Copying, PromotionEvent.ImageCopied copied) => Copied(promotion, copied),
        (PromotionState.Copying, PromotionEvent.TagPointed pointed) => Pointed(promotion, pointed),
        _ => Decision.Nothing(promotion),
    };

    /// <summary>The effects that must be under way in this state. Asked again after a crash, it gives the same ones.</summary>
    public static ImmutableArray<PromotionEffect> Outstanding(Promotion promotion) => promotion.State switch
    {
        PromotionState.Requested => [.. promotion.Items.Where(item => item.Phase == ItemPhase.Planned).Select(Check)],
        PromotionState.Queued => [.. promotion.Items.Where(item => item.Phase == ItemPhase.Checked).Select(Copy)],
        PromotionState.Copying when promotion.Items.Any(item => item.Phase == ItemPhase.Checked) =>
            [.. promotion.Items.Where(item => item.Phase == ItemPhase.Checked).Select(Copy)],
        PromotionState.Copying => [.. promotion.Items.Where(item => item.Phase == ItemPhase.Copied).Select(Point)],
        _ => [],
    };

    // Looked at when all images are found, at each vote, at the last approval, and right before the first copy.
    private static Decision Weigh(Promotion promotion, Standing standing, ImmutableArray<string> notes)
    {
        if (standing.Closed is { } gate) return End(promotion, PromotionState.Stale, new(EndingKind.GateClosed, $"A gate closed meanwhile. {gate.What}", gate.Help));
        if (standing.Governing.Hash != promotion.Governing.Hash) return Void(promotion, standing, notes);
        if (!standing.NeedsApproval || standing.IsApproved) return promotion.State == PromotionState.Queued ? Wait(promotion, notes) : Enter(promotion with { State = PromotionState.Queued }, notes);
        if (standing.Now >= promotion.ExpiresAt) return End(promotion, PromotionState.Expired, new(EndingKind.Expired, "Nobody decided in time.", "Request it again."));
        return Wait(promotion with { State = PromotionState.AwaitingApproval }, notes);
    }

    private static Decision Void(Promotion promotion, Standing standing, ImmutableArray<string> notes)
    {
        var changed = standing.Governing.Since(promotion.Governing);
        var next = promotion with { Governing = standing.Governing, State = standing.NeedsApproval ? PromotionState.AwaitingApproval : PromotionState.Queued };
        notes = notes.Add($"What approvals were given to has changed: {string.Join("; ", changed)}.{(standing.NeedsApproval ? " It waits for approvals anew." : "")}");
        return (standing.NeedsApproval ? Wait(next, notes) : Enter(next, notes)) with { VoidsVotes = true };
    }

    private static Decision Cancel(Promotion promotion, PromotionEvent.Cancelled cancelled) =>
        IsTagging(promotion) ? Decision.Nothing(promotion)
        : End(promotion, PromotionState.Cancelled, new(EndingKind.Cancelled, $"{cancelled.By} cancelled it.", $"{Left(promotion)} Request it again if it is wanted after all."));

    /// <summary>The tags begin to move: from here on it is too late to stop.</summary>
    public static bool IsTagging(Promotion promotion) => promotion.State == PromotionState.Copying && promotion.Items.All(item => item.Phase is ItemPhase.Copied or ItemPhase.Available);

    private static Decision Found(Promotion promotion, PromotionEvent.ImageFound found, Standing standing)
    {
        if (In(promotion, found.Application, ItemPhase.Planned) is not { } item) return Decision.Nothing(promotion);
        if (TakenBy(promotion, item, found.TargetTag) is { } taken) return End(promotion, PromotionState.Refused, taken);
        var next = With(promotion, item with { Phase = AfterCheck(item), Replaces = found.TargetTag });
        var notes = Moved(item, found.SourceTag);
        // All are checked before people are asked and before one is copied.
        return next.Items.Any(other => other.Phase == ItemPhase.Planned) ? Wait(next, notes) : Weigh(next, standing, notes);
    }

    // The same artifact that was chosen is what arrives, however its tag moved meanwhile; the record says that it did.
    private static ImmutableArray<string> Moved(PromotionItem item, Digest? sourceTag) =>
        item.Tag is null || sourceTag == item.Digest ? []
        : sourceTag is { } now ? [$"The tag {item.Tag} of {item.Application} points at {now.Abbreviated} in the source by now; the image that was chosen, {item.Digest.Abbreviated}, is promoted."]
        : [$"The source no longer has the tag {item.Tag} of {item.Application}; the image that was chosen, {item.Digest.Abbreviated}, is promoted."];

    private static Ending? TakenBy(Promotion promotion, PromotionItem item, Digest? targetTag) =>
        promotion.ImmutableTags && !item.StaysInPlace && item.Tag is not null && targetTag is { } other && other != item.Digest
            ? new(EndingKind.TagTaken, $"In {promotion.Environment} the tag {item.Tag} of {item.Application} points at {other.Abbreviated} already, and tags there are immutable.",
                "Promote an image with another tag.")
            : null;

    // An image that stays in place needs neither copy nor tag.
    private static ItemPhase AfterCheck(PromotionItem item) => item.StaysInPlace ? ItemPhase.Available : ItemPhase.Checked;

    // The last look: nothing is copied on what is no longer so.
    private static Decision Start(Promotion promotion, PromotionEvent.CopyStarted started, Standing standing)
    {
        if (In(promotion, started.Application, ItemPhase.Checked) is null) return Decision.Nothing(promotion);
        var weighed = Weigh(promotion, standing, []);
        return weighed.Next.State == PromotionState.Queued ? weighed with { Next = weighed.Next with { State = PromotionState.Copying } } : weighed;
    }

    private static Decision Copied(Promotion promotion, PromotionEvent.ImageCopied copied)
    {
        if (In(promotion, copied.Application, ItemPhase.Checked) is not { } item) return Decision.Nothing(promotion);
        var next = With(promotion, item with { Phase = item.Tag is null ? ItemPhase.Available : ItemPhase.Copied });
        // All are copied before one tag moves: a set arrives whole.
        return next.Items.Any(other => other.Phase == ItemPhase.Checked) ? Wait(next, []) : Enter(next, []);
    }

    private static Decision Pointed(Promotion promotion, PromotionEvent.TagPointed pointed)
    {
        if (In(promotion, pointed.Application, ItemPhase.Copied) is not { } item || promotion.Items.Any(other => other.Phase == ItemPhase.Checked)) return Decision.Nothing(promotion);
        var next = With(promotion, item with { Phase = ItemPhase.Available });
        return next.Items.Any(other => other.Phase == ItemPhase.Copied) ? Wait(next, []) : Enter(next, []);
    }

    // The whole set has done a step: the next one begins, or it is there.
    private static Decision Enter(Promotion stage, ImmutableArray<string> notes) =>
        stage.Items.All(item => item.Phase == ItemPhase.Available)
            ? new(stage with { State = PromotionState.Promoted }, [], notes)
            : new(stage, Outstanding(stage), notes);

    private static Decision Wait(Promotion promotion, ImmutableArray<string> notes) => new(promotion, [], notes);

    private static Decision Fail(Promotion promotion, PromotionEvent.StepFailed failed) =>
        new(promotion with { State = PromotionState.Failed, Ending = new(failed.Kind, failed.What, $"{Left(promotion)} {HelpFor(failed.Kind)}") }, [], []);

    // What is safe to assume afterwards. Only the tags of a set move one after the other.
    private static string Left(Promotion promotion)
    {
        var visible = promotion.Items.Where(item => item.Phase == ItemPhase.Available && !item.StaysInPlace).Select(item => item.Application).ToArray();
        return visible.Length == 0 ? "Nothing visible was changed." : $"The tag of {string.Join(", ", visible)} was set already; nothing else was changed.";
    }

    private static Decision End(Promotion promotion, PromotionState end, Ending ending) => new(promotion with { State = end, Ending = ending }, [], []);

    private static Ending Gone(Promotion promotion, string application)
    {
        var item = promotion.Items.First(item => item.Application == application);
        return new(EndingKind.ImageGone, $"{item.Source} no longer has the image {item.Digest.Abbreviated}.", HelpFor(EndingKind.ImageGone));
    }

    private static string HelpFor(EndingKind kind) => kind switch
    {
        EndingKind.ImageGone => "Push the image again, or choose another.",
        EndingKind.TagTaken => "Look at what the tag points at now, and promote an image with another tag.",
        EndingKind.RegistryUnreachable => "Try again when the registry answers.",
        EndingKind.RegistryDenied => "Mend the credentials of the registry, then try again.",
        EndingKind.TargetNotWritable => "Make the target repository writable, then try again.",
        EndingKind.ImageCorrupt => "Push the image again from its build.",
        _ => "Mend the definitions, then try again.",
    };

    private static PromotionItem? In(Promotion promotion, string application, ItemPhase phase) =>
        promotion.Items.FirstOrDefault(item => item.Application == application && item.Phase == phase);

    private static Promotion With(Promotion promotion, PromotionItem changed) =>
        promotion with { Items = [.. promotion.Items.Select(item => item.Application == changed.Application ? changed : item)] };

    private static PromotionEffect Check(PromotionItem item) => new PromotionEffect.CheckImage(item.Application, item.Digest, item.Tag, item.Source, item.Target);

    private static PromotionEffect Copy(PromotionItem item) => new PromotionEffect.CopyImage(item.Application, item.Digest, item.Source, item.Target);

    private static PromotionEffect Point(PromotionItem item) => new PromotionEffect.PointTag(item.Application, item.Digest, item.Tag!, item.Target, item.Replaces);
}
