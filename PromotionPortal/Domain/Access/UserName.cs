namespace PromotionPortal.Domain.Access;

/// <summary>The grammar of the name by which a person signs in; it is written in definitions too, so it is short and plain.</summary>
public static class UserName
{
    public const int Shortest = 2;
    public const int Longest = 50;

    /// <summary>Why a text is no user name, or null.</summary>
    public static string? Problem(string text) => text switch
    {
        { Length: < Shortest or > Longest } => $"A user name has {Shortest} to {Longest} characters.",
        _ when !text.All(IsAllowed) => "A user name has only a-z, 0-9, dot, dash and underscore.",
        _ when !char.IsAsciiLetterOrDigit(text[0]) || !char.IsAsciiLetterOrDigit(text[^1]) => "A user name begins and ends with a letter or a digit.",
        _ => null,
    };

    private static bool IsAllowed(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '.' or '-' or '_';
}
