using System.Globalization;

namespace PromotionPortal.Web.Shared;

/// <summary>Ids of elements that point at one another, each once on a page.</summary>
public static class ElementIds
{
    private static int s_last;

    public static string Next(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{Interlocked.Increment(ref s_last)}");
}
