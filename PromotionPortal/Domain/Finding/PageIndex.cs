using PromotionPortal.Domain.Access;
using PromotionPortal.Links;

namespace PromotionPortal.Domain.Finding;

/// <summary>A page that is found by name. Also: what else people call it.</summary>
public sealed record IndexedPage(string Title, string Address, string Detail, string Also, Verb Needs);

/// <summary>The pages that stand by themselves, each with what one must be allowed to do there.</summary>
public static class PageIndex
{
    public static IReadOnlyList<IndexedPage> All { get; } =
    [
        new("Inbox", PageLinks.Inbox, "What waits for your decision", "approvals approve pending tasks", Verb.View),
        new("My requests", PageLinks.InboxMine, "What you asked for and what still waits", "inbox", Verb.View),
        new("All waiting requests", PageLinks.InboxAll, "Everything that waits for people", "inbox pending approvals", Verb.View),
        new("Applications", PageLinks.Applications, "What is promoted, and where it is", "home images", Verb.View),
        new("Promotions", PageLinks.Promotions, "All of them, the youngest first", "requests history", Verb.View),
        new("Policies", PageLinks.Policies, "What may be promoted, and who approves", "rules conditions cel", Verb.View),
        new("Apply policies", PageLinks.ApplyPolicies, "Which policy opens which way", "bindings pairs", Verb.View),
        new("Flows", PageLinks.Flows, "The ways of releases: stages, soaks and judgements", "pipelines workflows canvas editor", Verb.View),
        new("New flow", PageLinks.NewFlow(), "Draw another, or copy one", "create pipeline canvas", Verb.ProposeDefinitions),
        new("Definitions", PageLinks.Definitions, "Applications, environments and all else that is defined", "yaml git environments products", Verb.View),
        new("History of the definitions", PageLinks.DefinitionsHistory, "Who changed what, when", "commits log", Verb.View),
        new("Problems of the definitions", PageLinks.DefinitionsProblems, "What has to be mended", "errors sound", Verb.View),
        new("Proposals", PageLinks.Proposals, "Changes that wait for somebody who may make them", "pull requests", Verb.View),
        new("Activity", PageLinks.Activity, "Who did what", "audit trail log", Verb.ReadActivity),
        new("Events", PageLinks.Events, "What registries told the portal", "webhooks hooks", Verb.ReadActivity),
        new("People", PageLinks.People, "Who is here", "admin users accounts invite", Verb.ManagePeople),
        new("Groups", PageLinks.Groups, "People who are granted rights together", "admin teams", Verb.ManagePeople),
        new("Grants", PageLinks.Grants, "Who may what, where", "admin rights roles access", Verb.ManagePeople),
        new("Registries", PageLinks.Registries, "Where images lie, and whether they answer", "admin connections docker", Verb.EditConnections),
        new("Secrets", PageLinks.Secrets, "Passwords and keys for connections", "admin credentials", Verb.ManageSecrets),
        new("Notification channels", PageLinks.Channels, "Where teams are told", "admin slack teams webhook", Verb.ManageChannels),
        new("Messages", PageLinks.Deliveries, "Mail and webhooks that went out, or could not", "deliveries send again outbox", Verb.ManageChannels),
        new("Definitions repository", PageLinks.DefinitionsRepository, "The git remote that the definitions are shared with", "admin sync push", Verb.ManageRemote),
        new("Notifications", PageLinks.Notices, "What you were told", "bell notices", Verb.View),
        new("What comes by mail", PageLinks.NoticeChoices, "Your choice", "notifications email settings", Verb.ManageOwnNotices),
        new("My tokens", PageLinks.Tokens, "For scripts and pipelines", "api keys", Verb.ManageOwnTokens),
        new("Set a password", PageLinks.SetPassword, "To sign in without a link", "change my password account", Verb.SetOwnPassword),
        new("Confirm a command line", PageLinks.Device, "The code that portal login shows", "device sign in cli", Verb.ConfirmDevice),
    ];
}
