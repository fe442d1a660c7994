namespace PromotionPortal.Links;

/// <summary>The address of every page is made here, and nowhere else.</summary>
public static class PageLinks
{
    public const string Home = "/";
    public const string Applications = "/applications";
    public const string Promotions = "/promotions";
    public const string Activity = "/activity";
    public const string People = "/admin/people";
    public const string Groups = "/admin/groups";
    public const string Grants = "/admin/grants";
    public const string SignIn = "/sign-in";
    public const string SignInByLink = "/sign-in/once";
    public const string SetPassword = "/set-password";
    public const string SignOut = "/sign-out";
    public const string SetUp = "/set-up";
    public const string Device = "/device";
    public const string Tokens = "/me/tokens";
    public const string NotFound = "/not-found";

    /// <summary>What a browser sees in place of an empty answer; {0} is the status code.</summary>
    public const string Status = "/status/{0}";

    public static string Application(string name) => $"{Applications}/{Uri.EscapeDataString(name)}";

    public static string Promotion(long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Promotions}/{id}");

    /// <summary>A link that works once; the code stands in the fragment's place of the query because a page must read it.</summary>
    public static string SignInOnce(string code) => $"{SignInByLink}?code={Uri.EscapeDataString(code)}";

    public static string SetUpOnce(string code) => $"{SetUp}?code={Uri.EscapeDataString(code)}";

    public static string Person(string userName) => $"{People}?person={Uri.EscapeDataString(userName)}";

    public static string Group(string name) => $"{Groups}/{Uri.EscapeDataString(name)}";

    public static string DeviceConfirm(string userCode) => $"{Device}?code={Uri.EscapeDataString(userCode)}";

    public static string SignInThen(string returnUrl) => $"{SignIn}?returnUrl={Uri.EscapeDataString(returnUrl)}";
}
