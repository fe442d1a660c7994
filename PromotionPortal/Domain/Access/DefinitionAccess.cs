using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Domain.Access;

/// <summary>Who may see and who may change which definitions.</summary>
public static class DefinitionAccess
{
    /// <summary>An application or environment is changed by whoever is an admin of all of it; what concerns several, by an admin of everything.</summary>
    public static AccessVerdict MayChange(Actor actor, DefinitionKey key)
    {
        var (verb, place) = (VerbOf(key.Kind), PlaceOf(key));
        var may = Access.Can(actor, verb, place);
        if (!may.Allowed) return may;
        var whole = new Reach(place.Application ?? Reach.Everything, place.Environment ?? Reach.Everything);
        return actor.Grants.Any(grant => Access.Gives(grant.Role, verb) && grant.Reach.Contains(whole))
            ? AccessVerdict.Yes
            : new(false, $"{key} concerns more than you are admin of.");
    }

    /// <summary>What somebody may not view does not exist for him; the rest of the definitions is common knowledge.</summary>
    public static bool MaySee(Actor actor, DefinitionKey key) => Access.Can(actor, Verb.View, PlaceOf(key)).Allowed;

    /// <summary>What is no definition is seen by whoever sees everything.</summary>
    public static bool MaySeeFile(Actor actor, string path) =>
        DefinitionKey.OfPath(path) is { } key ? MaySee(actor, key) : Access.Can(actor, Verb.View).Allowed && actor.Grants.Any(grant => grant.Reach == Reach.All);

    private static Verb VerbOf(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Policy or DefinitionKind.PolicyBinding => Verb.EditPolicies,
        DefinitionKind.Registry or DefinitionKind.GitRepository => Verb.EditConnections,
        _ => Verb.EditDefinitions,
    };

    private static Place PlaceOf(DefinitionKey key) => key.Kind switch
    {
        DefinitionKind.Application => new(Application: key.Name),
        DefinitionKind.Environment => new(Environment: key.Name),
        _ => default,
    };
}
