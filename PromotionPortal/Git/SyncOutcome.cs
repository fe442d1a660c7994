using System.Collections.Immutable;

namespace PromotionPortal.Git;

/// <summary>The repository and branch that are shared with others. The address holds no password; the login does.</summary>
public sealed record RemoteAddress(string Url, string Branch, RemoteLogin? Login = null)
{
    /// <summary>Through which proxy an https address is called. libgit2 resolves names and opens sockets itself, so there is no other way.</summary>
    public string? Proxy { get; init; }

    /// <summary>Which port of this machine stands for a plain http host. libgit2 asks a proxy for tunnels only, and would call the host itself.</summary>
    public int? Door { get; init; }

    /// <summary>Through which door an ssh address is called, and by what.</summary>
    public SshWay? Ssh { get; init; }
}

/// <summary>An ssh host behind a port of this machine. The key that the host showed is looked up once libgit2 has seen it too.</summary>
public sealed record SshWay(int Port, string PrivateKey, string HostFingerprint, Func<byte[]?> ShownKey)
{
    public override string ToString() => HostFingerprint;
}

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
    public sealed record InStep(string Commit) : SyncOutcome
    {
        public bool Pushed { get; init; }
    }

    /// <summary>We and they changed the same lines of these files: a person has to decide. Nothing was moved on either side.</summary>
    public sealed record Conflict(string RemoteTip, ImmutableArray<string> Files) : SyncOutcome;

    /// <summary>The remote no longer contains what it contained: a person has to decide. Nothing was moved on either side.</summary>
    public sealed record Rewritten(string RemoteTip) : SyncOutcome;

    /// <summary>The remote's history and ours have no commit in common, and ours is not empty. Nothing was moved on either side.</summary>
    public sealed record Unrelated(string RemoteTip) : SyncOutcome;

    /// <summary>The remote could not be reached, or did not take our commits. What is committed here stays; the next exchange tries again.</summary>
    public sealed record Failed(string Why) : SyncOutcome;
}
