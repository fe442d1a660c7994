using PromotionPortal.Domain.Access;
using Chosen = PromotionPortal.Domain.Access.Theme;

namespace PromotionPortal.Web.Layout;

/// <summary>What the account knows of its person's taste, and else the browser; null leaves the attribute out, and the theme then follows the system.</summary>
public sealed record Preferences(string? Theme, string? Rail, string? Keys)
{
    public const string ThemeCookie = "theme";
    public const string RailCookie = "rail";
    public const string KeysCookie = "keys";

    /// <summary>A cookie holds where nothing was chosen for the account: before signing in, and for whoever chose before accounts kept it.</summary>
    public static Preferences From(IRequestCookieCollection cookies, Taste? taste = null) => new(
        taste?.Theme switch { Chosen.System => null, Chosen.Light => "light", Chosen.Dark => "dark", _ => cookies[ThemeCookie] is "light" or "dark" ? cookies[ThemeCookie] : null },
        cookies[RailCookie] == "narrow" ? "narrow" : null,
        taste?.SingleKeys switch { true => null, false => "off", null => cookies[KeysCookie] == "off" ? "off" : null });

    /// <summary>For the meta element, so that the browser's own parts are right before the style sheet is there.</summary>
    public string ColorScheme => Theme ?? "light dark";
}
