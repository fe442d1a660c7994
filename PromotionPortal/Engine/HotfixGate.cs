using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Engine;

/// <summary>Who goes before others says why, and may.</summary>
internal static class HotfixGate
{
    public static Refusal? Closed(RequestPromotion command, Actor actor, DefinitionsSnapshot definitions)
    {
        if (!command.IsHotfix) return null;
        if (command.Images.Select(image => Access.Can(actor, Verb.Hotfix, definitions.PlaceOf(image.Application, command.Environment))).FirstOrDefault(may => !may.Allowed) is { } no)
            return new(RefusalKind.NoPermission, no.Reason, "Request it without marking it as a hotfix, or ask an admin.");
        return command.Reason.Trim().Length > 0 ? null : new(RefusalKind.ReasonMissing, "A hotfix needs a reason.", "Say why it cannot wait.");
    }
}
