namespace PromotionPortal.Cel.Syntax;

/// <summary>Ends the parsing at the first mistake. Never leaves <see cref="CelProgram.Compile"/>, which turns it into a problem.</summary>
internal sealed class SyntaxException(CelProblemKind kind, string message, CelSpan span) : Exception(message)
{
    public CelProblemKind Kind { get; } = kind;

    public CelSpan Span { get; } = span;
}
