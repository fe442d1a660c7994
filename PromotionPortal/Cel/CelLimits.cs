namespace PromotionPortal.Cel;

/// <summary>What an expression may be and cost at most. A policy is written by people who may err, or who mean harm.</summary>
public static class CelLimits
{
    public const int SourceBytes = 8 * 1024;
    public const int Depth = 64;
    public const int Nodes = 2_000;

    /// <summary>Per evaluation: one unit is about one step, or the handling of <see cref="CharactersPerUnit"/> characters.</summary>
    public const long Cost = 1_000_000;
    public const int CharactersPerUnit = 8;

    /// <summary>Of a part without variables, which is evaluated while compiling if it costs no more.</summary>
    public const long FoldingCost = 1_000;

    /// <summary>Elements, keys and characters of a result, together.</summary>
    public const int ResultSize = 1_000_000;

    /// <summary>Lists within lists of a result or of a value that is compared.</summary>
    public const int ValueDepth = 256;

    public const int Problems = 20;

    /// <summary>Characters of all the sources that a cache keeps, twice: those asked for of late, and those before.</summary>
    public const int KeptCharacters = 500_000;

    public const int PatternLength = 1_000;
    public const int PatternRepeats = 1_000;
    public const int FormatPrecision = 100;

    /// <summary>What an explanation shows: sub-expressions, and characters of one value.</summary>
    public const int ExplainedSteps = 500;
    public const int ShownCharacters = 200;
}
