namespace PromotionPortal.Domain.Access;

/// <summary>What a person may be. The first four contain one another; the last two are additional and imply neither promoting nor deploying.</summary>
public enum Role
{
    Viewer,
    BuildAndDeploy,
    Admin,
    SuperAdmin,
    ArtifactPromoter,
    DeploymentApprover,
}

/// <summary>Where a grant holds: an application and an environment, each by name or "*" for all.</summary>
public sealed record Reach(string Application, string Environment)
{
    public const string Everything = "*";

    public static Reach All { get; } = new(Everything, Everything);

    /// <summary>Null in the place asked for means "any": a person who may view one environment may open the application.</summary>
    public bool Covers(Place place) => Fits(Application, place.Application) && Fits(Environment, place.Environment);

    /// <summary>Whether all of the other lies within this one.</summary>
    public bool Contains(Reach other) => (Application == Everything || Application == other.Application) && (Environment == Everything || Environment == other.Environment);

    /// <summary>Whether one side can be granted: everything, or the name of a definition.</summary>
    public static bool IsSound(string part) =>
        part == Everything || (part.Length is >= ShortestName and <= LongestName && part.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-'));

    private const int ShortestName = 3;
    private const int LongestName = 50;

    private static bool Fits(string granted, string? asked) => granted == Everything || asked is null || granted == asked;
}

/// <summary>What a verb is asked for.</summary>
public readonly record struct Place(string? Application = null, string? Environment = null);

public sealed record Grant(Role Role, Reach Reach)
{
    /// <summary>Such as "Artifact promoter of shop in prod".</summary>
    public string InWords() => Reach == Reach.All ? Role.InWords() : $"{Role.InWords()} of {Of(Reach.Application, "every application")} in {Of(Reach.Environment, "every environment")}";

    private static string Of(string part, string all) => part == Reach.Everything ? all : part;
}

public static class RoleWords
{
    public static string InWords(this Role role) => role switch
    {
        Role.BuildAndDeploy => "Build & deploy",
        Role.SuperAdmin => "Super-admin",
        Role.ArtifactPromoter => "Artifact promoter",
        Role.DeploymentApprover => "Deployment approver",
        _ => role.ToString(),
    };

    public static string InWords(this TokenScope scope) => scope switch
    {
        TokenScope.Read => "Read what its owner may see",
        TokenScope.Promote => "Promote images",
        TokenScope.RegistryPull => "Pull images from the portal's registries",
        TokenScope.RegistryPush => "Push images to the portal's registries",
        TokenScope.Report => "Report builds, checks and deployments",
        TokenScope.Define => "Change definitions, save policies and connections",
        _ => scope.ToString(),
    };
}
