using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Domain.Images;

/// <summary>What a CI job says of an image, which it names by a tag or a digest.</summary>
public sealed record CiReport(string Application, string Image)
{
    public BuildReport? Build { get; init; }
    public ImmutableArray<CheckReport> Checks { get; init; } = [];

    /// <summary>Environments in which it runs from now on.</summary>
    public ImmutableArray<string> DeployedIn { get; init; } = [];
}

/// <summary>By whom and from what it was built. Whoever built it is told from whoever may promote it, so this never changes once it is said.</summary>
public sealed record BuildReport
{
    public string? BuiltBy { get; init; }
    public DateTimeOffset? BuiltAt { get; init; }
    public string? Repository { get; init; }
    public string? Commit { get; init; }
    public string? Branch { get; init; }
    public string? CommitMessage { get; init; }
    public string? CommitAuthor { get; init; }

    public bool SaysNothing => this == new BuildReport();
}

public sealed record CheckReport(string Name, bool Passed, string? Link = null);

/// <summary>What may stand in a report: everything is bounded, and a link leads to a web page.</summary>
public static class CiReportRules
{
    public const int MostChecks = 50;
    public const int MostEnvironments = 20;
    public const int MostNameLetters = 200;
    public const int MostLinkLetters = 2000;
    public const int MostMessageLetters = 5000;

    /// <summary>Why this is no report, in words; null when it is one.</summary>
    public static string? Problem(CiReport report) =>
        !Metadata.IsName(report.Application) ? "Name the application."
        : !IsImage(report.Image) ? "Name the image by a tag or a digest."
        : report is { Build: null or { SaysNothing: true }, Checks.IsEmpty: true, DeployedIn.IsEmpty: true } ? "The report says nothing: give what built it, a check, or where it was deployed."
        : report.Checks.Length > MostChecks ? $"A report has at most {MostChecks} checks."
        : report.DeployedIn.Length > MostEnvironments ? $"A report names at most {MostEnvironments} environments."
        : (report.Build is { } build ? Problem(build) : null)
        ?? report.Checks.Select(Problem).FirstOrDefault(problem => problem is not null)
        ?? Twice(report.Checks.Select(check => check.Name), "The check")
        ?? report.DeployedIn.Where(name => !Metadata.IsName(name)).Select(name => $"'{Shortened(name)}' is not the name of an environment.").FirstOrDefault();

    /// <summary>An address that a page may link to.</summary>
    public static bool IsLink(string text) =>
        text.Length <= MostLinkLetters && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && !text.Any(IsOdd);

    private static bool IsImage(string text) => ImageReference.IsTag(text) || Digest.TryParse(text) is not null;

    private static string? Problem(BuildReport build) =>
        Line("built by", build.BuiltBy) ?? Line("the repository", build.Repository) ?? Line("the branch", build.Branch)
        ?? (build.Commit is { } commit && !IsCommit(commit) ? "A commit is 7 to 64 hexadecimal digits." : null)
        ?? (build.CommitAuthor is { } author && !IsEmail(author) ? "The author of a commit is an e-mail address." : null)
        ?? (build.CommitMessage?.Length > MostMessageLetters ? $"A commit message has at most {MostMessageLetters} letters." : null)
        ?? (build.Repository?.Contains("://", StringComparison.Ordinal) == true && HasPassword(build.Repository) ? "The repository's address has a password in it. Leave it out." : null);

    private static string? Problem(CheckReport check) =>
        !IsCheckName(check.Name) ? $"'{Shortened(check.Name)}' is not the name of a check: 1 to {MostNameLetters} letters, digits, spaces and any of . _ - / : ( ) on one line."
        : check.Link is { } link && !IsLink(link) ? $"The link of the check {check.Name} is not an http or https address."
        : null;

    private static bool IsCheckName(string text) =>
        text.Length is > 0 and <= MostNameLetters && text.Trim().Length == text.Length && text.All(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '.' or '_' or '-' or '/' or ':' or '(' or ')');

    private static string? Line(string what, string? text) =>
        text is null || (text.Trim().Length > 0 && text.Length <= MostNameLetters && !text.Any(IsOdd)) ? null : $"{char.ToUpperInvariant(what[0])}{what[1..]} is one line of at most {MostNameLetters} letters.";

    private static bool IsCommit(string text) => text.Length is >= 7 and <= 64 && text.All(char.IsAsciiHexDigit);

    private static bool IsEmail(string text) =>
        text.Length <= MostNameLetters && !text.Any(letter => IsOdd(letter) || char.IsWhiteSpace(letter)) && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 && at == text.LastIndexOf('@');

    private static bool HasPassword(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Contains(':', StringComparison.Ordinal);

    // A control character, or one that turns the direction of writing, makes a line look like another one.
    private static bool IsOdd(char letter) => char.IsControl(letter) || letter is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069';

    private static string? Twice(IEnumerable<string> names, string what) =>
        names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => $"{what} {group.Key} stands there twice.").FirstOrDefault();

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60];
}
