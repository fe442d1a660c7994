using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Domain.Access;

/// <summary>What a verb is asked for. Made by the definitions it knows the product and the class too; made without them it is reached by names alone.</summary>
public readonly record struct Place(string? Application = null, string? Environment = null)
{
    /// <summary>The product of the application, as the definitions say. Without an application: all of that product.</summary>
    public string? Product { get; internal init; }

    /// <summary>The class of the environment, as the definitions say.</summary>
    public string? Class { get; internal init; }
}

/// <summary>The definitions say to which product an application and to which class an environment belongs.</summary>
public static class Places
{
    public static Place PlaceOf(this DefinitionsSnapshot definitions, string? application = null, string? environment = null) => new(application, environment)
    {
        Product = application is null ? null : definitions.Applications.GetValueOrDefault(application)?.Product,
        Class = environment is null ? null : definitions.Environments.GetValueOrDefault(environment)?.Class,
    };

    /// <summary>All of a product, whatever applications it has.</summary>
    public static Place OfProduct(string product) => new() { Product = product };
}
