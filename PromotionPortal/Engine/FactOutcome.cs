using System.Collections.Immutable;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Engine;

/// <summary>How something said of an image ended.</summary>
public abstract record FactOutcome
{
    private FactOutcome()
    {
    }

    /// <summary>It is known now. Changed: what it changed, in words; nothing when all of it was known before.</summary>
    public sealed record Known(string Application, Digest Digest, ImmutableArray<string> Changed) : FactOutcome;

    /// <summary>Nothing was written, for this reason.</summary>
    public sealed record Refused(FactRefusal Kind, string What, string Help) : FactOutcome;
}

public enum FactRefusal
{
    NotComplete,
    NotAllowed,
    NotFound,

    /// <summary>It says of a build otherwise than what was said before.</summary>
    Contradiction,

    KeyUsedOtherwise,

    /// <summary>The registry or the database did not answer.</summary>
    NoAnswer,
}
