namespace PromotionPortal.Identity;

/// <summary>How a change of people, roles or tokens ended.</summary>
public enum AnswerKind
{
    Done,
    NotAllowed,
    NotFound,
    Refused,
}

/// <summary>How it ended, in words for a person; and what came of it, where something did: the id of a person, a link, a token's text.</summary>
public sealed record Answer(AnswerKind Kind, string Text, string? Result = null)
{
    public bool IsDone => Kind == AnswerKind.Done;

    internal static Answer Done(string text, string? result = null) => new(AnswerKind.Done, text, result);

    internal static Answer NotAllowed(string text) => new(AnswerKind.NotAllowed, text);

    internal static Answer NotFound(string text) => new(AnswerKind.NotFound, text);

    internal static Answer Refused(string text) => new(AnswerKind.Refused, text);
}
