namespace PromotionPortal.Domain.Access;

/// <summary>Everything a person can ask the portal to do. Each door's command names one of these.</summary>
public enum Verb
{
    View,
    Promote,
    ReadActivity,
    ManagePeople,
    ManageOwnTokens,
    PullImages,
    PushImages,
    RunDoctor,
}

/// <summary>The answer, with the words for a person who may not.</summary>
public sealed record AccessVerdict(bool Allowed, string Reason)
{
    public static AccessVerdict Yes { get; } = new(true, "");
}

/// <summary>Who may do what, where. Pages, API and CLI all ask here.</summary>
public static class Access
{
    public static AccessVerdict Can(Actor actor, Verb verb, Place place = default)
    {
        if (!actor.IsSignedIn) return new(false, "Sign in first.");
        if (!ScopeAllows(actor, verb)) return new(false, $"This token was not made for that: it lacks the scope {ScopeOf(verb)?.ToString() ?? "of a person's session"}.");
        return actor.Grants.Any(grant => Gives(grant.Role, verb) && grant.Reach.Covers(place))
            ? AccessVerdict.Yes
            : new(false, $"{Needed(verb)}{Where(place)} is needed.");
    }

    /// <summary>A role contains the verbs of the roles below it; the two additional roles let one look, no more.</summary>
    public static bool Gives(Role role, Verb verb) => verb switch
    {
        Verb.View or Verb.ReadActivity or Verb.PullImages or Verb.ManageOwnTokens => true,
        Verb.Promote or Verb.PushImages => role is Role.BuildAndDeploy or Role.Admin or Role.SuperAdmin,
        Verb.ManagePeople or Verb.RunDoctor => role is Role.SuperAdmin,
        _ => false,
    };

    private static bool ScopeAllows(Actor actor, Verb verb) =>
        actor.Credential != Credential.Token || (ScopeOf(verb) is { } scope && actor.Scopes.Contains(scope));

    // Null: no token reaches it, only a person's own session.
    private static TokenScope? ScopeOf(Verb verb) => verb switch
    {
        Verb.View or Verb.ReadActivity or Verb.RunDoctor => TokenScope.Read,
        Verb.Promote => TokenScope.Promote,
        Verb.PullImages => TokenScope.RegistryPull,
        Verb.PushImages => TokenScope.RegistryPush,
        _ => null,
    };

    private static string Needed(Verb verb) => verb switch
    {
        Verb.Promote or Verb.PushImages => "Build & deploy or above",
        Verb.ManagePeople or Verb.RunDoctor => "Super-admin",
        _ => "Any role",
    };

    private static string Where(Place place) => place switch
    {
        { Application: { } application, Environment: { } environment } => $" for {application} in {environment}",
        { Application: { } application } => $" for {application}",
        { Environment: { } environment } => $" in {environment}",
        _ => "",
    };
}
