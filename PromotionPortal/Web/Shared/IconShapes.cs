namespace PromotionPortal.Web.Shared;

/// <summary>The drawings: strokes of 1.5 on a field of 16, drawn for this portal.</summary>
public static class IconShapes
{
    public static string Of(IconName name) => name switch
    {
        IconName.Inbox => """<path d="M2.5 9.5 4.2 3.5h7.6l1.7 6v3h-11z"/><path d="M2.5 9.5h3.2l.9 1.5h2.8l.9-1.5h3.2"/>""",
        IconName.Bell => """<path d="M3.25 11.25c.9-.9 1.25-1.75 1.25-4a3.5 3.5 0 0 1 7 0c0 2.25.35 3.1 1.25 4zM6.5 13.5a1.6 1.6 0 0 0 3 0M8 2.25v1.5"/>""",
        IconName.Board => """<rect x="2.25" y="2.75" width="11.5" height="10.5" rx="1.5"/><path d="M6.25 2.75v10.5M9.75 2.75v10.5"/>""",
        IconName.Applications => """<rect x="2.25" y="2.25" width="4.75" height="4.75" rx="1"/><rect x="9" y="2.25" width="4.75" height="4.75" rx="1"/><rect x="2.25" y="9" width="4.75" height="4.75" rx="1"/><rect x="9" y="9" width="4.75" height="4.75" rx="1"/>""",
        IconName.Flow => """<circle cx="3.75" cy="3.75" r="1.75"/><circle cx="12.25" cy="8" r="1.75"/><circle cx="3.75" cy="12.25" r="1.75"/><path d="M5.5 3.75h.75A2.5 2.5 0 0 1 8.75 6.25 1.75 1.75 0 0 0 10.5 8M5.5 12.25h.75a2.5 2.5 0 0 0 2.5-2.5A1.75 1.75 0 0 1 10.5 8"/>""",
        IconName.Release => """<path d="m8 1.75 5.5 3v6.5l-5.5 3-5.5-3v-6.5z"/><path d="m2.5 4.75 5.5 3 5.5-3M8 7.75v6.5"/>""",
        IconName.Policy => """<path d="m8 1.75 5.25 1.9v3.9c0 3.2-2.1 5.4-5.25 6.7-3.15-1.3-5.25-3.5-5.25-6.7v-3.9z"/><path d="m5.75 7.9 1.6 1.6 3-3.1"/>""",
        IconName.Definitions => """<path d="M9.25 1.75h-5a1.5 1.5 0 0 0-1.5 1.5v9.5a1.5 1.5 0 0 0 1.5 1.5h7.5a1.5 1.5 0 0 0 1.5-1.5v-7zM9.25 1.75v4h4M5.5 8.75h3M7 11.25h3.5"/>""",
        IconName.Activity => """<path d="M1.5 8.5h2.75l2-5.5 3.5 10 2-4.5h2.75"/>""",
        IconName.Admin => """<path d="M2.25 4.75h5.5M11.75 4.75h2M2.25 11.25h2M8.25 11.25h5.5"/><circle cx="9.75" cy="4.75" r="1.75"/><circle cx="6.25" cy="11.25" r="1.75"/>""",
        IconName.People => """<circle cx="6" cy="5" r="2.25"/><path d="M1.75 13c.3-2.7 1.9-4.25 4.25-4.25S9.95 10.3 10.25 13M10.25 2.95a2.25 2.25 0 0 1 0 4.1M11.75 9.2c1.5.5 2.35 1.8 2.5 3.8"/>""",
        IconName.Person => """<circle cx="8" cy="5.25" r="2.5"/><path d="M3 13.5c.4-2.9 2.2-4.5 5-4.5s4.6 1.6 5 4.5"/>""",
        IconName.Automation => """<rect x="3" y="5.25" width="10" height="7.5" rx="1.75"/><path d="M8 5.25v-2.5M6 8.5v1M10 8.5v1M1.25 8.25v2M14.75 8.25v2"/>""",
        IconName.Promote => """<path d="M2 13.25h3.75v-4h4v-4h4M11.25 2.75l2.5 2.5-2.5 2.5"/>""",
        IconName.Retry => """<path d="M13.5 8a5.5 5.5 0 1 1-1.75-4.03M13.5 1.75V4.5h-2.75"/>""",
        IconName.Copy => """<rect x="5.75" y="5.75" width="7.75" height="7.75" rx="1.5"/><path d="M10.25 5.75v-1.5a1.5 1.5 0 0 0-1.5-1.5h-4.5a1.5 1.5 0 0 0-1.5 1.5v4.5a1.5 1.5 0 0 0 1.5 1.5h1.5"/>""",
        IconName.Search => """<circle cx="7" cy="7" r="4.5"/><path d="m10.4 10.4 3.35 3.35"/>""",
        _ => OfFrame(name),
    };

