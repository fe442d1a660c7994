using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace PromotionPortal.Web.Shared;

/// <summary>The state of a list stands in its address: what the query says, and the address that says something else.</summary>
public static class PageQuery
{
    public const string Page = "page";
    private const int LastPage = 1_000_000;

    public static string? Value(NavigationManager navigation, string name) =>
        QueryHelpers.ParseQuery(new Uri(navigation.Uri).Query).TryGetValue(name, out var values) && values.Count > 0 && values[0] is { Length: > 0 } value ? value : null;

    /// <summary>Which page an address asks for. Whatever is no number is the first: people and programs write addresses too.</summary>
    public static int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, LastPage) : 1;

    public static long? Id(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>This address with one filter set or, with null, taken away; another choice starts at the first page.</summary>
    public static string With(NavigationManager navigation, string name, string? value) =>
        Relative(navigation, navigation.GetUriWithQueryParameters(new Dictionary<string, object?>(StringComparer.Ordinal) { [name] = value, [Page] = null }));

    /// <summary>This address at another page of the same list; the first page needs no number.</summary>
    public static string AtPage(NavigationManager navigation, int page) =>
        Relative(navigation, navigation.GetUriWithQueryParameter(Page, page > 1 ? page : (int?)null));

    private static string Relative(NavigationManager navigation, string uri) => "/" + navigation.ToBaseRelativePath(uri);
}
