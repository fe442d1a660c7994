using System.Text.RegularExpressions;

namespace PromotionPortal.Registry.Remote;

/// <summary>Where a list goes on.</summary>
internal static partial class Pages
{
    public static Uri? Next(HttpResponseMessage response, Uri current)
    {
        if (!response.Headers.TryGetValues("Link", out var links)) return null;
        var link = NextLink().Match(links.First());
        return link.Success ? new Uri(current, link.Groups["address"].Value) : null;
    }

    [GeneratedRegex("""<(?<address>[^>]+)>\s*;\s*rel="?next"?""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NextLink();
}
