using PromotionPortal.Cel;

namespace PromotionPortal.Domain.Policies;

/// <summary>Where conditions are written, and what each place lets them see. Schemas name the place.</summary>
public static class CelPlaces
{
    public const string Policy = "policy";
    public const string Flow = "flow";

    /// <summary>Null: there is no such place.</summary>
    public static CelDeclarations? Find(string place) => place switch
    {
        Policy => PolicyFacts.Declarations,
        Flow => FlowFacts.Declarations,
        _ => null,
    };
}
