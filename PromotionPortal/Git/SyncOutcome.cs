using System.Collections.Immutable;

namespace PromotionPortal.Git;

/// <summary>The repository and branch that are shared with others. The address holds no password; the login does.</summary>
public sealed record RemoteAddress(string Url, string Branch, RemoteLogin? Login = null);

public sealed record RemoteLogin(string User, string Password)
{
    /// <summary>Never the password.</summary>
    public override string ToString() => User;
}

/// <summary>What became of an exchange with the remote.</summary>
public abstract record SyncOutcome
{
    private SyncOutcome()
    {
    }

    /// <summary>Both stand at this commit now.</summary>
    public sealed record InStep(string Commit) : SyncOutcome;

    /// <summary>We and they changed the same lines of these files: a person has to decide. Nothing was moved on either side.</summary>
    public sealed record Conflict(string RemoteTip, ImmutableArray<string> Files) : SyncOutcome;

    /// <summary>The remote no longer contains what it contained: a person has to decide. Nothing was moved on either side.</summary>
    public sealed record Rewritten(string RemoteTip) : SyncOutcome;

    /// <summary>The remote could not be reached, or did not take our commits. What is committed here stays; the next exchange tries again.</summary>
    public sealed record Failed(string Why) : SyncOutcome;
}
