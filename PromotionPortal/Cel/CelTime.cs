using System.Globalization;
using System.Text.RegularExpressions;

namespace PromotionPortal.Cel;

/// <summary>A moment between the years 1 and 9999, to the nanosecond.</summary>
public sealed partial class CelTimestamp : CelValue
{
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;

    private CelTimestamp(long seconds, int nanoseconds) : base(CelKind.Timestamp) => (Seconds, Nanoseconds) = (seconds, nanoseconds);

    /// <summary>Since 1970-01-01T00:00:00Z.</summary>
    public long Seconds { get; }

    /// <summary>Within the second, never negative.</summary>
    public int Nanoseconds { get; }

    public static new CelTimestamp Of(DateTimeOffset moment) =>
        new(moment.ToUnixTimeSeconds(), (int)(moment.UtcTicks % TimeSpan.TicksPerSecond) * CelDuration.NanosecondsPerTick);

    public static CelTimestamp? TryCreate(long seconds, int nanoseconds = 0) =>
        seconds is >= FirstSecond and <= LastSecond ? new(seconds, nanoseconds) : null;

    /// <summary>RFC 3339, such as 2026-05-01T12:00:00Z or 2026-05-01T12:00:00.5+02:00.</summary>
    public static CelTimestamp? TryParse(string text)
    {
        var match = Rfc3339().Match(text);
        if (!match.Success) return null;
        var whole = match.Groups["date"].Value + "T" + match.Groups["time"].Value + "Z";
        if (!DateTimeOffset.TryParseExact(whole, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return null;
        if (OffsetMinutes(match.Groups["zone"].ValueSpan) is not { } minutes) return null;
        var nanoseconds = int.Parse(match.Groups["fraction"].Value.PadRight(9, '0'), NumberStyles.None, CultureInfo.InvariantCulture);
        return TryCreate(moment.ToUnixTimeSeconds() - (minutes * 60), nanoseconds);
    }

    public CelTimestamp? TryAdd(Int128 nanoseconds)
    {
        var total = ((Int128)Seconds * CelDuration.NanosecondsPerSecond) + Nanoseconds + nanoseconds;
        var within = (int)(((total % CelDuration.NanosecondsPerSecond) + CelDuration.NanosecondsPerSecond) % CelDuration.NanosecondsPerSecond);
        return TryCreate((long)((total - within) / CelDuration.NanosecondsPerSecond), within);
    }

    /// <summary>Null where the difference does not fit a duration.</summary>
    public CelDuration? TrySubtract(CelTimestamp other) =>
        CelDuration.TryCreate(((Int128)(Seconds - other.Seconds) * CelDuration.NanosecondsPerSecond) + Nanoseconds - other.Nanoseconds);

    /// <summary>To the precision of .NET, a hundred nanoseconds.</summary>
    public DateTimeOffset ToDateTimeOffset() =>
        DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanoseconds / CelDuration.NanosecondsPerTick);

    internal int CompareTo(CelTimestamp other) => (Seconds, Nanoseconds).CompareTo((other.Seconds, other.Nanoseconds));

    internal string Text =>
        DateTimeOffset.FromUnixTimeSeconds(Seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + CelDuration.FractionText(Nanoseconds) + "Z";

    private static int? OffsetMinutes(ReadOnlySpan<char> zone)
    {
        if (zone is "Z" or "z") return 0;
        var (hours, minutes) = (int.Parse(zone[1..3], NumberStyles.None, CultureInfo.InvariantCulture), int.Parse(zone[4..6], NumberStyles.None, CultureInfo.InvariantCulture));
        return hours > 23 || minutes > 59 ? null : ((hours * 60) + minutes) * (zone[0] == '-' ? -1 : 1);
    }

    [GeneratedRegex(@"\A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]{1,9}))?(?<zone>[Zz]|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rfc3339();
}

/// <summary>A length of time in nanoseconds: up to about 292 years either way.</summary>
public sealed partial class CelDuration(long nanoseconds) : CelValue(CelKind.Duration)
{
    internal const int NanosecondsPerTick = 100;
    internal const long NanosecondsPerSecond = 1_000_000_000;

    public long Nanoseconds { get; } = nanoseconds;

    internal static CelDuration? TryCreate(Int128 nanoseconds) =>
        nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue ? new((long)nanoseconds) : null;

    /// <summary>A signed sequence of numbers with units: 90s, 1h30m, -1.5h, 250ms.</summary>
    public static CelDuration? TryParse(string text)
    {
        if (text is "0" or "+0" or "-0") return new(0);
        var match = Form().Match(text);
        if (!match.Success) return null;
        Int128 total = 0;
        for (var i = 0; i < match.Groups["unit"].Captures.Count; i++)
        {
            if (Part(match.Groups["number"].Captures[i].Value, UnitOf(match.Groups["unit"].Captures[i].Value)) is not { } part) return null;
            total += part;
        }
        return TryCreate(text[0] == '-' ? -total : total);
    }

    internal string Text
    {
        get
        {
            var size = Int128.Abs(Nanoseconds);
            var sign = Nanoseconds < 0 ? "-" : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{size / NanosecondsPerSecond}{FractionText((int)(size % NanosecondsPerSecond))}s");
        }
    }

    internal static string FractionText(int nanoseconds) =>
        nanoseconds == 0 ? "" : "." + nanoseconds.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');

    private static Int128? Part(string number, long unit)
    {
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? number : number[..point];
        if (!Int128.TryParse(whole.Length == 0 ? "0" : whole, NumberStyles.None, CultureInfo.InvariantCulture, out var units) || units > long.MaxValue) return null;
        var fraction = point < 0 || point == number.Length - 1 ? 0 : decimal.Parse("0" + number[point..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return (units * unit) + (long)(fraction * unit);
    }

    private static long UnitOf(string unit) => unit switch
    {
        "h" => 3600 * NanosecondsPerSecond,
        "m" => 60 * NanosecondsPerSecond,
        "s" => NanosecondsPerSecond,
        "ms" => 1_000_000,
        "ns" => 1,
        _ => 1_000,
    };

    [GeneratedRegex(@"\A[+-]?((?<number>[0-9]{1,25}(\.[0-9]{0,25})?|\.[0-9]{1,25})(?<unit>h|ms|m|s|us|µs|μs|ns))+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
