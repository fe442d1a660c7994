using PromotionPortal.Domain.Access;
using PromotionPortal.Links;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Web.Layout;

/// <summary>A page that the rail leads to, and the letter that follows <c>g</c>.</summary>
public sealed record RailEntry(string Title, string Address, IconName Icon, char Letter)
{
    // Each with what one must be allowed to do there, one of it at least.
    private static readonly (RailEntry Entry, Verb[] Verbs)[] s_entries =
    [
        (new("Inbox", PageLinks.Inbox, IconName.Inbox, 'i'), [Verb.Approve, Verb.Promote]),
        (new("Applications", PageLinks.Applications, IconName.Applications, 'a'), [Verb.View]),
        (new("Promotions", PageLinks.Promotions, IconName.Promote, 'p'), [Verb.View]),
        (new("Flows", PageLinks.Flows, IconName.Flow, 'f'), [Verb.View]),
        (new("Policies", PageLinks.Policies, IconName.Policy, 'o'), [Verb.View]),
        (new("Definitions", PageLinks.Definitions, IconName.Definitions, 'd'), [Verb.View]),
        (new("Activity", PageLinks.Activity, IconName.Activity, 'y'), [Verb.ReadActivity]),
        // Whoever may anything of administration is a super-admin.
        (new("Admin", PageLinks.People, IconName.People, 'u'), [Verb.ManagePeople]),
    ];

    public static IReadOnlyList<RailEntry> For(Actor actor) => [.. s_entries.Where(entry => entry.Verbs.Any(verb => Access.Can(actor, verb).Allowed)).Select(entry => entry.Entry)];

    /// <summary>True on the page itself and on those below it; the home page shows the applications, and all of administration is one place.</summary>
    public bool IsAt(string path) =>
        path == Address || path.StartsWith(Address + "/", StringComparison.Ordinal) || (path == PageLinks.Home && Address == PageLinks.Applications)
        || (Address == PageLinks.People && path.StartsWith(PageLinks.Admin, StringComparison.Ordinal));
}
