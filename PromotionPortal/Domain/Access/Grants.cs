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

    private static bool Fits(string granted, string? asked) => granted == Everything || asked is null || granted == asked;
}

/// <summary>What a verb is asked for.</summary>
public readonly record struct Place(string? Application = null, string? Environment = null);

public sealed record Grant(Role Role, Reach Reach);
