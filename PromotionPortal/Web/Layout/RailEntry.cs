using PromotionPortal.Domain.Access;
using PromotionPortal.Links;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Web.Layout;

/// <summary>A page that the rail leads to, and the letter that follows <c>g</c>.</summary>
public sealed record RailEntry(string Title, string Address, IconName Icon, char Letter)
{
    private static readonly RailEntry s_people = new("People", PageLinks.People, IconName.People, 'u');

    private static readonly RailEntry[] s_forEveryone =
    [
        new("Applications", PageLinks.Applications, IconName.Applications, 'a'),
        new("Promotions", PageLinks.Promotions, IconName.Promote, 'p'),
        new("Activity", PageLinks.Activity, IconName.Activity, 'y'),
    ];

    public static IReadOnlyList<RailEntry> For(Actor actor) =>
        Access.Can(actor, Verb.ManagePeople).Allowed ? [.. s_forEveryone, s_people] : s_forEveryone;

    /// <summary>True on the page itself and on those below it; the home page shows the applications.</summary>
    public bool IsAt(string path) =>
        path == Address || path.StartsWith(Address + "/", StringComparison.Ordinal) || (path == PageLinks.Home && Address == PageLinks.Applications);
}