    private static string OfFrame(IconName name) => name switch
    {
        IconName.Sun => """<circle cx="8" cy="8" r="2.75"/><path d="M8 1.5v1.25M8 13.25v1.25M1.5 8h1.25M13.25 8h1.25M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9"/>""",
        IconName.Moon => """<path d="M13.5 9.6A5.75 5.75 0 1 1 6.4 2.5a4.75 4.75 0 0 0 7.1 7.1z"/>""",
        IconName.Screen => """<rect x="1.75" y="2.75" width="12.5" height="8" rx="1.5"/><path d="M5.5 13.5h5M8 10.75v2.75"/>""",
        IconName.Lock => """<rect x="3" y="7" width="10" height="6.75" rx="1.5"/><path d="M5.25 7V5a2.75 2.75 0 0 1 5.5 0v2"/>""",
        IconName.Key => """<circle cx="5" cy="11" r="2.75"/><path d="m7 9 6.25-6.25M10.5 5.5l2 2"/>""",
        IconName.Keyboard => """<rect x="1.5" y="3.75" width="13" height="8.5" rx="1.5"/><path d="M4.25 6.5h.01M7 6.5h.01M9.5 6.5h.01M12 6.5h.01M5.25 9.5h5.5"/>""",
        IconName.SignOut => """<path d="M6.25 13.5h-2.5a1.5 1.5 0 0 1-1.5-1.5V4a1.5 1.5 0 0 1 1.5-1.5h2.5M10.5 11 13.5 8l-3-3M13.5 8H6.25"/>""",
        IconName.Sidebar => """<rect x="1.75" y="2.75" width="12.5" height="10.5" rx="1.5"/><path d="M6 2.75v10.5M11.5 6.25 9.75 8l1.75 1.75"/>""",
        IconName.More => """<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2"/>""",
        IconName.External => """<path d="M9.25 2.75h4v4M13.25 2.75 7.5 8.5M11.5 9.5v2.25a1.5 1.5 0 0 1-1.5 1.5H4.25a1.5 1.5 0 0 1-1.5-1.5V6a1.5 1.5 0 0 1 1.5-1.5H6.5"/>""",
        _ => OfState(name),
    };

    private static string OfState(IconName name) => name switch
    {
        IconName.Check => """<path d="m3 8.5 3.25 3.25L13 4.75"/>""",
        IconName.Cross => """<path d="m4 4 8 8M12 4l-8 8"/>""",
        IconName.Clock => """<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.25 1.5"/>""",
        IconName.Warning => """<path d="M8 2.25 14.25 13H1.75z"/><path d="M8 6.5v3M8 11.1h.01"/>""",
        IconName.Info => """<circle cx="8" cy="8" r="6"/><path d="M8 7.5V11M8 5.1h.01"/>""",
        IconName.Running => """<path d="M8 2a6 6 0 1 1-6 6"/>""",
        IconName.Good => """<circle cx="8" cy="8" r="6"/><path d="m5.5 8.2 1.75 1.75 3.4-3.6"/>""",
        IconName.Bad => """<circle cx="8" cy="8" r="6"/><path d="m5.9 5.9 4.2 4.2M10.1 5.9l-4.2 4.2"/>""",
        IconName.Quiet => """<circle cx="8" cy="8" r="6"/><path d="M5.5 8h5"/>""",
        IconName.ArrowRight => """<path d="M2.75 8h10.5M9.25 4l4 4-4 4"/>""",
        IconName.ChevronDown => """<path d="m4.5 6.25 3.5 3.5 3.5-3.5"/>""",
        IconName.ChevronRight => """<path d="m6.25 4.5 3.5 3.5-3.5 3.5"/>""",
        IconName.ChevronLeft => """<path d="M9.75 4.5 6.25 8l3.5 3.5"/>""",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "This icon is not drawn."),
    };
}
