using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Engine;

/// <summary>What applying a policy would do: to the files, and to requests that wait. Without a plan it would do nothing, or cannot be.</summary>
public sealed record PolicyReview(PolicyDraft Draft, DefinitionPlan? Plan, TouchedRequests Waiting)
{
    /// <summary>Why this person cannot do it by himself; null where he can.</summary>
    public string? Denied => Plan?.Denied;

    public bool CanBeMade => Plan is { Merges.IsEmpty: true, Problems.IsEmpty: true };
}

/// <summary>Applies a policy to pairs in two steps: what it would do, and, when that was read, doing or proposing just that.</summary>
public sealed class PolicyApplication(PolicyDrafts drafts, DefinitionDesk desk, ProposalDesk proposals, WaitingImpact impact)
{
    /// <summary>Null: none, which takes away what they have.</summary>
    public async Task<PolicyReview> ReviewAsync(string? policy, IReadOnlyCollection<PolicyPair> pairs, Actor actor, CancellationToken stop)
    {
        var draft = drafts.Apply(policy, pairs, actor);
        if (draft.Command is not { } command) return new(draft, null, TouchedRequests.None);
        if (desk.Unfit(command, actor) is { } unfit) return new(draft with { Command = null, Refusal = unfit.What }, null, TouchedRequests.None);
        var plan = await desk.PlanAsync(command, actor, stop);
        return new(draft, plan, plan.Problems.IsEmpty ? await impact.OfAsync(plan.Changes, actor, stop) : TouchedRequests.None);
    }

    /// <summary>As seen at the review: where somebody changed the same meanwhile, it is a conflict.</summary>
    public Task<SaveOutcome> ConfirmAsync(PolicyReview review, string message, Actor actor, CancellationToken stop)
    {
        var command = review.Draft.Command ?? throw new InvalidOperationException("There is nothing to confirm.");
        if (message.Trim().Length > 0) command = command with { Message = message };
        return review.Denied is null ? desk.SaveAsync(command, actor, stop) : proposals.ProposeAsync(command, actor, stop);
    }
}
