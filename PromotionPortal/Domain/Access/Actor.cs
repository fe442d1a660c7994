using System.Collections.Immutable;

namespace PromotionPortal.Domain.Access;

/// <summary>By what an actor is known to us.</summary>
public enum Credential
{
    /// <summary>Nobody signed in.</summary>
    None,

    /// <summary>The cookie of a person's browser.</summary>
    Browser,

    /// <summary>The short session of `portal login`, bound to the person who confirmed it in the browser.</summary>
    Session,

    /// <summary>An API token: acts for its owner within its scopes, and never decides for a person.</summary>
    Token,
}

/// <summary>Who asks, and what he holds at this moment. Read anew for every command, so that a right taken away works on the next click.</summary>
public sealed record Actor(string Id, string Name, Credential Credential, ImmutableArray<Grant> Grants, ImmutableArray<TokenScope> Scopes)
{
    public static Actor Anonymous { get; } = new("", "nobody", Credential.None, [], []);

    /// <summary>The groups into which others put him, by name: what he joined by himself counts for no quorum.</summary>
    public ImmutableHashSet<string> Groups { get; init; } = [];

    /// <summary>Who made the one-time link by which this account was entered last, and could have used it as well; empty where nobody else did.</summary>
    public string OpenedBy { get; init; } = "";

    public bool IsSignedIn => Credential != Credential.None;
}

/// <summary>What a token may be used for at most; its owner's rights bound it further.</summary>
public enum TokenScope
{
    Read,
    Promote,
    RegistryPull,
    RegistryPush,
    Define,
    Report,
}
