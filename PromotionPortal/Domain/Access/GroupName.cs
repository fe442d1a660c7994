namespace PromotionPortal.Domain.Access;

/// <summary>The grammar of a group's name; definitions name groups by it.</summary>
public static class GroupName
{
    public const int Shortest = 2;
    public const int Longest = 50;

    /// <summary>Why a text is no name of a group, or null.</summary>
    public static string? Problem(string text) => text switch
    {
        { Length: < Shortest or > Longest } => $"The name of a group has {Shortest} to {Longest} characters.",
        _ when !text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-') => "The name of a group has only a-z, 0-9 and dash.",
        _ => null,
    };
}
