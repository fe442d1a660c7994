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

/// <summary>A role in its reach, or one verb granted apart from all roles, and where it came from. One that has ended is held by nobody.</summary>
public sealed record Grant(Role Role, Reach Reach)
{
    /// <summary>The one verb, where it was granted apart; its role is then a viewer's, so that one sees what one may act on.</summary>
    public Verb? Apart { get; init; }

    /// <summary>The id of the person who gave it; empty for the portal's set-up.</summary>
    public string GivenBy { get; init; } = "";

    /// <summary>The group through which it is held; null when it was given to the person.</summary>
    public string? Group { get; init; }

    /// <summary>The id of the person who put the holder into that group; null without a group.</summary>
    public string? AddedBy { get; init; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>A right by the name of its role or verb; null when there is none.</summary>
    public static Grant? Of(string right, Reach reach) =>
        Enum.TryParse<Role>(right, out var role) && role.ToString() == right ? new(role, reach)
        : Enum.TryParse<Verb>(right, out var verb) && verb.ToString() == right && Access.GrantedApart.Contains(verb) ? OfVerb(verb, reach)
        : null;

    public static Grant OfVerb(Verb verb, Reach reach) => new(Role.Viewer, reach) { Apart = verb };

    /// <summary>Whether a person gave it himself, or put himself where it is to be had.</summary>
    public bool IsOwnDoingOf(string personId) => GivenBy == personId || AddedBy == personId;

    /// <summary>Such as "Artifact promoter of shop in prod".</summary>
    public string InWords() => Reach == Reach.All ? RightInWords() : $"{RightInWords()} of {Reach.InWords()}";

    /// <summary>Such as "Artifact promoter" or "Hotfix", wherever it is.</summary>
    public string RightInWords() => Apart is { } verb ? verb.InWords() : Role.InWords();
}

/// <summary>What people read for a role, a verb or a scope.</summary>
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

    public static string InWords(this Verb verb) => verb switch
    {
        Verb.EditFlows => "Edit flows",
        Verb.EditDefinitions => "Edit definitions",
        Verb.EditPolicies => "Edit policies",
        _ => verb.ToString(),
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
