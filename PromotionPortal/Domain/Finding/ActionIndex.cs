using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Links;

namespace PromotionPortal.Domain.Finding;

/// <summary>What somebody can do from anywhere. Each leads to the page where it is done, or is done by the browser itself.</summary>
public static class ActionIndex
{
    private static readonly (string Title, string Detail, string Also, string Address, Verb Needs)[] s_elsewhere =
    [
        ("Approve requests that wait for me", "In the inbox", "decide reject approvals", PageLinks.Inbox, Verb.Approve),
        ("Add a person", "Among the people", "invite user account", PageLinks.People, Verb.ManagePeople),
        ("Create a group", "Among the groups", "new team", PageLinks.Groups, Verb.ManagePeople),
        ("Give a right", "Among the grants", "grant role access", PageLinks.Grants, Verb.ManagePeople),
        ("Set a secret", "Among the secrets", "new password credential", PageLinks.SetSecret(""), Verb.ManageSecrets),
        ("Add a channel", "Among the notification channels", "new slack teams webhook", PageLinks.Channel(""), Verb.ManageChannels),
        ("Make a token", "Among my tokens", "new api key tokens", PageLinks.Tokens, Verb.ManageOwnTokens),
    ];

    // The names are those that palette/does.ts knows.
    private static readonly (string Title, string Detail, string Also, string Does)[] s_here =
    [
        ("Theme: light", "How the portal looks to you", "bright mode appearance", "theme-light"),
        ("Theme: dark", "How the portal looks to you", "night mode appearance", "theme-dark"),
        ("Theme: system", "How the portal looks to you", "mode appearance automatic", "theme-system"),
        ("Keyboard shortcuts", "The list of all", "help keys", "shortcuts"),
        ("Single keys on or off", "Whether j, k and others are shortcuts", "keyboard shortcuts switch", "keys"),
        ("Fold or unfold the rail", "The list of pages at the left", "sidebar collapse menu", "rail"),
        ("Sign out", "Of this browser", "log out logout leave", "sign-out"),
    ];

    public static IEnumerable<(Found Found, string Also)> For(Actor actor, DefinitionsSnapshot definitions)
    {
        foreach (var action in s_elsewhere)
            if (Access.Access.Can(actor, action.Needs).Allowed) yield return (new(FindGroup.Actions, action.Title, action.Detail, action.Address), action.Also);
        foreach (var (found, also) in Defining(actor, definitions)) yield return (found, also);
        if (actor.Credential != Credential.Browser) yield break;
        foreach (var action in s_here) yield return (new(FindGroup.Actions, action.Title, action.Detail, Address: null, action.Does), action.Also);
    }

    /// <summary>For an application of which this person may promote something.</summary>
    public static Found Promote(string application) => new(FindGroup.Actions, $"Promote an image of {application}…", "Choose it and where it goes", PageLinks.PromoteOf(application));

    private static IEnumerable<(Found, string)> Defining(Actor actor, DefinitionsSnapshot definitions)
    {
        if (!Access.Access.Can(actor, Verb.ProposeDefinitions).Allowed) yield break;
        foreach (var kind in Enum.GetValues<DefinitionKind>())
        {
            var may = DefinitionAccess.MayChange(actor, definitions, new(kind, "new")).Allowed;
            yield return (new(FindGroup.Actions, $"{(may ? "New" : "Propose new")} {kind.InWords()}", may ? "A file in the definitions" : "For somebody who may accept it", PageLinks.NewDefinition(kind.Folder())), "create define");
        }
    }
}
