using System.Globalization;

namespace PromotionPortal.Web.Shared;

/// <summary>Amounts of bytes for people: steps of 1,000, three figures.</summary>
public static class ByteWords
{
    private const double Step = 1_000;
    private static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    public static string Of(long bytes)
    {
        double amount = Math.Max(0, bytes);
        var unit = 0;
        for (; amount >= Step - 0.5 && unit < s_units.Length - 1; unit++) amount /= Step;
        var format = unit == 0 || amount >= 99.95 ? "0" : amount >= 9.995 ? "0.0" : "0.00";
        return $"{amount.ToString(format, CultureInfo.InvariantCulture)} {s_units[unit]}";
    }

    public static string Rate(double bytesPerSecond) => $"{Of((long)bytesPerSecond)}/s";
}
