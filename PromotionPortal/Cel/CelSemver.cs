using System.Globalization;
using System.Text.RegularExpressions;

namespace PromotionPortal.Cel;

/// <summary>A version, ordered by the precedence of Semantic Versioning 2.0: build metadata counts for nothing. A leading <c>v</c> is accepted, as tags carry it.</summary>
public sealed partial class CelSemver : CelValue
{
    private const int LongestVersion = 256;

    private readonly string[] _prerelease;

    private CelSemver(string text, long major, long minor, long patch, string prerelease) : base(CelKind.Semver)
    {
        (Text, Major, Minor, Patch, Prerelease) = (text, major, minor, patch, prerelease);
        _prerelease = prerelease.Length == 0 ? [] : prerelease.Split('.');
    }

    public string Text { get; }

    public long Major { get; }

    public long Minor { get; }

    public long Patch { get; }

    public string Prerelease { get; }

    public static CelSemver? TryParse(string text)
    {
        if (text.Length > LongestVersion) return null;
        var match = Form().Match(text);
        return match.Success && Number(match, "major") is { } major && Number(match, "minor") is { } minor && Number(match, "patch") is { } patch
            ? new(text, major, minor, patch, match.Groups["pre"].Value)
            : null;
    }

    internal int CompareTo(CelSemver other)
    {
        var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return order != 0 ? order : ComparePrereleases(_prerelease, other._prerelease);
    }

    // A release comes after its pre-releases; otherwise identifier by identifier, and the longer list last.
    private static int ComparePrereleases(string[] left, string[] right)
    {
        if (left.Length == 0 || right.Length == 0) return right.Length.CompareTo(left.Length);
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            if (CompareIdentifiers(left[i], right[i]) is var order and not 0) return order;
        }
        return left.Length.CompareTo(right.Length);
    }

    // Numbers have no leading zeros here, so the longer one is the greater one; and numbers come before words.
    private static int CompareIdentifiers(string left, string right)
    {
        var (leftIsNumber, rightIsNumber) = (IsNumber(left), IsNumber(right));
        if (leftIsNumber != rightIsNumber) return leftIsNumber ? -1 : 1;
        var byLength = leftIsNumber ? left.Length.CompareTo(right.Length) : 0;
        return byLength != 0 ? byLength : Math.Sign(string.CompareOrdinal(left, right));
    }

    private static bool IsNumber(string identifier) => !identifier.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static long? Number(Match match, string group) =>
        long.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"\Av?(?<major>0|[1-9][0-9]*)\.(?<minor>0|[1-9][0-9]*)\.(?<patch>0|[1-9][0-9]*)(-(?<pre>(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*))?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
