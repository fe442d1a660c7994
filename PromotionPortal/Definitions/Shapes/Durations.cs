using System.Globalization;
using System.Text.RegularExpressions;

namespace PromotionPortal.Definitions.Shapes;

/// <summary>Lengths of time as people write them: 30s, 20m, 24h, 7d, 1h30m.</summary>
internal static partial class Durations
{
    public const string Pattern = @"^(?=.)(([0-9]{1,5})d)?(([0-9]{1,5})h)?(([0-9]{1,5})m)?(([0-9]{1,5})s)?$";

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(366);
    private static readonly (char Letter, TimeSpan Length)[] s_units = [('d', TimeSpan.FromDays(1)), ('h', TimeSpan.FromHours(1)), ('m', TimeSpan.FromMinutes(1)), ('s', TimeSpan.FromSeconds(1))];

    /// <summary>Null where it is none, nothing at all, or longer than a year.</summary>
    public static TimeSpan? Parse(string text)
    {
        var match = Written().Match(text);
        if (!match.Success) return null;
        var time = s_units.Aggregate(TimeSpan.Zero, (sum, unit) => sum + (unit.Length * Amount(match.Groups[unit.Letter.ToString()])));
        return time > TimeSpan.Zero && time <= s_longest ? time : null;
    }

    public static string Print(TimeSpan time)
    {
        var text = "";
        foreach (var (letter, length) in s_units)
        {
            var amount = (long)(time / length);
            if (amount > 0) text += $"{amount.ToString(CultureInfo.InvariantCulture)}{letter}";
            time -= length * amount;
        }
        return text;
    }

    private static double Amount(Group group) => group.Success ? double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^((?<d>[0-9]{1,5})d)?((?<h>[0-9]{1,5})h)?((?<m>[0-9]{1,5})m)?((?<s>[0-9]{1,5})s)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Written();
}
