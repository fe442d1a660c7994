using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>Lets people and their tokens into the embedded registries, as far as their roles reach.</summary>
internal static class EmbeddedRegistryGate
{
    public static RegistryGate Make(Actors actors, CurrentDefinitions definitions) => async (context, push, registry, repository) =>
    {
        var actor = await actors.OfAsync(context.User, context.RequestAborted);
        if (!actor.IsSignedIn) return RegistryAnswer.SignInFirst;
        if (registry.Length == 0) return RegistryAnswer.Allowed;
        var place = new ImagePlace(registry, repository);
        var may = push ? RegistryAccess.MayPush(actor, definitions(), place) : RegistryAccess.MayPull(actor, definitions(), place);
        return may ? RegistryAnswer.Allowed : RegistryAnswer.Forbidden;
    };
}
