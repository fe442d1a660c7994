namespace PromotionPortal.Domain.Access;

/// <summary>Where a grant holds: an application or a product, and an environment or a class of them, each by name or "*" for all.</summary>
public sealed record Reach(string Application, string Environment)
{
    public const string Everything = "*";
    public const string ProductPrefix = "product:";
    public const string ClassPrefix = "class:";

    private const int ShortestName = 3;
    private const int LongestName = 50;

    public static Reach All { get; } = new(Everything, Everything);

    public static Reach OfProduct(string product, string environment = Everything) => new(ProductPrefix + product, environment);

    public static Reach OfClass(string word, string application = Everything) => new(application, ClassPrefix + word);

    /// <summary>Null in the place asked for means "any": a person who may view one environment may open the application.</summary>
    public bool Covers(Place place) =>
        ((place.Application ?? place.Product) is null || HoldsApplication(place)) && ((place.Environment ?? place.Class) is null || HoldsEnvironment(place));

    /// <summary>Whether all of the place lies within: null there means all of them.</summary>
    public bool Contains(Place place) => HoldsApplication(place) && HoldsEnvironment(place);

    /// <summary>Whether this can be granted: "*", a name, or the name of a product or class behind its prefix.</summary>
    public bool IsSound() => IsSoundApplication(Application) && IsSoundEnvironment(Environment);

    /// <summary>Such as "product web-shop in every environment".</summary>
    public string InWords() => $"{Words(Application, ProductPrefix, "product", "every application")} in {Words(Environment, ClassPrefix, "class", "every environment")}";

    private bool HoldsApplication(Place place) => Holds(Application, place.Application, ProductPrefix, place.Product);

    private bool HoldsEnvironment(Place place) => Holds(Environment, place.Environment, ClassPrefix, place.Class);

    // A place that was made without the definitions names no product and no class, so grants over those do not hold there.
    private static bool Holds(string granted, string? name, string prefix, string? set) =>
        granted == Everything || (name is not null && granted == name) || (set is not null && granted.StartsWith(prefix, StringComparison.Ordinal) && granted.AsSpan(prefix.Length).SequenceEqual(set));

    private static bool IsSoundApplication(string part) => part == Everything || IsName(part.StartsWith(ProductPrefix, StringComparison.Ordinal) ? part[ProductPrefix.Length..] : part);

    // A class is a free word.
    private static bool IsSoundEnvironment(string part) =>
        part.StartsWith(ClassPrefix, StringComparison.Ordinal)
            ? part.Length > ClassPrefix.Length && part.Length <= ClassPrefix.Length + LongestName && !part.Any(char.IsControl)
            : part == Everything || IsName(part);

    private static bool IsName(string text) =>
        text.Length is >= ShortestName and <= LongestName && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');

    private static string Words(string part, string prefix, string word, string all) =>
        part == Everything ? all : part.StartsWith(prefix, StringComparison.Ordinal) ? $"{word} {part[prefix.Length..]}" : part;
}
