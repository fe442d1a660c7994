using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Domain.Access;

/// <summary>Who may see and who may change which definitions.</summary>
public static class DefinitionAccess
{
    /// <summary>An application, environment or product is changed by whoever has the right for all of it, a flow by whoever has it for all products that run it; what concerns several, by whoever has it for everything.</summary>
    public static AccessVerdict MayChange(Actor actor, DefinitionsSnapshot definitions, DefinitionKey key)
    {
        var verb = VerbOf(key.Kind);
        return Concerned(definitions, key).Select(place => MayChange(actor, verb, place, key)).FirstOrDefault(verdict => !verdict.Allowed) ?? AccessVerdict.Yes;
    }

    /// <summary>What somebody may not view does not exist for him, nor does a binding that names it; the rest of the definitions is common knowledge.</summary>
    public static bool MaySee(Actor actor, DefinitionsSnapshot definitions, DefinitionKey key) => key.Kind switch
    {
        DefinitionKind.Application => Access.Can(actor, Verb.View, definitions.PlaceOf(application: key.Name)).Allowed,
        DefinitionKind.Environment => Access.Can(actor, Verb.View, definitions.PlaceOf(environment: key.Name)).Allowed,
        // Of one that is no more nobody knows here what it named.
        DefinitionKind.PolicyBinding => definitions.PolicyBindings.TryGetValue(key.Name, out var binding)
            ? binding.Pairs.All(pair => Access.Can(actor, Verb.View, definitions.PlaceOf(pair.Application, pair.Environment)).Allowed)
            : SeesAll(actor),
        _ => Access.Can(actor, Verb.View).Allowed,
    };

    private static AccessVerdict MayChange(Actor actor, Verb verb, Place place, DefinitionKey key)
    {
        var may = Access.Can(actor, verb, place);
        if (!may.Allowed) return may;
        return actor.Grants.Any(grant => Access.Gives(grant, verb) && grant.Reach.Contains(place))
            ? AccessVerdict.Yes
            : new(false, $"{key} concerns more than you may change.");
    }

    /// <summary>What is no definition is seen by whoever sees everything.</summary>
    public static bool MaySeeFile(Actor actor, DefinitionsSnapshot definitions, string path) =>
        DefinitionKey.OfPath(path) is { } key ? MaySee(actor, definitions, key) : SeesAll(actor);

    private static bool SeesAll(Actor actor) => Access.Can(actor, Verb.View).Allowed && actor.Grants.Any(grant => grant.Reach == Reach.All);

    private static Verb VerbOf(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Policy or DefinitionKind.PolicyBinding => Verb.EditPolicies,
        DefinitionKind.Registry or DefinitionKind.GitRepository => Verb.EditConnections,
        DefinitionKind.Flow => Verb.EditFlows,
        _ => Verb.EditDefinitions,
    };

    private static IEnumerable<Place> Concerned(DefinitionsSnapshot definitions, DefinitionKey key) => key.Kind switch
    {
        DefinitionKind.Application => [definitions.PlaceOf(application: key.Name)],
        DefinitionKind.Environment => [definitions.PlaceOf(environment: key.Name)],
        DefinitionKind.Product => [Places.OfProduct(key.Name)],
        // A flow that nothing runs yet could be run by any product.
        DefinitionKind.Flow => definitions.Products.Values.Where(product => product.Flows.Any(flow => flow.Flow == key.Name)).Select(product => Places.OfProduct(product.Name)).DefaultIfEmpty(default),
        _ => [default],
    };
}
