using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Domain.Access;

/// <summary>Who may pull and push in the registries that the portal itself carries.</summary>
public static class RegistryAccess
{
    /// <summary>Whoever may see the application may pull its images, from CI's repository and from those of its environments.</summary>
    public static bool MayPull(Actor actor, DefinitionsSnapshot definitions, ImagePlace place)
    {
        var owners = OwnersOf(definitions, place).ToArray();
        return owners.Length > 0
            ? owners.Any(owner => Access.Can(actor, Verb.PullImages, owner).Allowed)
            : Access.Can(actor, Verb.PullImages).Allowed && actor.Grants.Any(grant => grant.Reach == Reach.All);
    }

    /// <summary>CI pushes into the repository of its application. Into those of environments nobody pushes: that is what promotions are for.</summary>
    public static bool MayPush(Actor actor, DefinitionsSnapshot definitions, ImagePlace place) =>
        definitions.Applications.Values.Any(application => application.Image == place && Access.Can(actor, Verb.PushImages, definitions.PlaceOf(application.Name)).Allowed)
        && !OwnersOf(definitions, place).Any(owner => owner.Environment is not null);

    private static IEnumerable<Place> OwnersOf(DefinitionsSnapshot definitions, ImagePlace place) =>
        from application in definitions.Applications.Values
        from owner in Homes(definitions, application, place)
        select owner;

    private static IEnumerable<Place> Homes(DefinitionsSnapshot definitions, ApplicationDefinition application, ImagePlace place)
    {
        if (application.Image == place) yield return definitions.PlaceOf(application.Name);
        foreach (var environment in definitions.Environments.Values.Where(environment => environment.Images?.For(application.Name) == place))
            yield return definitions.PlaceOf(application.Name, environment.Name);
    }
}
