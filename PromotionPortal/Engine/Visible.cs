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

    public static bool Pair(Actor actor, DefinitionsSnapshot definitions, PolicyPair pair) => Access.Can(actor, Verb.View, definitions.PlaceOf(pair.Application, pair.Environment)).Allowed;

    /// <summary>Without what is not for this person: what is made from them must not tell of it either.</summary>
    public static DefinitionsSnapshot Definitions(Actor actor, DefinitionsSnapshot definitions) => definitions with
    {
        Applications = definitions.Applications.RemoveRange(definitions.Applications.Keys.Where(name => !DefinitionAccess.MaySee(actor, definitions, new(DefinitionKind.Application, name)))),
        Environments = definitions.Environments.RemoveRange(definitions.Environments.Keys.Where(name => !DefinitionAccess.MaySee(actor, definitions, new(DefinitionKind.Environment, name)))),
    };

    public static bool Is(Actor actor, DefinitionsSnapshot definitions, PromotionView promotion) => promotion.Row.Items.All(item => Application(actor, definitions, item.Application));
}
