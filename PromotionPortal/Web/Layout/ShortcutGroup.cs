using PromotionPortal.Domain.Access;

namespace PromotionPortal.Web.Layout;

/// <summary>Keys, one after the other, and what they do. No keys: those of the search, which differ from machine to machine. Needs: what must be on the page, as a selector; keys.ts hides the others.</summary>
public sealed record Shortcut(string Does, string? Needs, params IReadOnlyList<string> Keys);

/// <summary>The shortcuts that belong together; meaning.ts gives them their meaning.</summary>
public sealed record ShortcutGroup(string Title, IReadOnlyList<Shortcut> Shortcuts)
{
    private const string List = "[data-list] :is([data-row], tbody tr)";
    private const string Decision = "[data-approve], [data-bulk]";

    private static readonly ShortcutGroup s_everywhere = new("Everywhere", [new("Search and commands", null), new("This list", null, "?"), new("Close what is open", null, "Esc")]);

    private static readonly ShortcutGroup s_here = new("On this page",
    [
        new("Next row", List, "j"),
        new("Previous row", List, "k"),
        new("Open the row", List, "Enter"),
        new("Filter the list", "[data-filter] input", "/"),
        new("Select the row", "[data-list] [data-select]", "x"),
        new("Approve it, or what is selected", Decision, "a"),
        new("Reject it, or what is selected", Decision, "r"),
        new("Explain it: its gates", $"[data-explain], {Decision}", "e"),
    ]);

    public static IReadOnlyList<ShortcutGroup> For(Actor actor) =>
        [s_everywhere, s_here, new("Go to a page", [.. RailEntry.For(actor).Select(entry => new Shortcut(entry.Title, null, "g", $"{entry.Letter}"))])];
}
