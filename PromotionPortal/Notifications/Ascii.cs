namespace PromotionPortal.Notifications;

/// <summary>What may stand in a line of a protocol as it is.</summary>
internal static class Ascii
{
    /// <summary>Visible letters only: no space, no control character, and nothing that ends an address.</summary>
    public static bool IsPlain(string text) => text.All(letter => letter is > ' ' and < (char)0x7f and not ('<' or '>'));
}
