using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;

namespace PromotionPortal.Web.Applications;

/// <summary>An environment as a target for an image: open, or closed with the reason. Asked of the very desk that will decide.</summary>
public sealed record TargetChoice(EnvironmentDefinition Environment, Refusal? WhyNot, PromotionItem? Plan, bool NeedsApproval, bool NeedsReason)
{
    /// <summary>Every gate on the way, asked of the same code.</summary>
    public IReadOnlyList<Gate> Gates { get; init; } = [];

    public bool IsOpen => WhyNot is null;

    public static async Task<IReadOnlyList<TargetChoice>> AllAsync(PromotionDesk desk, Actor actor, DefinitionsSnapshot definitions, WantedImage image, CancellationToken stop)
    {
        var choices = new List<TargetChoice>();
        foreach (var environment in definitions.InOrder.Where(environment => environment.Name != image.From))
        {
            var outcome = await desk.RequestAsync(new([image], environment.Name) { DryRun = true }, actor, stop);
            // A reason can still be given: what would be said then is what counts.
            var needsReason = outcome is RequestOutcome.Refused { Why.Kind: RefusalKind.ReasonMissing };
            if (needsReason) outcome = await desk.RequestAsync(new([image], environment.Name) { DryRun = true, Reason = "to be given" }, actor, stop);
            choices.Add(new(environment, (outcome as RequestOutcome.Refused)?.Why, (outcome as RequestOutcome.WouldBegin)?.Plan.Items[0], (outcome as RequestOutcome.WouldBegin)?.NeedsApproval ?? false, needsReason)
            {
                Gates = await desk.WhyAsync(image, environment.Name, reason: "", actor, stop),
            });
        }
        return choices;
    }
}
