using System.Globalization;

namespace PromotionPortal.Web.Shared;

/// <summary>A moment in words, near and exact.</summary>
public static class TimeWords
{
    private static readonly TimeSpan s_longestAgo = TimeSpan.FromDays(30);

    /// <summary>"12 min ago", "in 3 h"; what is more than 30 days away is a date.</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var ago = now - at;
        var distance = ago.Duration();
        if (distance < TimeSpan.FromMinutes(1)) return ago < TimeSpan.Zero ? "in a moment" : "just now";
        if (distance >= s_longestAgo) return at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
        return ago < TimeSpan.Zero ? $"in {Span(distance)}" : $"{Span(distance)} ago";
    }

    /// <summary>To the second, with the zone: "2026-11-20 12:55:54 UTC".</summary>
    public static string Exact(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>For the datetime attribute.</summary>
    public static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>How long something lasts or lasted, in its two largest units at most: "45 s", "3 min 20 s", "2 h 5 min", "4 days".</summary>
    public static string Lasting(TimeSpan span) => span switch
    {
        _ when span < TimeSpan.FromMinutes(1) => $"{Math.Max(0, (int)span.TotalSeconds)} s",
        _ when span < TimeSpan.FromHours(1) => With($"{span.Minutes} min", span.Seconds, "s"),
        _ when span < TimeSpan.FromDays(1) => With($"{span.Hours} h", span.Minutes, "min"),
        _ => Span(span),
    };

    private static string With(string large, int small, string unit) => small == 0 ? large : $"{large} {small} {unit}";

    private static string Span(TimeSpan span) => span switch
    {
        _ when span < TimeSpan.FromHours(1) => $"{(int)span.TotalMinutes} min",
        _ when span < TimeSpan.FromDays(1) => $"{(int)span.TotalHours} h",
        _ => (int)span.TotalDays == 1 ? "1 day" : $"{(int)span.TotalDays} days",
    };
}
