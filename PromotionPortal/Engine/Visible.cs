using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Engine;

/// <summary>What of the portal somebody may see. What he may not see does not exist for him.</summary>
public static class Visible
{
    public static bool Application(Actor actor, DefinitionsSnapshot definitions, string name) => Access.Can(actor, Verb.View, definitions.PlaceOf(name)).Allowed;

    /// <summary>Whether it exists for who asks to promote it: a token that may promote need not be one that reads.</summary>
    public static bool ForPromoting(Actor actor, DefinitionsSnapshot definitions, string name) => Application(actor, definitions, name) || Access.Can(actor, Verb.Promote, definitions.PlaceOf(name)).Allowed;

    public static IReadOnlyCollection<string> Applications(Actor actor, DefinitionsSnapshot definitions) =>
        [.. definitions.Applications.Keys.Where(name => Application(actor, definitions, name))];

    public static bool Is(Actor actor, DefinitionsSnapshot definitions, PromotionView promotion) => promotion.Row.Items.All(item => Application(actor, definitions, item.Application));
}
