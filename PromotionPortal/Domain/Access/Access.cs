using System.Collections.Immutable;

namespace PromotionPortal.Domain.Access;

/// <summary>Everything a person can ask the portal to do. Each door's command names one of these.</summary>
public enum Verb
{
    View,
    Promote,

    /// <summary>Agree to what another asked for, or reject it.</summary>
    Approve,

    /// <summary>Promote past the others, with a reason.</summary>
    Hotfix,

    ReadActivity,
    ManagePeople,
    ManageOwnTokens,
    PullImages,
    PushImages,
    RunDoctor,

    /// <summary>See who one is, by what credential, with which rights.</summary>
    ReadSelf,

    /// <summary>Give one's own rights to a command line that asks (`portal login`).</summary>
    ConfirmDevice,

    SetOwnPassword,

    /// <summary>Change environments, applications and products.</summary>
    EditDefinitions,

    EditFlows,

    /// <summary>Change what decides: policies and where they apply.</summary>
    EditPolicies,

    /// <summary>Change where the portal calls and with which secret: registries and git repositories.</summary>
    EditConnections,

    /// <summary>Put a change of definitions before those who may make it.</summary>
    ProposeDefinitions,

    /// <summary>Set and delete secrets, and see their names.</summary>
    ManageSecrets,

    /// <summary>Choose the repository that the definitions are shared with.</summary>
    ManageRemote,

    /// <summary>Choose where teams are told of promotions, and see what was sent.</summary>
    ManageChannels,

    /// <summary>Mark what one was told as read, and choose what comes by mail.</summary>
    ManageOwnNotices,

    /// <summary>Choose one's own theme, and whether single keys are shortcuts.</summary>
    ChooseOwnTaste,

    /// <summary>Say, as CI, what built an image, how its tests went and where it was deployed.</summary>
    ReportImages,

    /// <summary>Put a label on an image, or take one off.</summary>
    LabelImages,

    /// <summary>Write about an image.</summary>
    CommentImages,
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
        if (!CredentialAllows(actor, verb, out var reason)) return new(false, reason);
        if (IsOwn(verb)) return AccessVerdict.Yes;
        var giving = actor.Grants.Where(grant => Gives(grant, verb) && Reaches(grant.Reach, verb, place)).ToArray();
        if (giving.Length == 0) return new(false, $"{Needed(verb)}{Where(place)} is needed.");
        return verb == Verb.Approve && giving.All(grant => grant.IsOwnDoingOf(actor.Id)) ? new(false, OwnDoing) : AccessVerdict.Yes;
    }

    /// <summary>The verbs that are granted apart from roles too.</summary>
    public static ImmutableArray<Verb> GrantedApart { get; } = [Verb.Hotfix, Verb.EditFlows, Verb.EditDefinitions, Verb.EditPolicies];

    /// <summary>What concerns nobody but the person who asks; needs no role.</summary>
    public static bool IsOwn(Verb verb) => verb is Verb.ReadSelf or Verb.ManageOwnNotices or Verb.ChooseOwnTaste || NeedsBrowser(verb);

    /// <summary>What concerns the portal as a whole: a role for one application or environment does not reach it.</summary>
    public static bool IsPortalWide(Verb verb) => verb is Verb.ManagePeople or Verb.RunDoctor or Verb.ReadActivity or Verb.EditPolicies or Verb.EditConnections or Verb.ManageSecrets or Verb.ManageRemote or Verb.ManageChannels;

    /// <summary>A verb granted apart brings a viewer's with it.</summary>
    public static bool Gives(Grant grant, Verb verb) => grant.Apart == verb || Gives(grant.Role, verb);

    /// <summary>A role contains the verbs of the roles below it; the two additional roles let one look, no more.</summary>
    public static bool Gives(Role role, Verb verb) => verb switch
    {
        Verb.View or Verb.ReadActivity or Verb.PullImages or Verb.ProposeDefinitions or Verb.CommentImages => true,
        Verb.Promote or Verb.PushImages or Verb.ReportImages or Verb.LabelImages => role is Role.BuildAndDeploy or Role.Admin or Role.SuperAdmin,
        Verb.Approve => role is Role.ArtifactPromoter or Role.SuperAdmin,
        Verb.EditDefinitions or Verb.EditFlows => role is Role.Admin or Role.SuperAdmin,
        Verb.ManagePeople or Verb.RunDoctor or Verb.EditPolicies or Verb.EditConnections or Verb.Hotfix or Verb.ManageSecrets or Verb.ManageRemote or Verb.ManageChannels => role is Role.SuperAdmin,
        _ => false,
    };

    private const string OwnDoing = "Nobody approves by a right that he gave himself. Another super-admin has to give it.";

    private static bool Reaches(Reach reach, Verb verb, Place place) => IsPortalWide(verb) ? reach == Reach.All : reach.Covers(place);

    private static bool CredentialAllows(Actor actor, Verb verb, out string reason)
    {
        reason = (actor.Credential, ScopeOf(verb)) switch
        {
            (not Credential.Browser, _) when NeedsBrowser(verb) => "Only a person signed in with the browser may do that.",
            (not Credential.Token, _) => "",
            _ when verb is Verb.ReadSelf => "",
            (_, null) => "Only a person may do that: sign in with the browser or with portal login. A token never can.",
            (_, { } scope) => actor.Scopes.Contains(scope) ? "" : $"This token was not made for that: it lacks the scope {scope}.",
        };
        return reason.Length == 0;
    }

    // What would let a stolen session make itself last.
    private static bool NeedsBrowser(Verb verb) => verb is Verb.ConfirmDevice or Verb.SetOwnPassword or Verb.ManageOwnTokens;

    // Null: no token reaches it, only a person's own session.
    private static TokenScope? ScopeOf(Verb verb) => verb switch
    {
        Verb.View or Verb.ReadActivity or Verb.RunDoctor => TokenScope.Read,
        Verb.Promote or Verb.Hotfix => TokenScope.Promote,
        Verb.EditDefinitions or Verb.EditFlows or Verb.ProposeDefinitions => TokenScope.Define,
        Verb.PullImages => TokenScope.RegistryPull,
        Verb.PushImages => TokenScope.RegistryPush,
        Verb.ReportImages => TokenScope.Report,
        _ => null,
    };

    private static string Needed(Verb verb) => verb switch
    {
        Verb.Promote or Verb.PushImages or Verb.ReportImages or Verb.LabelImages => "Build & deploy or above",
        Verb.Approve => "Artifact promoter or super-admin",
        Verb.EditDefinitions or Verb.EditFlows => $"Admin or above or the right “{verb.InWords()}”",
        Verb.EditPolicies or Verb.Hotfix => $"Super-admin or the right “{verb.InWords()}”",
        Verb.ManagePeople or Verb.RunDoctor or Verb.EditConnections or Verb.ManageSecrets or Verb.ManageRemote or Verb.ManageChannels => "Super-admin",
        _ => "Any role",
    };

    private static string Where(Place place) => place switch
    {
        { Application: { } application, Environment: { } environment } => $" for {application} in {environment}",
        { Application: { } application } => $" for {application}",
        { Environment: { } environment } => $" in {environment}",
        { Product: { } product } => $" for product {product}",
        _ => "",
    };
}
