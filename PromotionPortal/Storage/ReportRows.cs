using PromotionPortal.Domain.Images;

namespace PromotionPortal.Storage;

/// <summary>A report of CI as it came, so that the same one sent again changes nothing.</summary>
public sealed class ReportRow
{
    public long Id { get; set; }
    public required string Application { get; set; }
    public required string Digest { get; set; }
    public required string ReporterId { get; set; }
    public required string ReporterName { get; set; }
    public DateTimeOffset At { get; set; }
    public string? IdempotencyKey { get; set; }

    /// <summary>The hash of what it said.</summary>
    public required byte[] Content { get; set; }
}

/// <summary>From what and by whom an image was built, as CI reported; one for each repository, and it never changes.</summary>
public sealed class BuildRow
{
    public required string Application { get; set; }
    public required string Digest { get; set; }

    /// <summary>Empty where the report named none.</summary>
    public required string Repository { get; set; }

    public string? BuiltBy { get; set; }
    public DateTimeOffset? BuiltAt { get; set; }
    public string? Commit { get; set; }
    public string? Branch { get; set; }
    public string? CommitMessage { get; set; }
    public string? CommitAuthor { get; set; }
    public required string ReporterId { get; set; }
    public required string ReporterName { get; set; }
    public DateTimeOffset At { get; set; }

    public BuildReport Said() => new() { BuiltBy = BuiltBy, BuiltAt = BuiltAt, Repository = Repository.Length == 0 ? null : Repository, Commit = Commit, Branch = Branch, CommitMessage = CommitMessage, CommitAuthor = CommitAuthor };

    public BuildFact ToFact() => new(Repository, new(ReporterId, ReporterName), At) { BuiltBy = BuiltBy, BuiltAt = BuiltAt, Commit = Commit, Branch = Branch, CommitMessage = CommitMessage, CommitAuthor = CommitAuthor };
}

/// <summary>A check as CI reported it. All reports stay; the latest one counts.</summary>
public sealed class CheckRow
{
    public long Id { get; set; }
    public required string Application { get; set; }
    public required string Digest { get; set; }
    public required string Name { get; set; }
    public bool Passed { get; set; }
    public string? Link { get; set; }
    public required string ReporterId { get; set; }
    public required string ReporterName { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>There is one such row of each name: a unique index says so.</summary>
    public bool Latest { get; set; }

    public CheckFact ToFact() => new(Passed, Link, At, new(ReporterId, ReporterName));
}

/// <summary>An image that CI deployed to an environment, by its own word.</summary>
public sealed class DeployedRow
{
    public long Id { get; set; }
    public required string Application { get; set; }
    public required string Environment { get; set; }
    public required string Digest { get; set; }
    public DateTimeOffset Since { get; set; }

    /// <summary>When another image took its place; of those without it there is one in each environment.</summary>
    public DateTimeOffset? Until { get; set; }

    public required string ReporterId { get; set; }
    public required string ReporterName { get; set; }

    public DeployedFact ToFact() => new(Since, new(ReporterId, ReporterName));
}

/// <summary>A word that a person put on an image.</summary>
public sealed class LabelRow
{
    public required string Application { get; set; }
    public required string Digest { get; set; }
    public required string Label { get; set; }
    public required string ById { get; set; }
    public required string ByName { get; set; }
    public DateTimeOffset At { get; set; }
}

/// <summary>What a person wrote about an image.</summary>
public sealed class CommentRow
{
    public long Id { get; set; }
    public required string Application { get; set; }
    public required string Digest { get; set; }
    public required string Text { get; set; }
    public required string ById { get; set; }
    public required string ByName { get; set; }
    public DateTimeOffset At { get; set; }
}
