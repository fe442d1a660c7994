namespace PromotionPortal.Domain.Images;

/// <summary>A word that a person puts on an image, such as "qa-approved". Policies can ask for it.</summary>
public static class ImageLabel
{
    public const int Longest = 60;
    public const int MostPerImage = 30;

    /// <summary>Why a text is no label; null when it is one.</summary>
    public static string? Problem(string text) => text switch
    {
        { Length: 0 or > Longest } => $"A label has 1 to {Longest} characters.",
        _ when !text.All(IsAllowed) => "A label has only a-z, 0-9, dot, dash, underscore, slash and colon.",
        _ when !char.IsAsciiLetterOrDigit(text[0]) || !char.IsAsciiLetterOrDigit(text[^1]) => "A label begins and ends with a letter or a digit.",
        _ => null,
    };

    private static bool IsAllowed(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-' or '_' or '/' or ':';
}
