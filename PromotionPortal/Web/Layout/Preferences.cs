namespace PromotionPortal.Web.Layout;

/// <summary>What a browser remembers of its person's taste; null leaves the attribute out, and the theme then follows the system.</summary>
public sealed record Preferences(string? Theme, string? Rail, string? Keys)
{
    public const string ThemeCookie = "theme";
    public const string RailCookie = "rail";
    public const string KeysCookie = "keys";

    public static Preferences From(IRequestCookieCollection cookies) => new(
        cookies[ThemeCookie] is "light" or "dark" ? cookies[ThemeCookie] : null,
        cookies[RailCookie] == "narrow" ? "narrow" : null,
        cookies[KeysCookie] == "off" ? "off" : null);

    /// <summary>For the meta element, so that the browser's own parts are right before the style sheet is there.</summary>
    public string ColorScheme => Theme ?? "light dark";
}
