namespace PromotionPortal.Git;

/// <summary>A file's new text; null deletes it.</summary>
public sealed record FileChange(string Path, string? Text);

/// <summary>Who made a commit.</summary>
public sealed record CommitAuthor(string Name, string Email);

/// <summary>What became of a commit.</summary>
public abstract record GitOutcome
{
    private GitOutcome()
    {
    }

    public sealed record Committed(string Commit) : GitOutcome;

    /// <summary>The branch no longer stands where the change was made from.</summary>
    public sealed record Conflict(string Tip) : GitOutcome;
}

/// <summary>What an entry of a tree is.</summary>
public enum GitEntryKind
{
    File,
    SymbolicLink,
    Submodule,
}

/// <summary>An entry of a tree. Its id says its content.</summary>
public sealed record GitEntry(string Path, string Id, GitEntryKind Kind);

/// <summary>The entries of a tree; not whole where there were more than were asked for.</summary>
public sealed record GitListing(IReadOnlyList<GitEntry> Entries, bool IsWhole);

/// <summary>One commit: who made it, when, and what he said. The first parent is what it is compared with.</summary>
public sealed record GitRevision(string Commit, string? Parent, string AuthorName, string AuthorEmail, DateTimeOffset At, string Message);

/// <summary>A path that differs between two commits; one side is null where it is not there.</summary>
public sealed record GitDifference(string Path, GitEntry? Before, GitEntry? After);
