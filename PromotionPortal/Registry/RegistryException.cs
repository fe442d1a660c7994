namespace PromotionPortal.Registry;

/// <summary>Why a registry could not do what it was asked.</summary>
public enum RegistryFault
{
    /// <summary>No answer, a broken connection, 5xx, 429: worth trying again.</summary>
    Unreachable,

    /// <summary>It wants other credentials (401, 403).</summary>
    Denied,

    /// <summary>The repository, manifest or blob is not there.</summary>
    NotFound,

    /// <summary>It refuses to store what it was given: read-only, quota, a tag that may not move.</summary>
    NotWritable,

    /// <summary>Bytes that do not have the digest they claim, or an answer that breaks the protocol.</summary>
    Corrupt,
}

/// <summary>A registry's no, as data for the effect loop: what happened, and whether another try may help.</summary>
public sealed class RegistryException(RegistryFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public RegistryFault Fault => fault;

    public bool MayHelpToTryAgain => fault is RegistryFault.Unreachable;

    /// <summary>How long the registry asked us to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The word that registries use for it among themselves, such as MANIFEST_UNKNOWN.</summary>
    public string? Code { get; init; }
}
