using System.Globalization;
using System.Text.RegularExpressions;
using static PromotionPortal.Cel.Functions.Define;

namespace PromotionPortal.Cel.Functions;

/// <summary>Parts of a moment, in UTC or in a time zone, and of a length of time.</summary>
internal static partial class TimeFunctions
{
    private const int CostOfZone = 100;

    public static IEnumerable<CelFunction> All =>
    [
        .. Part("getFullYear", "The year.", moment => moment.Year),
        .. Part("getMonth", "The month; January is 0.", moment => moment.Month - 1),
        .. Part("getDate", "The day of the month, from 1.", moment => moment.Day),
        .. Part("getDayOfMonth", "The day of the month, from 0.", moment => moment.Day - 1),
        .. Part("getDayOfWeek", "The day of the week; Sunday is 0.", moment => (int)moment.DayOfWeek),
        .. Part("getDayOfYear", "The day of the year, from 0.", moment => moment.DayOfYear - 1),
        .. Part("getHours", "The hour of the day.", moment => moment.Hour),
        .. Part("getMinutes", "The minute of the hour.", moment => moment.Minute),
        .. Part("getSeconds", "The second of the minute.", moment => moment.Second),
        .. Part("getMilliseconds", "The milliseconds of the second.", moment => moment.Millisecond),
        Whole("getHours", "The whole hours in it.", length => length / (3600 * CelDuration.NanosecondsPerSecond)),
        Whole("getMinutes", "The whole minutes in it.", length => length / (60 * CelDuration.NanosecondsPerSecond)),
        Whole("getSeconds", "The whole seconds in it.", length => length / CelDuration.NanosecondsPerSecond),
        Whole("getMilliseconds", "The milliseconds beyond its whole seconds.", length => length % CelDuration.NanosecondsPerSecond / 1_000_000),
    ];

    private static CelFunction Whole(string name, string description, Func<long, long> part) =>
        Method(name, [CelType.Duration], CelType.Int, description, (a, _) => CelInt.Of(part(((CelDuration)a[0]).Nanoseconds)));

    private static IEnumerable<CelFunction> Part(string name, string description, Func<DateTime, int> part) =>
    [
        Method(name, [CelType.Timestamp], CelType.Int, description, (a, _) => PartAt(a, TimeSpan.Zero, part)),
        Method(name, [CelType.Timestamp, CelType.String], CelType.Int, $"{description} In a time zone such as \"Europe/Zurich\" or \"+02:00\".", (a, meter) => PartIn(a, part, meter)),
    ];

    private static CelValue PartIn(CelValue[] a, Func<DateTime, int> part, CelMeter meter)
    {
        if (!meter.Spend(CostOfZone)) return CelError.CostExceeded;
        return Offset(a.Text(1), ((CelTimestamp)a[0]).ToDateTimeOffset()) is { } offset ? PartAt(a, offset, part) : CelError.Invalid($"{a[1]} is not a time zone.");
    }

    private static CelValue PartAt(CelValue[] a, TimeSpan offset, Func<DateTime, int> part)
    {
        var ticks = ((CelTimestamp)a[0]).ToDateTimeOffset().Ticks + offset.Ticks;
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks
            ? CelInt.Of(part(new(ticks, DateTimeKind.Unspecified)))
            : new CelError(CelFault.OutOfRange, "In this time zone the moment is outside of the years 1 to 9999.");
    }

    private static TimeSpan? Offset(string zone, DateTimeOffset moment)
    {
        var match = FixedZone().Match(zone);
        if (match.Success)
        {
            var size = new TimeSpan(Number(match.Groups["hours"]), Number(match.Groups["minutes"]), 0);
            return match.Groups["sign"].Value == "-" ? -size : size;
        }
        // Only what looks like a zone is looked up: the name becomes part of a path.
        return NamedZone().IsMatch(zone) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) ? known.GetUtcOffset(moment) : null;
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?<sign>[+-]?)(?<hours>[0-9]{1,2}):(?<minutes>[0-9]{2})\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FixedZone();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_+-]{0,31}(/[A-Za-z0-9_+-]{1,32}){0,2}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamedZone();
}
